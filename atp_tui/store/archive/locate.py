"""What a path names: a pack itself, one in an archive, or ``ARCHIVE!PLACE`` for one of several in an archive."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from atp_tui.engine.errors import InvalidFormatError, IoError

if TYPE_CHECKING:
    from atp_tui.store.archive.kept import Unpacked
    from atp_tui.store.archive.opened import OpenedFile

MARK: Final = "!"
"""What stands between an archive and a place in it."""

_NAMED: Final = 3
"""How many of the packs in an archive an error names."""

_NO_PACK: Final = "no crashpack in this archive: none of the nine files, and no record as one JSON document"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a pack is."""

    path: str
    """What names it: the path that was given, with the place in the archive where it is in one."""
    files: str
    """Where it can be read: the path itself, or its copy in the cache."""
    unpacked: "Unpacked | None" = None
    """The archive, where it is in one; as long as this object lives, its files are not removed."""


def locate(path: str) -> Location:
    """Return where the pack is that a path names; what is no archive and in none is where it is.

    Args:
        path: A path, or that of an archive, ``!`` and a place in it.

    Raises:
        CrashpackError: it is an archive that cannot be unpacked, or has no pack, or several of which none is named.
    """
    archive, inner = split(path)
    file = _opened(archive)
    if file is None:
        if archive != path:
            raise InvalidFormatError("an archive before the '!'", "another file", file=archive)
        return Location(path, path)
    from atp_tui.store.archive.cache import archive_cache

    cache = archive_cache()
    chosen = _chosen(archive, inner, cache.packs(file))
    unpacked = cache.unpacked(file)
    return Location(named(archive, chosen), os.path.join(unpacked.folder, chosen), unpacked)


def packs_in(path: str, *, is_named: bool = True) -> tuple[str, ...] | None:
    """Return what names each of the packs in an archive, or in a folder of it; None where *path* is no archive.

    An archive that has not changed since it was looked at last is not read.

    Args:
        path: A path, or that of an archive, ``!`` and a place in it.
        is_named: As for :meth:`~atp_tui.store.archive.cache.ArchiveCache.packs`.

    Raises:
        CrashpackError: it cannot be unpacked.
    """
    archive, inner = split(path)
    file = _opened(archive)
    if file is None:
        return None
    from atp_tui.store.archive.cache import archive_cache

    return tuple(
        named(archive, place) for place in archive_cache().packs(file, is_named=is_named) if _is_in(place, inner)
    )


def unpacked_at(path: str) -> Location | None:
    """Return where an archive is unpacked, or a place in it, whatever is there; None where *path* is in no archive.

    Raises:
        CrashpackError: it cannot be unpacked.
    """
    archive, inner = split(path)
    file = _opened(archive)
    if file is None:
        return None
    from atp_tui.store.archive.cache import archive_cache

    unpacked = archive_cache().unpacked(file)
    return Location(path, os.path.join(unpacked.folder, inner) if inner else unpacked.folder, unpacked)


def split(path: str) -> tuple[str, str]:
    """Return the archive that a path names and the place in it, which is empty where it names none."""
    end = path.find(MARK)
    while end >= 0 and not os.path.lexists(path):
        if os.path.isfile(path[:end]):
            return path[:end], path[end + 1 :].strip("/")
        end = path.find(MARK, end + 1)
    return path, ""


def is_in_archive(path: str) -> bool:
    """Return whether a path names a place in an archive."""
    return split(path)[0] != path


def named(archive: str, place: str) -> str:
    """Return what names a pack in an archive."""
    return f"{archive}{MARK}{place}" if place else archive


def is_archive(path: str) -> bool:
    """Return whether a plain file at *path* begins as an archive or a compressed file does."""
    if not os.path.isfile(path):
        return False
    from atp_tui.store.archive.kinds import BLOCK, kind_of

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError):
        return False
    try:
        return kind_of(os.read(descriptor, BLOCK)) is not None
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _opened(path: str) -> "OpenedFile | None":
    """The archive at a path; None where something else is there, or nothing."""
    if not os.path.isfile(path) or not is_archive(path):
        return None
    from atp_tui.store.archive.opened import OpenedFile

    try:
        file = OpenedFile(path)
    except IoError:
        return None
    return None if file.kind is None else file


def _chosen(archive: str, inner: str, packs: tuple[str, ...]) -> str:
    """The one pack that is named."""
    chosen = [place for place in packs if _is_in(place, inner)]
    if len(chosen) == 1:
        return chosen[0]
    if not packs:
        raise IoError("", _NO_PACK, file=archive)
    from atp_tui.engine.counted import counted
    from atp_tui.engine.shell import quote_path

    listed = ", ".join(quote_path(named(archive, place)) for place in (chosen or packs)[:_NAMED])
    more = ", …" if len(chosen or packs) > _NAMED else ""
    if not chosen:
        raise IoError("", f"no crashpack at {inner} in this archive", file=archive, advice=f"it has {listed}{more}")
    found = f"not a crashpack, but an archive with {counted(len(chosen), 'crashpack')}"
    advice = f"'atp-tui fleet {quote_path(archive)}' groups all of them; or choose one: {listed}{more}"
    raise IoError("", found, file=archive, advice=advice)


def _is_in(place: str, folder: str) -> bool:
    return not folder or place == folder or place.startswith(f"{folder}/")
