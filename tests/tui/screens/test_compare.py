"""A second pack beside the one that is open."""

from pathlib import Path

import pytest

from atp_tui.tui.dialogs.prompt import PromptScreen
from atp_tui.tui.screens.compare import CompareScreen
from atp_tui.tui.typed_paths import pack_fault
from tests.explorer import NARROW, PACKS, WIDE, Hand, cursor_row, enter, main_screen, opened, press, rows, shown, told
from tests.lab_packs import change, written
from tests.program import copy_of

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])


async def beside(pilot: Hand, path: Path) -> None:
    await press(pilot, "D")
    await enter(pilot, str(path))
    await press(pilot, "enter")


def side_row(pilot: Hand) -> str:
    """The row of both lists under the cursor."""
    return next(line for line in rows(pilot) if line.startswith(">"))


@SIZES
async def test_a_pack_beside_itself_is_the_same(size: tuple[int, int]) -> None:
    async with opened("five-violations", size) as pilot:
        await beside(pilot, PACKS / "five-violations")
        page = " ".join(shown(pilot).split())
        assert "= events are the same" in page
        assert "= the same: verdict, violations, state, ledger, seeds, metadata, object, soundness" in page
        assert not any(line.startswith(("x ", " x ")) for line in rows(pilot))
        await press(pilot, "n")
        assert told(pilot) == ["no later difference"]
        await press(pilot, "escape")
        assert main_screen(pilot).is_current


@SIZES
async def test_events_that_differ_are_marked_and_gone_through(tmp_path: Path, size: tuple[int, int]) -> None:
    path = copy_of("five-violations", tmp_path)
    change(path / "transfer.atp-trace", b"permit", b"Permit")
    trace = (path / "transfer.atp-trace").read_bytes()
    at = trace.rindex(b"permit")
    (path / "transfer.atp-trace").write_bytes(trace[:at] + b"Permit" + trace[at + 6 :])
    async with opened("five-violations", size) as pilot:
        await beside(pilot, path)
        assert "x events differ at 2 places" in shown(pilot)
        assert "= the same: verdict" in shown(pilot)
        first = side_row(pilot)
        assert "~" in first
        await press(pilot, "n")
        second = side_row(pilot)
        assert "~" in second
        assert second != first
        detail = [line for line in rows(pilot) if line.strip().startswith(("first: ", "second: "))]
        assert ["Permit" in line for line in detail] == [False, True]
        await press(pilot, "n")
        assert told(pilot) == ["no later difference"]
        await press(pilot, "N")
        assert side_row(pilot) == first
        await press(pilot, "enter")
        assert main_screen(pilot).is_current
        assert main_screen(pilot).pane == "events"
        assert "permit" in cursor_row(pilot, "event-list")


async def test_both_lists_scroll_as_one() -> None:
    async with opened("five-violations") as pilot:
        await beside(pilot, PACKS / "five-violations")
        await press(pilot, "G")
        first, second = side_row(pilot)[2:].split(" | ")
        assert first.split() == second.split()
        assert first.split()[0] == "000399"


async def test_what_two_packs_of_the_lab_tell_differently_stands_on_top(tmp_path: Path) -> None:
    one, other = written(tmp_path, "clean"), written(tmp_path, "flipped-bit")
    async with opened(one) as pilot:
        await beside(pilot, other)
        page = shown(pilot)
        assert "x verdict: 1 differ" in page
        assert "- verdict: PASSED" in page
        assert "+ verdict: FAILED" in page
        await press(pilot, "G")
        while "+" not in side_row(pilot)[:5]:
            await press(pilot, "N")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CompareScreen)
        assert told(pilot)[-1] == "this event is in the second pack only"


async def test_what_is_no_pack_is_told(tmp_path: Path) -> None:
    async with opened("clean") as pilot:
        await beside(pilot, tmp_path / "nowhere")
        assert isinstance(pilot.app.screen, PromptScreen)
        await press(pilot, "escape")
        (tmp_path / "empty").mkdir()
        await beside(pilot, tmp_path / "empty")
        page = " ".join(rows(pilot))
        assert "not a crashpack: none of the nine files is in this" in " ".join(page.split())
        await press(pilot, "n", "escape")
        assert main_screen(pilot).is_current


def test_a_path_is_checked_while_it_is_typed(tmp_path: Path) -> None:
    assert pack_fault(str(tmp_path)) == ""
    assert pack_fault(str(tmp_path / "no")) == "nothing is there"


def sides(pilot: Hand) -> list[str]:
    """The rows of both lists on the screen."""
    return [line for line in rows(pilot) if " | 0" in line or line.startswith((">", "    0"))]


async def compared(pilot: Hand, tmp_path: Path) -> None:
    """A pack beside a copy in which one task of the scheduler and, later, one message are others."""
    path = copy_of("five-violations", tmp_path)
    trace = (path / "transfer.atp-trace").read_bytes()
    at = trace.index(b'"task": "T', 20_000)
    changed = trace[:at] + b'"task": "X' + trace[at + 10 :]
    last = changed.rindex(b"permit")
    (path / "transfer.atp-trace").write_bytes(changed[:last] + b"Permit" + changed[last + 6 :])
    await beside(pilot, path)


async def test_differences_of_the_scheduler_are_hidden_until_they_are_shown(tmp_path: Path) -> None:
    async with opened("five-violations") as pilot:
        await compared(pilot, tmp_path)
        assert "events differ at 2 places, 1 listed here; scheduler events hidden (s: show)" in shown(pilot)
        assert "permit" in side_row(pilot)
        await press(pilot, "N")
        assert told(pilot) == ["no earlier difference"]
        await press(pilot, "s")
        assert "permit" in side_row(pilot)
        assert "events differ at 2 places;" in shown(pilot)
        await press(pilot, "N")
        assert side_row(pilot).startswith("> ~ ")
        assert "Spawn T4 in R2" in side_row(pilot)


async def test_lanes_and_a_filter_narrow_both_sides(tmp_path: Path) -> None:
    async with opened("five-violations") as pilot:
        await compared(pilot, tmp_path)
        await press(pilot, "3")
        assert "0 listed here" in shown(pilot)
        assert all("quic" in row or "udp" in row for row in sides(pilot) if "…" not in row)
        await press(pilot, "1", "slash")
        await enter(pilot, "permit opened")
        await press(pilot, "enter")
        assert sides(pilot)
        assert all("permit" in row.lower() for row in sides(pilot))
        await press(pilot, "slash", "escape")
        assert "1 listed here" in shown(pilot)


async def test_a_filter_that_cannot_be_parsed_says_why() -> None:
    async with opened("five-violations") as pilot:
        await beside(pilot, PACKS / "five-violations")
        await press(pilot, "slash")
        await enter(pilot, "/(")
        await press(pilot, "enter")
        assert "missing )" in shown(pilot)
        await press(pilot, "escape")
        assert "= events are the same" in shown(pilot)
