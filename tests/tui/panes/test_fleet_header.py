"""The totals: sums that add up, and what else is to be known of the database."""

from dataclasses import replace

from rich.text import Text
from textual.app import App, ComposeResult

from atp_tui.fleet.campaign.status import GuardCount
from atp_tui.tui.campaign_text import guard_text
from atp_tui.tui.panes.fleet_header import FleetHeader
from atp_tui.tui.text import BAD, GOOD
from tests.explorer import settled, shown
from tests.fleet_rows import CAMPAIGN, TOTALS


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


async def test_a_campaign_has_its_guards_on_the_first_row_and_sums_that_add_up() -> None:
    async with Host().run_test(size=(110, 16)) as pilot:
        header = pilot.app.query_one(FleetHeader)
        header.totals, header.campaign = TOTALS, CAMPAIGN
        await settled(pilot)
        assert shown(pilot).rstrip().split("\n")[:4] == [
            "Fleet nightly/␛fleet.db  canary ok  determinism MISSING  5 groups  3 builds",
            "50,000 runs = 12,519 failed + 29,310 passed + 31 lab errors + 12 killed + 8,128 not yet",
            "campaign nightly: running  next run of a new kind: < 0.1 %  118 not looked into",
            "lab errors: KeyError at atp_tui/lab/x.py:3 in 30 runs; 1 other kind in 'atp-tui campaign status'",
        ]


async def test_a_tiny_screen_has_no_row_for_lab_errors() -> None:
    async with Host().run_test(size=(110, 15)) as pilot:
        header = pilot.app.query_one(FleetHeader)
        header.totals, header.campaign = TOTALS, CAMPAIGN
        await settled(pilot)
        assert "next run of a new kind" in shown(pilot)
        assert "KeyError" not in shown(pilot)


def styles(text: Text) -> dict[str, str]:
    return {text.plain[span.start : span.end]: str(span.style) for span in text.spans}


def test_a_guard_that_is_missing_or_failed_is_red() -> None:
    failed = GuardCount(3, 1, "no violation", None)
    assert styles(guard_text(CAMPAIGN)) == {"ok": GOOD, "MISSING": BAD}
    assert styles(guard_text(replace(CAMPAIGN, determinism=failed))) == {"ok": GOOD, "FAILED": BAD}
