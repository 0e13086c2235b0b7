"""Which packs there are below a directory: a walk that opens no pack, so that unchanged ones cost next to nothing.

A directory with one of the nine names is a pack, and is not searched for others. So is a ``*.json`` file that begins as
a record does. An archive counts as the packs in it; it is unpacked when it is met first and when it has changed.
Symbolic links are not followed, only a path that was given may be one. A pack that is still being written has a name of
its own and is left out.
"""

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from atp_tui.engine.artifacts import MANIFEST, NINE_FILES
from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.held import is_archive
from atp_tui.store.archive.locate import MARK, packs_in, split
from atp_tui.store.durable_write import PREFIX
from atp_tui.store.named_file import is_record
from atp_tui.store.refusal import refusal

AT_ONCE: Final = 1_000
"""Packs of one folder that are told at once."""

UNKNOWN: Final = 0
"""The stamp of a pack that has to be looked at, whatever is known of it."""

_MASK: Final = (1 << 63) - 1
_SPREAD: Final = 1_000_003
_MANIFEST: Final = b"/" + os.fsencode(MANIFEST)
_NINE: Final = frozenset(os.fsencode(name) for name in NINE_FILES)
_WRITING: Final = os.fsencode(PREFIX)


class Mark(NamedTuple):
    """What changes when a file changes, or another one takes its place."""

    mtime_ns: int
    ctime_ns: int
    size: int
    inode: int
    mode: int


class Met(NamedTuple):
    """Some of the packs of a folder."""

    folder: bytes
    packs: dict[bytes, int]
    """The stamp of each by its name: another one says that the pack has changed."""
    faults: dict[bytes, str]
    """Directories of the folder that cannot be read, by their names; what they are is not known."""


def walk(roots: Sequence[bytes], is_stopped: Callable[[], bool] = lambda: False) -> Iterator[Met]:
    """Yield the packs below some directories, and those that are among *roots* themselves.

    Args:
        roots: Paths without symbolic links, none inside another.
        is_stopped: Asked in each folder; when it says yes, the walk ends.
    """
    pending = []
    for root in roots:
        stamp = _stamp_alone(root)
        archive = os.fsencode(split(os.fsdecode(root))[0])
        if stamp is not None:
            folder, name = os.path.split(root)
            yield Met(folder, {name: stamp}, {})
        elif is_archive(os.fsdecode(archive)):
            yield from _archive(root, archive, is_named=True)
        else:
            pending.append(root)
    while pending and not is_stopped():
        yield from _folder(pending.pop(), pending)


def stamp_of(path: bytes) -> int | None:
    """Return the stamp of the pack at *path*, or None where there is none any more."""
    try:
        return _stamp(os.lstat(path + _MANIFEST))
    except (OSError, ValueError):
        return _stamp_alone(path) or _stamp_in_archive(path)


def below(roots: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return how a path with a slash after it begins that is one of *roots*, or inside one, be that an archive."""
    return tuple(root.rstrip(b"/") + end for root in roots for end in (b"/", os.fsencode(MARK)))


def mark_of(path: bytes) -> Mark | None:
    """Return the mark of what is at *path*, be it a link; None where nothing can be seen there."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return Mark(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode)


def stamp_of_marks(manifest: Mark | None, pack: Mark | None) -> int | None:
    """Return the stamp of a pack from the marks of its manifest and of itself; None where it is not there."""
    mark = manifest or pack
    return None if mark is None else _mixed(mark.mtime_ns, mark.ctime_ns, mark.size, mark.inode)


def outermost(paths: Sequence[bytes]) -> list[bytes]:
    """Return the real paths of *paths* without those that are inside another, each once."""
    found: list[bytes] = []
    for path in sorted({os.path.realpath(path) for path in paths}, key=lambda path: path.rstrip(b"/") + b"/"):
        if not (found and (path + b"/").startswith(found[-1].rstrip(b"/") + b"/")):
            found.append(path)
    return found


def _folder(folder: bytes, pending: list[bytes]) -> Iterator[Met]:
    """Yield the packs of a folder and put its other folders on the list; a folder that is a pack is yielded itself."""
    try:
        entries = os.scandir(folder)
    except OSError as error:
        parent, name = os.path.split(folder)
        yield Met(parent, {}, {name: refusal(error)})
        return
    met = Met(folder, {}, {})
    begun, archives = len(pending), list[bytes]()
    with entries:
        for entry in _entries(entries):
            if entry.name in _NINE:
                del pending[begun:]
                parent, name = os.path.split(folder)
                yield Met(parent, {name: _stamp(os.lstat(folder))}, {})
                return
            _take(entry, met, pending, archives)
            if len(met.packs) == AT_ONCE:
                yield met
                met = Met(folder, {}, {})
    yield met
    for archive in archives:
        yield from _archive(archive, archive, is_named=False)


def _archive(path: bytes, archive: bytes, *, is_named: bool) -> Iterator[Met]:
    """Yield the packs of an archive, or of a place in it; one that cannot be unpacked counts as one pack."""
    try:
        stamp = _stamp(os.lstat(archive))
        packs = packs_in(os.fsdecode(path), is_named=is_named)
    except CrashpackError:
        packs = (os.fsdecode(archive),)
    except OSError:
        return
    folders = defaultdict[bytes, list[bytes]](list)
    for pack in packs or ():
        folder, name = os.path.split(os.fsencode(pack))
        folders[folder].append(name)
    for folder, names in folders.items():
        for begin in range(0, len(names), AT_ONCE):
            yield Met(folder, dict.fromkeys(names[begin : begin + AT_ONCE], stamp), {})


def _entries(entries: Iterator[os.DirEntry[bytes]]) -> Iterator[os.DirEntry[bytes]]:
    """The entries of a folder, as many as can be read."""
    try:
        yield from entries
    except OSError:
        return


def _take(entry: os.DirEntry[bytes], met: Met, pending: list[bytes], archives: list[bytes]) -> None:
    name = entry.name
    try:
        if entry.is_dir(follow_symlinks=False):
            if name.startswith(_WRITING):
                return
            try:
                met.packs[name] = _stamp(os.lstat(entry.path + _MANIFEST))
            except FileNotFoundError:
                pending.append(entry.path)
        elif not entry.is_file(follow_symlinks=False):
            return
        elif name.endswith(b".json") and is_record(entry.path):
            met.packs[name] = _stamp(os.lstat(entry.path))
        elif is_archive(os.fsdecode(entry.path)):
            archives.append(entry.path)
    except OSError as error:
        met.faults[name] = refusal(error)


def _stamp_alone(path: bytes) -> int | None:
    """The stamp of something that may be a pack without a manifest, or a record; None where it is neither."""
    try:
        found = os.lstat(path)
        if stat.S_ISREG(found.st_mode):
            return _stamp(found) if is_record(path) else None
        if not stat.S_ISDIR(found.st_mode):
            return None
        with os.scandir(path) as entries:
            is_pack = any(entry.name in _NINE for entry in entries)
        return stamp_of_manifest(path, found) if is_pack else None
    except (OSError, ValueError):
        return None


def _stamp_in_archive(path: bytes) -> int | None:
    """The stamp of a pack in an archive, which is that of the archive; None where it is not there."""
    name = os.fsdecode(path)
    try:
        stamp = _stamp(os.lstat(split(name)[0]))
        return stamp if name in (packs_in(name) or ()) else None
    except CrashpackError:
        return stamp
    except (OSError, ValueError):
        return None


def stamp_of_manifest(path: bytes, otherwise: os.stat_result) -> int:
    """Return the stamp of a pack's manifest, or that of the pack's directory where it has none."""
    try:
        return _stamp(os.lstat(path + _MANIFEST))
    except OSError:
        return _stamp(otherwise)


def _stamp(found: os.stat_result) -> int:
    return _mixed(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def _mixed(mtime_ns: int, ctime_ns: int, size: int, inode: int) -> int:
    """A number that is another one whenever a file was written to, or replaced; never :data:`UNKNOWN`."""
    return (((mtime_ns * _SPREAD ^ ctime_ns) * _SPREAD ^ size) * _SPREAD ^ inode) & _MASK or 1
