"""Directories that killed writers left: nothing reads or removes them. Source: SAFETY.md, "Writing"."""

import os
import stat
from typing import Final, NamedTuple

from atp_tui.store.refusal import unreachable
from atp_tui.store.writer import PREFIX

STALE: Final = 3600.0
"""Seconds without a change after which no writer is at work; each writes for seconds."""

_MOST: Final = 1000


class Leftover(NamedTuple):
    """What stands under a name that writers give to what is not yet whole."""

    path: str
    owner: int
    """The number of its user."""
    changed: float
    """When something in it was last added or removed, in seconds since 1970."""
    is_directory: bool
    """Writers make nothing else under such a name."""


def leftovers(folder: str) -> tuple[Leftover, ...]:
    """Return what writers left right inside *folder*, sorted; of very many the first thousand.

    Raises:
        IoError: the folder cannot be listed.
    """
    found: list[Leftover | None] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(PREFIX) and len(found) < _MOST:
                    found.append(_leftover(os.path.join(folder, entry.name), entry))
    except (OSError, ValueError) as error:
        raise unreachable(folder, error) from None
    return tuple(sorted(each for each in found if each is not None))


def _leftover(path: str, entry: os.DirEntry[str]) -> Leftover | None:
    """What *entry* is; None where its writer has ended meanwhile."""
    try:
        seen = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    return Leftover(path, seen.st_uid, max(seen.st_mtime, seen.st_ctime), stat.S_ISDIR(seen.st_mode))
