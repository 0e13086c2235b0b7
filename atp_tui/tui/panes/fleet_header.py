"""The first rows of the fleet screen: which fleet, and totals that add up."""

from collections.abc import Iterator

from rich.text import Text
from textual.reactive import var
from textual.widgets import Static

from atp_tui.engine.counted import counted
from atp_tui.fleet.rows import Totals
from atp_tui.tui.fleet_words import pack_words, run_words
from atp_tui.tui.text import BAD, QUIET, UNDECIDED, joined, lines, own_text, pack_text


class FleetHeader(Static):
    """Name of the fleet, runs and packs as sums, how far the indexing is, and what went wrong.

    Args:
        path: The database.
        why_read_only: Why nothing can be changed; empty where it can.
    """

    totals: var[Totals | None] = var(None)
    progress: var[str] = var("")
    """How far the indexing is, in words; empty where none runs."""
    fault: var[str] = var("")
    """Why the database cannot be read now; empty where it can."""

    def __init__(self, path: str, why_read_only: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._path = path
        self._why = why_read_only

    def on_mount(self) -> None:
        """Show what is known so far."""
        self._draw()

    def watch_totals(self) -> None:
        """Show other totals."""
        self._draw()

    def watch_progress(self) -> None:
        """Show how far the indexing is."""
        self._draw()

    def watch_fault(self) -> None:
        """Show what went wrong."""
        self._draw()

    def _draw(self) -> None:
        self.update(lines(*self._rows()))

    def _rows(self) -> Iterator[Text]:
        totals = self.totals
        name = joined(own_text("Fleet ", QUIET), pack_text(self._path, "bold"))
        if totals is None:
            yield joined(name, own_text("  reading …", QUIET))
        else:
            parts = [counted(totals.groups, "group"), counted(totals.builds, "build")]
            looked = [f"{totals.not_looked_into:,} not looked into"] if totals.not_looked_into else []
            yield joined(name, own_text(f"  {'  '.join((*parts, *looked))}"))
            yield own_text(run_words(totals))
            yield own_text(pack_words(totals))
        if self._why:
            yield own_text(f"read-only: {self._why}", UNDECIDED)
        if self.progress:
            yield own_text(self.progress, UNDECIDED)
        if self.fault:
            yield pack_text(self.fault, BAD)
