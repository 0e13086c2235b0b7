"""Paths that a user types, and those that are suggested."""

import os
from pathlib import Path

from atp_tui.clean import is_clean
from atp_tui.store.archive.locate import is_in_archive
from atp_tui.store.sibling_path import beside, outside


def typed_target(typed: str) -> str:
    """Return the path that was typed; one in the home directory may begin with ``~/``."""
    return str(Path.home() / typed[2:]) if typed.startswith("~/") else typed


def target_fault(typed: str) -> str:
    """Return why nothing can be written to a typed path; empty where nothing is known to be wrong."""
    return "it exists already; choose another name" if os.path.lexists(typed_target(typed)) else ""


def pack_fault(typed: str) -> str:
    """Return why no pack can be read from a typed path; empty where nothing is known to be wrong."""
    target = typed_target(typed)
    return "" if os.path.lexists(target) or is_in_archive(target) else "nothing is there"


def suggested_directory(path: str, suffix: str) -> str:
    """Return a name beside the pack at *path* with a suffix; empty where that cannot be typed."""
    named = Path(outside(path))
    target = f"{named if named.name not in ('', '..') else named.resolve()}-{suffix}"
    return target if is_clean(target) else ""


def suggested_file(path: str, what: str, suffix: str, *, is_directory: bool) -> str:
    """Return a free name beside the pack at *path*; empty where that cannot be typed."""
    number, free = 1, beside(path, f"-{what}.{suffix}", is_directory=is_directory)
    while os.path.lexists(free):
        number += 1
        free = beside(path, f"-{what}-{number}.{suffix}", is_directory=is_directory)
    return free if is_clean(free) else ""
