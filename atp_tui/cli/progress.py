"""A progress bar on stderr, on a terminal only, and only for what takes a while."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_S: Final = 1.0
"""Seconds that pass before a bar is shown."""


class Bar:
    """How far something has come; nothing is shown of it in the first second."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._is_wanted = sys.stderr is not None and sys.stderr.isatty()
        self._shown: tuple[Progress, TaskID] | None = None

    def tell(self, done: int, total: int, words: str) -> None:
        """Show that *done* of *total* is done, with some words beside it."""
        if self._shown is None:
            if not self._is_wanted or time.monotonic() - self._begun < PATIENCE_S:
                return
            self._shown = _begin()
        progress, task = self._shown
        progress.update(task, completed=done, total=total, description=words)

    def end(self) -> None:
        """Take the bar away."""
        if self._shown is not None:
            self._shown[0].stop()


@contextmanager
def bar() -> Iterator[Bar]:
    """Give a bar that is taken away at the end."""
    shown = Bar()
    try:
        yield shown
    finally:
        shown.end()


def _begin() -> "tuple[Progress, TaskID]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False), TimeRemainingColumn())
    progress = Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    )
    progress.start()
    return progress, progress.add_task("")
