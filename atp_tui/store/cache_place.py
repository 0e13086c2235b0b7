"""Where indexes are kept between runs, how much they take and how much they may take."""

import contextlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

MAX_TOTAL: Final = 256 << 20
"""Bytes that all kept indexes may take together; the ones that were not used for longest go first."""


class CacheUse(NamedTuple):
    """What is kept in a directory."""

    files: int
    size: int
    """Bytes."""
    owner: int
    """The number of the user to whom the directory belongs."""
    is_private: bool
    """Whether nobody else may write there."""


def cache_directory(environment: Mapping[str, str] = MappingProxyType(os.environ)) -> Path | None:
    """Return the user's cache directory for this program, or None where there is none."""
    base = environment.get("XDG_CACHE_HOME", "")
    if Path(base).is_absolute():
        return Path(base) / "atp-tui"
    home = environment.get("HOME", "")
    return Path(home) / ".cache" / "atp-tui" if Path(home).is_absolute() else None


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
