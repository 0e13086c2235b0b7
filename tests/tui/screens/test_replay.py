"""The pack run again in the explorer."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Static

from atp_tui.engine.errors import ReplayError
from atp_tui.engine.record import Crashpack
from atp_tui.engine.replay.run import Rerun
from atp_tui.rerun import lab_runner
from atp_tui.rerun.lab_runner import LabMissingError, LabRunner
from atp_tui.store.extras import how_to_install
from atp_tui.store.open import open_pack
from atp_tui.tui.dialogs.plain import PlainScreen
from atp_tui.tui.screens.replay import ReplayScreen
from tests.explorer import NARROW, WIDE, cursor_row, main_screen, opened, press, rows, shown, told
from tests.lab_packs import change, written


def chain(record: Crashpack) -> list[str]:
    """The digests that the lab wrote down for the checkpoints of the trace."""
    return record.metadata["trace.chain.1024"].split()


SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])


@SIZES
async def test_a_pack_that_comes_out_as_recorded_is_exact(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(written(tmp_path, "flipped-bit"), size) as pilot:
        await press(pilot, "R")
        lines = rows(pilot)
        assert lines[0].strip() == "== EXACT  the run is identical to the record, event for event"
        facts = [line.split()[1] for line in lines if line.startswith(" = ")]
        assert facts == ["failure", "inputs", "trace", "object", "oracle"]
        assert "recorded transfer: manifest_integrity" in lines[1]
        told_below = str(pilot.app.screen.query_one("#rerun-facts", Static).render()).split("What was compared\n")[1]
        record = open_pack(str(tmp_path / "flipped-bit")).crashpack
        for value in (*map(str, record.seeds.values()), record.metadata["object.sent"], *chain(record)):
            assert value in told_below
        assert "oracle transfer" in told_below
        assert "High manifest_integrity: Manifest hash mismatch" in told_below
        assert lines[-1].split() == ["?", "Help", "esc", "Back"]
        assert not pilot.app.screen.query_one("#rerun-sides").display
        await press(pilot, "escape")
        assert main_screen(pilot).is_current


@SIZES
async def test_the_first_divergence_stands_side_by_side_and_enter_goes_there(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = written(tmp_path, "flipped-bit")
    change(path / "transfer.atp-trace", b'"Poll"', b'"Qoll"')
    async with opened(path, size) as pilot:
        await press(pilot, "R")
        page = shown(pilot)
        assert "=~ SAME_FAILURE_DIVERGED" in page
        assert "x trace   differs from event " in page
        assert "= object  as recorded" in page
        [beside] = [line for line in rows(pilot) if "~" in line and "Qoll" in line]
        recorded, found = beside.split(" | ")
        assert "Qoll" in recorded
        assert "Poll" in found
        assert sum(" | " in line for line in rows(pilot)) >= 4
        assert any(line.startswith(" recorded: 00") and "Qoll" in line for line in rows(pilot))
        assert any(line.startswith(">") and "Qoll" in line for line in rows(pilot))
        await press(pilot, "enter")
        assert main_screen(pilot).is_current
        assert main_screen(pilot).pane == "events"
        assert "Qoll" in cursor_row(pilot, "event-list")


async def test_an_object_that_differs_is_told_whatever_the_trace_says(tmp_path: Path) -> None:
    path = written(tmp_path, "clean")
    data = (path / "manifest").read_text(encoding="utf-8")
    digest = next(line for line in data.splitlines() if line.startswith("metadata.object.stored.0: "))
    other = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    (path / "manifest").write_text(data.replace(digest, other), encoding="utf-8")
    async with opened(path) as pilot:
        await press(pilot, "R")
        page = shown(pilot)
        assert "x object  1 of " in page
        assert "stored.0: recorded sha256:" in page
        assert "= trace   all " in page


@SIZES
async def test_a_pack_of_another_writer_is_not_runnable_and_says_why(size: tuple[int, int]) -> None:
    async with opened("five-violations", size) as pilot:
        await press(pilot, "R")
        page = " ".join(" ".join(rows(pilot)).split())
        assert "?? NOT_RUNNABLE the pack cannot be run here" in page
        assert "because its metadata names no lab; only packs of the lab atp-tui can be run here" in page
        assert "checked without running: intact" in page
        assert "oracle transfer, on the state" in page
        await press(pilot, "a")
        assert isinstance(pilot.app.screen, ReplayScreen)


async def test_other_versions_are_told_and_a_runs_it_anyway(tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    change(path / "manifest", b"metadata.version.aioquic: ", b"metadata.version.aioquic: 9.")
    async with opened(path) as pilot:
        await press(pilot, "R")
        page = shown(pilot)
        assert "NOT_RUNNABLE" in page
        assert "version aioquic: pack 9." in page
        assert "a Run it anyway" in page
        await press(pilot, "a")
        assert "== EXACT" in shown(pilot)
        assert "a Run it anyway" not in shown(pilot)


async def test_without_the_lab_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trio", None)
    async with opened(written(tmp_path, "flipped-bit"), NARROW) as pilot:
        await press(pilot, "R")
        assert isinstance(pilot.app.screen, PlainScreen)
        said = f"the lab is not installed (trio is missing); install it: {how_to_install('lab')}"
        assert "".join(shown(pilot).split()).startswith("".join(said.split()))
        await press(pilot, "escape")
        assert main_screen(pilot).is_current
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "R")
        assert "NOT_RUNNABLE" in shown(pilot)


async def test_a_lab_that_cannot_be_loaded_is_told_in_place_of_a_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise LabMissingError("the lab's libraries", "trio cannot be loaded", advice="install it: pip install x")

    monkeypatch.setattr(lab_runner, "require_lab", missing)
    async with opened(written(tmp_path, "flipped-bit"), NARROW) as pilot:
        await press(pilot, "R")
        first, second, *rest = rows(pilot)
        said = "the lab is not installed (trio cannot be loaded); install it: pip install x"
        assert said in f"{first}{second}"
        assert rest[-1].split() == ["?", "Help", "esc", "Back"]
        assert not any(line.strip() for line in rest[:-1])


async def test_escape_stops_a_run_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def run(runner: LabRunner) -> Rerun:
        is_stopped: Callable[[], bool] | None = runner._is_stopped
        assert is_stopped is not None
        begun.set()
        while not is_stopped():
            ended.wait(0.01)
        ended.set()
        raise ReplayError("a run to its end", "an interrupt")

    monkeypatch.setattr(LabRunner, "run", run)
    async with opened(written(tmp_path, "flipped-bit")) as pilot:
        main_screen(pilot).action_rerun("replay")
        await pilot.pause(0.1)
        assert begun.wait(5)
        assert "running the pack in the lab" in shown(pilot)
        assert "esc Stop and go back" in shown(pilot)
        await press(pilot, "escape")
        assert main_screen(pilot).is_current
        assert ended.wait(5)
        assert told(pilot) == []


async def test_a_pack_that_is_still_read_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened("clean") as pilot:
        monkeypatch.setattr(main_screen(pilot), "report", None)
        await press(pilot, "R")
        await press(pilot, "D")
        assert told(pilot) == ["the pack is still being read; try again in a moment"] * 2
