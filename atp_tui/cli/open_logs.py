"""Logs of real runs, imported before they are explored."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from atp_tui.cli.exits import Exit
from atp_tui.cli.first_screen import import_screen
from atp_tui.cli.output import say
from atp_tui.cli.progress import Progress, import_progress, import_words
from atp_tui.cli.terminal import is_served, lacking_for_screen
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import CrashpackError
from atp_tui.machine.processors import cores

if TYPE_CHECKING:
    from atp_tui.store.log_targets import Target
    from atp_tui.store.logs.convert import ImportProgress

_BETWEEN: Final = 0.2
"""Seconds between two looks at how far an import is."""


def open_logs(paths: tuple[str, ...]) -> "list[Target]":
    """Import the logs that paths lead to, and return the packs.

    Raises:
        CrashpackError: one of them cannot be read or imported.
    """
    from atp_tui.store.log_targets import targets_of

    has_screen = not is_served(os.environ) and not lacking_for_screen()
    with import_screen() if has_screen else nullcontext(None) as draw, Progress("importing") as progress:
        tell = import_progress(progress) if draw is None else _drawing(draw)
        return targets_of(paths, tell, jobs=cores())


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
        are = "is" if count == 1 else "are"
        say(
            f"{path}: {counted(count, 'log')} beside the crashpacks {are} left out; give the logs themselves to "
            "'atp-tui open', 'atp-tui check' or 'atp-tui fleet'"
        )


def _drawing(draw: Callable[[list[str]], None]) -> "Callable[[ImportProgress], None]":
    """What draws how far an import is, and now and then."""
    last = 0.0

    def tell(done: "ImportProgress") -> None:
        nonlocal last
        if time.monotonic() - last >= _BETWEEN:
            last = time.monotonic()
            share = "" if done.share is None else f"  {done.share:.0%}"
            draw([f"{done.log}  importing …{share}", "", import_words(done)])

    return tell
