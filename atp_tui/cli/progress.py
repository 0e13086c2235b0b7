"""How far a command is, on stderr, where a person is watching and it takes more than a moment."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from atp_tui.clean import clean
from atp_tui.cli.output import say_in_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from atp_tui.store.logs.progress import ImportProgress

_AFTER: Final = 1.0
"""Seconds before anything is shown."""
_BETWEEN: Final = 0.2
_WIDTH: Final = 30


class Progress:
    """A bar that is drawn over itself and wiped at the end; nothing at all where stderr is no terminal.

    Args:
        what: What is being done, in words.
    """

    def __init__(self, what: str) -> None:
        self._what = clean(what)
        self._begin = time.monotonic()
        self._drawn = 0.0
        self._is_watched = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._drawn:
            say_in_place("")

    def tell(self, share: float | None, what: str = "") -> None:
        """Draw how much is done, from 0 to 1.

        Args:
            share: How much; None where nobody knows, and no bar is drawn.
            what: What is being done now, in place of what was said at first.
        """
        now = time.monotonic()
        if not self._is_watched or now - self._begin < _AFTER or now - self._drawn < _BETWEEN:
            return
        self._drawn = now
        said = clean(what) if what else self._what
        if share is None:
            say_in_place(said)
            return
        filled = round(share * _WIDTH)
        say_in_place(f"{said} [{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%}")


def import_words(done: ImportProgress) -> str:
    """Return how far an import is, in words."""
    if not done.events:
        return f"{done.stage} {done.log}"
    plural = "connection" if done.connections == 1 else "connections"
    return f"{done.stage} {done.log}: {done.events:,} events of {done.connections:,} {plural}"


def import_progress(progress: Progress) -> Callable[[ImportProgress], None]:
    """Return what is told how far an import is, and draws it."""
    return lambda done: progress.tell(done.share, import_words(done))
