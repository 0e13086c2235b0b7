"""Names of files beside a pack, never inside it."""

import os


def beside(path: str, ending: str, *, is_directory: bool) -> str:
    """Return the name of a file beside the pack at *path*: ``crash`` for ``crash/`` or ``crash.json``, and *ending*.

    Where the path does not end in the directory's own name, as ``.`` does not, that name is asked for.
    """
    if not is_directory:
        return path.removesuffix(".json") + ending
    stem = path.rstrip("/")
    if os.path.basename(stem) in ("", ".", ".."):
        stem = os.path.realpath(path)
    return stem + ending
