"""Logs of real runs as a fleet: which paths lead to logs, and to nothing else."""

import os

import click

from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.scan import walk
from atp_tui.store.directory import is_directory
from atp_tui.store.logs.source import logs_at


def are_logs(paths: tuple[str, ...]) -> bool:
    """Return whether all paths lead to logs; what cannot be read leads to none.

    Raises:
        click.UsageError: some do.
    """
    found = [_are_logs(path) for path in paths]
    if any(found) and not all(found):
        raise click.UsageError("PATH: expected crashpacks or logs, found both")
    return all(found)


def _are_logs(path: str) -> bool:
    """Whether there are logs at a path, and no crashpack at any depth."""
    try:
        if is_directory(path) and any(met.packs for met in walk([os.fsencode(os.path.realpath(path))])):
            return False
        return bool(logs_at(path))
    except CrashpackError:
        return False
