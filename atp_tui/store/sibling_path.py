"""Names of files beside a pack, never inside it."""

import os

from atp_tui.store.archive.locate import MARK, split


def beside(path: str, ending: str, *, is_directory: bool) -> str:
    """Return the name of a file beside the pack at *path*: ``crash`` for ``crash/`` or ``crash.json``, and *ending*.

    A pack in an archive has its files beside the archive.

    Where the path does not end in the directory's own name, as ``.`` does not, that name is asked for.
    """
    path = outside(path)
    if not is_directory:
        return path.removesuffix(".json") + ending
    stem = path.rstrip("/")
    if os.path.basename(stem) in ("", ".", ".."):
        stem = os.path.realpath(path)
    return stem + ending


def outside(path: str) -> str:
    """Return a path beside the archive for a pack in one: ``packs.zip!a!crash`` for ``packs.zip!a/crash``."""
    archive, inner = split(path)
    return path if archive == path else archive + MARK + inner.replace("/", MARK)
