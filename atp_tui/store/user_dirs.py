"""The user's own directories: where keymap and theme are, where indexes are kept and how much they take.

Source: the XDG Base Directory Specification on Linux, the conventions of each other system, by platformdirs.
"""

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

_PROGRAM: Final = "atp-tui"

MAX_TOTAL: Final = 256 << 20
"""Bytes that all kept indexes may take together; the ones that were not used for longest go first."""

ARCHIVES: Final = "archives-1"
"""The directory of unpacked archives in the cache; the number is that of its layout, and of how packs are found."""

ARCHIVES_LIMIT: Final = 4 << 30
"""Bytes that all unpacked archives may take together; those that were not used for longest go first."""

REMOTE: Final = "remote"
"""The directory of copies of what URLs name, in that for state; they stay until the user removes them."""

AGE_LIMIT: Final = 7
"""Days after which an unpacked archive that was not used is removed."""

SEEN_LIMIT: Final = 64 << 20
"""Bytes that the lists of packs in known archives may take together."""


class CacheUse(NamedTuple):
    """What is kept in a directory."""

    files: int
    size: int
    """Bytes."""
    owner: int
    """The number of the user to whom the directory belongs."""
    is_private: bool
    """Whether nobody else may write there."""


def cache_directory() -> Path | None:
    """Return the user's cache directory for this program, or None where there is none."""
    # Imported late: it takes longer than reading a small pack.
    from platformdirs import user_cache_path

    return _absolute(user_cache_path)


def state_directory() -> str | None:
    """Return the user's directory for what outlives a run of this program, or None where there is none."""
    from platformdirs import user_state_path

    directory = _absolute(user_state_path)
    return None if directory is None else str(directory)


def keymap_path() -> str | None:
    """Return the path of the user's keymap, or None where there is none."""
    path = _config_path("keymap.toml")
    return path if path is not None and os.path.lexists(path) else None


def theme_path() -> str | None:
    """Return the path at which the user's theme is remembered, or None where the user has no home."""
    return _config_path("theme.toml")


def _config_path(name: str) -> str | None:
    from platformdirs import user_config_path

    directory = _absolute(user_config_path)
    return None if directory is None else os.path.join(directory, name)


def _absolute(directory: Callable[..., Path]) -> Path | None:
    """Return a directory for this program, or None where the user has no home."""
    try:
        path = directory(_PROGRAM, appauthor=False)
    except RuntimeError:
        return None
    return path if path.is_absolute() else None


def make_private(directory: Path) -> bool:
    """Make a directory of this user, private where the file system has permissions, and return whether it is.

    Raises:
        OSError: it cannot be made, or something else stands there.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):
        directory.chmod(0o700)
    found = directory.lstat()
    return stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o022


def cache_use(directory: Path) -> CacheUse | None:
    """Return what is kept in *directory*, or None where there is no such directory.

    Raises:
        OSError: it cannot be looked into.
    """
    try:
        found = directory.lstat()
        names = os.listdir(directory)
    except FileNotFoundError:
        return None
    kept = []
    for name in names:
        with contextlib.suppress(FileNotFoundError):  # another run may make room meanwhile
            file = (directory / name).lstat()
            kept += [file] if stat.S_ISREG(file.st_mode) else []
    is_private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o022
    return CacheUse(len(kept), sum(file.st_size for file in kept), found.st_uid, is_private)


def folders_use(folder: Path) -> tuple[int, int]:
    """Return how many directories are in one, and how many bytes their files take: unpacked archives, or copies.

    Raises:
        OSError: it cannot be looked into.
    """
    count = size = 0
    if folder.is_dir():
        with os.scandir(folder) as entries:
            count = sum(entry.is_dir(follow_symlinks=False) for entry in entries)
        for place, _, names in os.walk(folder):
            with contextlib.suppress(FileNotFoundError):  # as above
                size += sum(os.lstat(os.path.join(place, name)).st_size for name in names)
    return count, size
