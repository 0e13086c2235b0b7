"""Imported logs kept between runs, in the private cache of the user: a directory of packs for each log, by digest."""

import hashlib
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from atp_tui.engine.errors import IoError
from atp_tui.store.archive.budget import DamagedError
from atp_tui.store.logs.connections import chosen_packs
from atp_tui.store.logs.convert import DEFAULT_OPTIONS, ImportOptions
from atp_tui.store.logs.packs import INDEX, ImportedPack, PackOfLog, import_log
from atp_tui.store.logs.pairing import OpenedEnd, import_pair
from atp_tui.store.logs.progress import ImportProgress, Stage, Told, share_of
from atp_tui.store.logs.source import LogSource
from atp_tui.store.logs.stdin import kept_stdin
from atp_tui.store.spool import remove_tree
from atp_tui.store.user_dirs import cache_directory, make_private

EDITION: Final = 2
"""Changes with what an import writes, so that a kept import of another edition is not taken."""

MAX_IMPORTS: Final = 4 << 30
"""Bytes that all kept imports may take together; the ones that were not used for longest go first."""

FOLDER: Final = "imported"
_INDEX_LIMIT: Final = 8 << 20
_known: Final[dict[tuple[int, ...], str]] = {}
"""The digests of files that this run has read, by device, inode, size and time of change."""

_used: Final[set[Path]] = set()
"""The imports that this run uses."""


@dataclass(slots=True)
class _Room:
    """What the imports in a directory take, as far as this run knows."""

    taken: int = 0
    """Their bytes."""
    left: int | None = None
    """Their bytes after all were looked at last; None before."""

    def has_grown(self) -> bool:
        """Return whether it is time to look at all of them: the first time, or at so much more that some must go."""
        return self.left is None or self.taken > max(MAX_IMPORTS, self.left + MAX_IMPORTS // 64)


_rooms: Final[dict[Path, _Room]] = {}


def kept_packs(
    source: LogSource, tell: Told = lambda _: None, options: ImportOptions = DEFAULT_OPTIONS
) -> tuple[PackOfLog, ...]:
    """Return the packs of a log, imported now unless they are kept.

    Args:
        source: The log; of one on stdin, stdin is read.
        tell: Told now and then how far an import is.
        options: What is wanted of the log.

    Raises:
        IoError: the log cannot be read, does not have the connection that is wanted, or there is no private cache to
            write to.
    """
    directory = imports_directory()
    source = kept_stdin(source, str(directory), is_mapped=options.mapping is not None)
    folder = directory / _key(source, options, tell)
    _used.add(folder)
    if not folder.is_dir():
        with suppress(FileExistsError):
            _import(source, str(folder), options, tell)
        _make_room(directory, folder)
    with suppress(OSError):
        os.utime(folder)
    packs = [PackOfLog(source, made, str(folder / made.name)) for made in _packs_in(folder)]
    return chosen_packs(packs, source.connection)


def kept_pair(client: OpenedEnd, server: OpenedEnd, *, tell: Told = lambda _: None) -> str:
    """Return the directory of the pack of a connection of which both ends were logged, made unless it is kept.

    Args:
        client: The pack of the client, which is a kept import.
        server: That of the server.
        tell: Told now and then how far it is.

    Raises:
        IoError: a log cannot be read, or there is no private cache to write to.
    """
    directory = imports_directory()
    names = [os.path.join(os.path.basename(os.path.dirname(pack.path)), pack.made.name) for pack, _ in (client, server)]
    key = hashlib.sha256("\n".join((str(EDITION), *names)).encode()).hexdigest()[:32]
    target = directory / f"{key}-both"
    _used.add(target)
    if not target.is_dir():
        import_pair(client, server, str(target), tell, is_lasting=False)
        _make_room(directory, target)
    with suppress(OSError):
        os.utime(target)
    return str(target)


def fleet_database(paths: Sequence[str]) -> str:
    """Return where the database of the packs of some logs is, in a directory of its own.

    Args:
        paths: The paths of the packs, so that others have another database.

    Raises:
        IoError: there is no private cache to write to.
    """
    directory = imports_directory()
    key = hashlib.sha256("\n".join(sorted(paths)).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    target = directory / f"{key}-fleet"
    _used.add(target)
    try:
        make_private(target)
        os.utime(target)
    except OSError as error:
        raise IoError("a directory for the cache", str(error.strerror), file=str(target)) from None
    return str(target / "fleet.db")


def imports_directory() -> Path:
    """Return the private directory of kept imports, made where it is not there.

    Raises:
        IoError: the user has no cache, or it is not private.
    """
    cache = cache_directory()
    advice = "'atp-tui import LOG -o DIR' writes a pack elsewhere"
    if cache is None:
        raise IoError("a directory for the cache", "none: the user has no home", advice=advice)
    directory = cache / FOLDER
    try:
        is_private = make_private(cache) and make_private(directory)
    except OSError as error:
        raise IoError("a directory for the cache", str(error.strerror), file=str(directory), advice=advice) from None
    if not is_private:
        raise IoError("a private directory", "others may write there", file=str(directory), advice=advice)
    return directory


def _import(source: LogSource, folder: str, options: ImportOptions, tell: Told) -> None:
    try:
        import_log(source, folder, options, tell)
    except IoError:
        # Another run may have been faster.
        if not os.path.isdir(folder):
            raise


def _key(source: LogSource, options: ImportOptions, tell: Told) -> str:
    """The name of the directory of an import: a digest of all on which it depends."""
    chosen = (*sorted(options.removes), *sorted(options.without), options.mapping.document if options.mapping else "")
    wanted = (str(EDITION), str(options.end), *chosen, source.name)
    digest = _digest(source, tell)
    return hashlib.sha256("\n".join((digest, *wanted)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _digest(source: LogSource, tell: Told) -> str:
    """The digest of the bytes of a log, computed once for each state of its file; of stdin each time."""
    stamp = _stamp(source.file)
    if stamp not in _known or not stamp:
        digest, size = hashlib.sha256(), 0
        try:
            for chunk in source.chunks():
                digest.update(chunk)
                size += len(chunk)
                tell(ImportProgress(source.path, share_of(size, source.size), stage=Stage.DIGEST))
        except DamagedError:
            # What is whole of it may be all of another log.
            digest.update(b"\0cut")
        _known[stamp] = digest.hexdigest()
    return _known[stamp]


def _stamp(path: str) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _packs_in(folder: Path) -> Sequence[ImportedPack]:
    try:
        with open(folder / INDEX, "rb") as file:
            return msgspec.json.decode(file.read(_INDEX_LIMIT), type=list[ImportedPack])
    except (OSError, msgspec.MsgspecError):
        remove_tree(str(folder))
        raise IoError("a kept import that is whole", "a damaged one", file=str(folder), advice="try again") from None


def _make_room(directory: Path, made: Path) -> None:
    """Count an import that was made, and where all take too much, remove the ones that were not used for longest.

    All are looked at the first time, and then where they have grown further; those that this run uses stay.
    """
    room = _rooms.setdefault(directory, _Room())
    room.taken += _size(made)
    if not room.has_grown():
        return
    kept = []
    for folder in directory.iterdir():
        with suppress(OSError):
            found = folder.lstat()
            if stat.S_ISDIR(found.st_mode):
                kept.append((found.st_mtime_ns, _size(folder), folder))
    room.taken = sum(size for _, size, _ in kept)
    for _, size, folder in sorted(kept, key=lambda each: each[0]):
        if room.taken > MAX_IMPORTS and folder not in _used:
            remove_tree(str(folder))
            room.taken -= size
    room.left = room.taken


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total
