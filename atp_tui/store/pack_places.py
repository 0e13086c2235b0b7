"""Where packs are in a directory or an archive, without reading any: what a command looks at before it loads more."""

import os

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.store.archive.locate import packs_in
from atp_tui.store.directory import NAMES_LIMIT, PackDirectory, is_directory, is_pack


def holds_packs(path: str) -> bool:
    """Return whether *path* is a directory that is no pack and has packs in it, or an archive with several.

    What cannot be read has none.
    """
    try:
        packs = packs_in(path)
    except CrashpackError:
        return False
    if packs is not None:
        return len(packs) > 1
    try:
        return is_directory(path) and not is_pack_at(path) and bool(packs_inside(path)[0])
    except IoError:
        return False


def packs_inside(path: str) -> tuple[list[str], bool]:
    """Return the packs right inside a directory, and whether they are all: of many names not all are looked at.

    Raises:
        IoError: the directory cannot be read.
    """
    with PackDirectory(path) as directory:
        names = directory.names()
    return [inner for name in names if is_pack_at(inner := os.path.join(path, name))], len(names) < NAMES_LIMIT


def is_pack_at(path: str) -> bool:
    """Return whether the directory at *path* has any of the nine files; not where it cannot be read."""
    try:
        with PackDirectory(path) as directory:
            return is_pack(directory)
    except IoError:
        return False
