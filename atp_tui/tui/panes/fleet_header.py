"""The first rows of the fleet screen: which fleet, and totals that add up."""

import os
from collections.abc import Iterator
from typing import Final

from rich.text import Text
from textual.reactive import var
from textual.widgets import Static

from atp_tui.cells import ELLIPSIS, cell_len, tail
from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.fleet.campaign.status import CampaignStatus
from atp_tui.fleet.report.words import near_path
from atp_tui.fleet.rows import Totals
from atp_tui.tui.campaign_text import campaign_rows, guard_text, run_text
from atp_tui.tui.fleet_words import DAMAGED, pack_words
from atp_tui.tui.sizes import TINY
from atp_tui.tui.text import BAD, QUIET, UNDECIDED, joined, lines, own_text, pack_text

_NAME: Final = "Fleet "
_LEAST_PATH: Final = 12
"""Cells that the path has at least."""


class FleetHeader(Static):
    """Name of the fleet, runs and packs as sums, how far the indexing is, and what went wrong.

    Args:
        path: The database.
        why_read_only: Why nothing can be changed; empty where it can.
    """

    totals: var[Totals | None] = var(None)
    campaign: var[CampaignStatus | None] = var(None)
    """None where the fleet has no campaign."""
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

    def on_resize(self) -> None:
        """Fit the path to another width."""
        self._draw()

    def watch_totals(self) -> None:
        """Show other totals."""
        self._draw()

    def watch_campaign(self) -> None:
        """Show how far the campaign is."""
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
        totals, campaign = self.totals, self.campaign
        counts = own_text("  reading …", QUIET) if totals is None else own_text(_counts(totals))
        looked = own_text(_looked(totals))
        # With a campaign the guards take the room on the first row.
        head = joined(counts, looked) if campaign is None else joined(guard_text(campaign), counts)
        room = max(_LEAST_PATH, self.content_size.width - len(_NAME) - head.cell_len)
        path = clean(near_path(os.fsencode(self._path)))
        shown = path if cell_len(path) <= room else f"{ELLIPSIS}{tail(path, room - 1)}"
        yield joined(own_text(_NAME, QUIET), pack_text(shown, "bold"), head)
        if totals is not None:
            yield run_text(totals, campaign)
        if campaign is not None:
            first, *others = campaign_rows(campaign, is_short=self.container_viewport.height < TINY)
            yield joined(first, looked)
            yield from others
        if totals is not None:
            packs = own_text(pack_words(totals))
            packs.highlight_words([DAMAGED], BAD)
            yield packs
        if self._why:
            yield own_text(f"read-only: {self._why}", UNDECIDED)
        if self.progress:
            yield own_text(self.progress, UNDECIDED)
        if self.fault:
            yield pack_text(self.fault, BAD)


def _counts(totals: Totals) -> str:
    """How many groups and builds there are."""
    return f"  {counted(totals.groups, 'group')}  {counted(totals.builds, 'build')}"


def _looked(totals: Totals | None) -> str:
    """How many violations nobody has looked into."""
    return f"  {totals.not_looked_into:,} not looked into" if totals and totals.not_looked_into else ""
