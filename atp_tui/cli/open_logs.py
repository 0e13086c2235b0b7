"""Logs of real runs, imported before they are explored."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from atp_tui.cli.exits import Exit
from atp_tui.cli.first_screen import import_screen
from atp_tui.cli.output import say
from atp_tui.cli.terminal import is_served, lacking_for_screen
from atp_tui.engine.errors import CrashpackError
from atp_tui.store.logs.source import STDIN, is_log_at

if TYPE_CHECKING:
    from atp_tui.engine.records.mapping import LogMapping
    from atp_tui.store.log_targets import Target
    from atp_tui.store.logs.progress import ImportProgress

_BETWEEN: Final = 0.2
"""Seconds between two looks at how far an import is."""
_CANCEL: Final = "Ctrl+C cancels, and nothing is kept then."


Draw = Callable[[list[str]], None]


@contextmanager
def log_screen(paths: tuple[str, ...]) -> "Iterator[Draw | None]":
    """Show at once that logs are read, before what reads them is loaded; give the screen back if that fails.

    Yields:
        What draws lines in place of those before; None without a screen.
    """
    if is_served(os.environ) or lacking_for_screen():
        yield None
        return
    with import_screen() as draw:
        if all(map(_is_log, paths)):
            draw([f"{', '.join(paths)}  reading …", "", "", "", _CANCEL])
        yield draw


def _is_log(path: str) -> bool:
    try:
        return path != STDIN and is_log_at(path)
    except CrashpackError:
        return False


def open_logs(paths: tuple[str, ...], draw: "Draw | None", mapping: "LogMapping | None" = None) -> "list[Target]":
    """Import the logs that paths lead to, and return the packs.

    Args:
        paths: The paths.
        draw: What draws how far that is; None without a screen.
        mapping: What the fields of structured logs mean; None where that is guessed.

    Raises:
        CrashpackError: one of them cannot be read or imported.
    """
    from atp_tui.cli.progress import Progress, import_progress
    from atp_tui.machine.processors import cores
    from atp_tui.store.log_targets import targets_of

    with Progress("importing") as progress:
        tell = import_progress(progress) if draw is None else drawing(draw)
        return targets_of(paths, tell, jobs=cores(), mapping=mapping)


def explore_logs(
    paths: tuple[str, ...], targets: "Sequence[Target]", explore: Callable[[tuple[str, ...], str], int]
) -> int:
    """Explore the packs of several connections as a fleet; one that cannot be imported is told and left out.

    Args:
        paths: What led to them.
        targets: The packs.
        explore: Explores packs, with the database for them, and returns the exit code.

    Returns:
        The exit code.

    Raises:
        CrashpackError: none of them can be imported.
    """
    from atp_tui.store.kept_import import remember_name
    from atp_tui.store.logs.cache import fleet_database

    errors = list(_errors(targets))
    packs = tuple(target.path for target in targets if target.kept is not None)
    if not packs:
        raise errors[0]
    for error in errors:
        say(str(error))
    database = fleet_database(packs)
    remember_name(database, ", ".join(paths))
    code = explore(packs, database)
    return max(code, Exit.UNREADABLE) if errors else code


def _errors(targets: "Sequence[Target]") -> "Iterator[CrashpackError]":
    for target in targets:
        if target.kept is None:
            try:
                target.open()
            except CrashpackError as error:
                yield error


def tell_left_out(path: str) -> None:
    """Say how many logs are left out of a directory or archive that has crashpacks as well."""
    from atp_tui.store.log_targets import left_out

    if count := left_out(path):
        from atp_tui.engine.counted import counted

        are = "is" if count == 1 else "are"
        say(
            f"{path}: {counted(count, 'log')} beside the crashpacks {are} left out; give the logs themselves to "
            "'atp-tui open', 'atp-tui check' or 'atp-tui fleet'"
        )


def drawing(draw: Draw) -> "Callable[[ImportProgress], None]":
    """Return what is told how far an import is, and draws it now and then, and at once when a stage begins."""
    from atp_tui.cli.progress import import_words

    last, begun = 0.0, ""

    def tell(done: "ImportProgress") -> None:
        nonlocal last, begun
        if done.stage != begun or time.monotonic() - last >= _BETWEEN:
            last, begun = time.monotonic(), done.stage
            share = "" if done.share is None else f"  {done.share:.0%}"
            draw([f"{done.log}  importing …{share}", "", import_words(done), "", _CANCEL])

    return tell
