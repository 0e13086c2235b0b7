"""How many keys lead from open to the cause of each failing sample pack, as docs/explorer.md lists them."""

import re
import shutil
from pathlib import Path

import pytest

from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.verdict import Verdict
from atp_tui.store.open import open_pack
from tests.explorer import NARROW, SAMPLES, WIDE, Hand, main_screen, opened, press, rows

PAGE = Path(__file__).parents[2] / "docs" / "explorer.md"
PATHS = [path for path in sorted(SAMPLES.iterdir()) if path.is_dir()]
FAILING = [path.name for path in PATHS if open_pack(str(path)).verdict is Verdict.FAILED]
ROW = re.compile(r"^\| ([a-z-]+) \| (`.+?`) \| (.+) \|$", re.MULTILINE)
LISTED = {
    name: (re.findall(r"`([^`]+)`", keys), message)
    for name, keys, message in ROW.findall(PAGE.read_text("utf-8"))
    if (SAMPLES / name).is_dir()
}
MOST = {WIDE: 2, NARROW: 3}


def page(pilot: Hand) -> str:
    """The text of the screen without borders and line breaks."""
    return " ".join(" ".join(line.strip("│ ") for line in rows(pilot)).split())


def test_every_failing_sample_is_listed() -> None:
    assert sorted(LISTED) == FAILING


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
@pytest.mark.parametrize("name", FAILING)
async def test_the_keys_of_the_page_lead_to_the_cause(name: str, size: tuple[int, int]) -> None:
    keys, message = LISTED[name]
    assert len(keys) <= MOST[size]
    async with opened(SAMPLES / name, size, from_start=False) as pilot:
        assert message not in page(pilot)
        await press(pilot, *keys)
        assert message in page(pilot)
        pane = main_screen(pilot).events_pane
        assert pane.pack is not None
        assert pane.rows.place is not None
        assert message in pane.pack.events.at(pane.rows.place).line


@pytest.mark.parametrize("name", FAILING)
async def test_without_fault_events_a_related_event_is_shown_in_at_most_three_keys(name: str, tmp_path: Path) -> None:
    """In the cut trace of *damaged* no other event is related to the first violation, and some are to the second."""
    stripped = without_faults(SAMPLES / name, tmp_path / "pack")
    async with opened(stripped, NARROW, from_start=False) as pilot:
        await press(pilot, *(["down", "enter"] if name == "damaged" else ["enter"]))
        screen = main_screen(pilot)
        pack, inspection = screen.events_pane.pack, screen.inspection
        assert pack is not None
        assert inspection is not None
        assert inspection.places
        first = pack.events.at(inspection.places[0])
        assert isinstance(first, TraceEvent)
        assert first.fields.message is not None
        assert " ".join(first.fields.message.split()) in page(pilot)


def without_faults(pack: Path, copy: Path) -> Path:
    """Copy a pack without the events by which the lab says what it did."""
    shutil.copytree(pack, copy)
    trace = copy / "transfer.atp-trace"
    text = re.sub(r'  \{[^{}]*"kind": "Fault",[^{}]*\{[^{}]*\}\s*\},?\n', "", trace.read_text("utf-8"))
    assert '"Fault"' not in text
    trace.write_text(text, "utf-8")
    return copy
