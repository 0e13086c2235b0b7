"""The key that runs the kept cause of a group again."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import pytest
from textual.app import App, ComposeResult

from atp_tui.fleet.check_causes import CheckedCause, all_groups
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.kept import CauseResult
from atp_tui.fleet.rows import GroupRow, Proof
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.messages import GroupsChanged
from atp_tui.tui.panes.fleet_cause import GroupCause
from tests.explorer import Hand, settled, told
from tests.fleet_rows import GROUPS, MemoryFleet
from tests.kept_causes import make_fleet


class Host(App[None]):
    """A screen with the key's owner alone, which counts changes."""

    def __init__(self, view: FleetView) -> None:
        super().__init__()
        self.cause = GroupCause(view)
        self.changes = 0

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield self.cause

    def on_groups_changed(self, _: GroupsChanged) -> None:
        """Count."""
        self.changes += 1


class Answering(MemoryFleet):
    """A fleet whose causes come to what a test says, once it says so."""

    def __init__(self, result: CauseResult) -> None:
        super().__init__()
        self.result = result
        self.go = asyncio.Event()
        self.runs = 0

    def check_cause(self, row: GroupRow, is_stopped: Callable[[], bool]) -> CheckedCause | None:
        """Answer."""
        assert not is_stopped()
        self.runs += 1
        return CheckedCause(row, self.result, has_cause=True)


async def verify(pilot: Hand, group: GroupRow | None) -> GroupCause:
    app = pilot.app
    assert isinstance(app, Host)
    app.cause.group = group
    app.cause.action_verify()
    await settled(pilot)
    return app.cause


async def test_without_a_group_nothing_is_run() -> None:
    view = Answering(CauseResult(Proof.PASSES))
    async with Host(view).run_test(size=(80, 24)) as pilot:
        await verify(pilot, None)
        assert (told(pilot), view.runs) == (["no group is selected"], 0)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (CauseResult(Proof.FAILS, (("transfer", "quiescence"),)), "still fails"),
        (CauseResult(Proof.PASSES), "passes"),
        (CauseResult(Proof.OTHER, (("transfer", "other"),)), "fails otherwise, now transfer: other"),
        (CauseResult(Proof.NOT_RUN, (), "gone\x1b[31m"), "not run, gone␛[31m"),
    ],
)
async def test_the_result_is_said_in_words(result: CauseResult, words: str) -> None:
    async with Host(Answering(result)).run_test(size=(80, 24)) as pilot:
        cause = await verify(pilot, GROUPS[0])
        assert told(pilot)[-1].endswith(f": {words}")
        assert not cause.is_running
        assert isinstance(pilot.app, Host)
        assert pilot.app.changes == 1


async def test_a_database_for_reading_alone_keeps_no_result_and_says_so() -> None:
    view = Answering(CauseResult(Proof.PASSES))
    view.why_read_only = "the file cannot be written"
    async with Host(view).run_test(size=(80, 24)) as pilot:
        await verify(pilot, GROUPS[0])
        assert told(pilot)[-1].endswith("passes; the result is not kept: the file cannot be written")


async def test_one_cause_is_run_at_a_time() -> None:
    view = Answering(CauseResult(Proof.PASSES))
    async with Host(view).run_test(size=(80, 24)) as pilot:
        assert isinstance(pilot.app, Host)
        pilot.app.cause.is_running = True
        await verify(pilot, GROUPS[0])
        assert (told(pilot), view.runs) == (["a cause is running; wait for its result"], 0)


async def test_a_database_that_is_gone_is_said_in_a_line() -> None:
    async with Host(MemoryFleet()).run_test(size=(80, 24)) as pilot:
        cause = await verify(pilot, GROUPS[0])
        assert told(pilot)[-1].startswith("nightly/fleet.db: ")
        assert not cause.is_running


async def test_a_cause_is_run_and_its_proof_is_kept(tmp_path: Path) -> None:
    folder = make_fleet(tmp_path / "packs")
    with open_fleet(str(folder)) as fleet:
        async with Host(FleetView(fleet)).run_test(size=(80, 24)) as pilot:
            group = all_groups(fleet)[0]
            await verify(pilot, group)
            assert told(pilot)[-1].endswith(": still fails")
            assert [row.proof for row in all_groups(fleet)].count(Proof.FAILS) == 1
            rmtree(folder / "five")
            await verify(pilot, group)
            assert ": not run, " in told(pilot)[-1]
