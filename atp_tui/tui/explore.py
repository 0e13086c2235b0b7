"""The explorer as a function that returns the exit code of the program."""

import gc
from functools import partial
from typing import TYPE_CHECKING

from atp_tui.engine.errors import CrashpackError
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.options import DEFAULT_OPTIONS, OpenOptions
from atp_tui.tui.screens.opening import OpeningScreen, first_events

if TYPE_CHECKING:
    from atp_tui.fleet.database import Fleet
    from atp_tui.fleet.indexing import IndexOptions, IndexReport, Progress, Stopped
    from atp_tui.fleet.rows import GroupFilter


def explore(path: str, options: OpenOptions, *, mouse: bool, files: str = "") -> int:
    """Explore the pack at *path* until the person quits; return the exit code.

    Args:
        path: The pack as it is named.
        options: How it is opened.
        mouse: Whether the mouse is captured.
        files: The directory of its files, where it has one: the first events are shown while all else is loaded,
            unless the explorer was asked to begin elsewhere.

    Raises:
        CrashpackError: the pack cannot be opened.
        Exception: the explorer failed; the terminal is as it was.
    """
    events = first_events(files) if files and options.place.is_anywhere else ()
    return _run(ExplorerApp(path, options, OpeningScreen(path, events, options) if events else None), mouse=mouse)


def explore_fleet(
    fleet: "Fleet",
    paths: tuple[bytes, ...] = (),
    indexing: "IndexOptions | None" = None,
    options: OpenOptions = DEFAULT_OPTIONS,
    *,
    mouse: bool = True,
    which: "GroupFilter | None" = None,
) -> int:
    """Explore a fleet until the person quits; return the exit code.

    Args:
        fleet: The fleet.
        paths: What is indexed in the background meanwhile; nothing where the fleet cannot be changed.
        indexing: How that is indexed.
        options: Theme and keys, and how packs are opened.
        mouse: Whether the mouse is captured.
        which: The groups that are listed at first; None for all but the muted ones.

    Raises:
        Exception: the explorer failed; the terminal is as it was.
    """
    from atp_tui.fleet.engines import prepare
    from atp_tui.tui.fleet_view import FleetView
    from atp_tui.tui.fleet_words import USUAL
    from atp_tui.tui.screens.fleet import FleetScreen

    work = partial(_index, fleet.path, paths, indexing) if paths and not fleet.why_read_only else None
    if work is not None:
        prepare()
    screen = FleetScreen(FleetView(fleet), options.keymap, which or USUAL, work)
    return _run(ExplorerApp(fleet.path, options, screen), mouse=mouse)


def _index(
    database: str, paths: tuple[bytes, ...], options: "IndexOptions | None", progress: "Progress", is_stopped: "Stopped"
) -> "IndexReport":
    """Index on a connection of its own, so that the screen never waits for it."""
    from atp_tui.fleet.database import open_fleet
    from atp_tui.fleet.index import index

    with open_fleet(database) as fleet:
        return index(fleet, paths, options, progress, is_stopped)


def _run(app: ExplorerApp, *, mouse: bool) -> int:
    # What was loaded stays until the end; a collection now would only hold up the first screen.
    gc.freeze()
    result = app.run(mouse=mouse)
    if app.failure is not None:
        raise app.failure
    if isinstance(result, CrashpackError):
        raise result
    return result or 0
