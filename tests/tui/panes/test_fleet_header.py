"""The totals: sums that add up, and what else is to be known of the database."""

from textual.app import App, ComposeResult

from atp_tui.tui.panes.fleet_header import FleetHeader
from tests.explorer import settled, shown
from tests.fleet_rows import TOTALS


class Host(App[None]):
    """A screen with the header alone."""

    def compose(self) -> ComposeResult:
        """Lay out the header."""
        yield FleetHeader("nightly/\x1bfleet.db", "it is on a read-only medium")


async def test_it_has_the_sums_and_what_hinders() -> None:
    async with Host().run_test(size=(80, 10)) as pilot:
        header = pilot.app.query_one(FleetHeader)
        assert "reading …" in shown(pilot)
        header.totals = TOTALS
        header.progress = "indexing: reading packs, 1,200 of 5,000"
        header.fault = "disk \x1b full"
        await settled(pilot)
        assert shown(pilot).rstrip().split("\n") == [
            "Fleet nightly/␛fleet.db  5 groups  3 builds  118 not looked into",
            "41,872 runs = 12,519 failed + 29,310 passed + 31 lab errors + 12 killed",
            "2,219 packs = 2,190 intact + 3 DAMAGED + 11 not examined + 2 unreadable + 13 not",
            "read yet",
            "read-only: it is on a read-only medium",
            "indexing: reading packs, 1,200 of 5,000",
            "disk ␛ full",
        ]
