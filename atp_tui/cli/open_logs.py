"""Logs of real runs, imported before they are explored."""

import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from atp_tui.cli.first_screen import import_screen
from atp_tui.cli.progress import Progress, import_progress, import_words
from atp_tui.cli.terminal import is_served, lacking_for_screen
from atp_tui.machine.processors import cores

if TYPE_CHECKING:
    from atp_tui.engine.records.mapping import LogMapping
    from atp_tui.store.log_targets import Target
    from atp_tui.store.logs.convert import ImportProgress

_BETWEEN: Final = 0.2
"""Seconds between two looks at how far an import is."""


def open_logs(paths: tuple[str, ...], mapping: "LogMapping | None" = None) -> "list[Target]":
    """Import the logs that paths lead to, and return the packs.

    Args:
        paths: The paths.
        mapping: What the fields of structured logs mean; None where that is guessed.

    Raises:
        CrashpackError: one of them cannot be read or imported.
    """
    from atp_tui.store.log_targets import targets_of

    has_screen = not is_served(os.environ) and not lacking_for_screen()
    with import_screen() if has_screen else nullcontext(None) as draw, Progress("importing") as progress:
        tell = import_progress(progress) if draw is None else _drawing(draw)
        return targets_of(paths, tell, jobs=cores(), mapping=mapping)


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
