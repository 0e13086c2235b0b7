"""The kept causes of a fleet, run again: each result is that of the lab that runs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from atp_tui.fleet.check_causes import NO_CAUSE, all_groups, check_causes, installed_build
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.deeds import set_status
from atp_tui.fleet.index import IndexOptions, index
from atp_tui.fleet.kept import CauseResult
from atp_tui.fleet.rows import Proof, Status
from tests.kept_causes import KINDS, make_fleet
from tests.program import copy_of


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_fleet(tmp_path_factory.mktemp("causes") / "packs")


@pytest.fixture
def folder(indexed: Path, tmp_path: Path) -> Path:
    """A copy of the fleet that a test may change."""
    return copytree(indexed, tmp_path / "packs")


@contextmanager
def opened(folder: Path) -> Iterator[Fleet]:
    with open_fleet(str(folder)) as fleet:
        yield fleet


def test_each_cause_still_fails_on_the_lab_that_it_was_found_with(folder: Path) -> None:
    shares: list[float] = []
    with opened(folder) as fleet:
        checked = check_causes(fleet, all_groups(fleet), installed_build(), progress=shares.append)
        assert [each.result.proof for each in checked] == [Proof.FAILS] * KINDS
        assert all(each.fails for each in checked)
        assert [each.row.id for each in checked] == [row.id for row in all_groups(fleet)]
        assert {row.proof for row in all_groups(fleet)} == {Proof.FAILS}
        assert set(fleet.rows("SELECT build FROM proof")) == {(installed_build(),)}
    assert shares == [1 / 5, 2 / 5, 3 / 5, 4 / 5, 1.0]


def test_the_causes_of_faults_that_are_fixed_pass(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atp_tui.lab.faults.Faults.strikes", lambda *_, **__: False)
    with opened(folder) as fleet:
        checked = check_causes(fleet, all_groups(fleet), "fixed")
        assert {each.result for each in checked} == {CauseResult(Proof.PASSES)}
        assert not any(each.fails for each in checked)
        assert {row.proof for row in all_groups(fleet)} == {Proof.PASSES}


def test_another_failure_is_not_taken_for_the_same_and_fails_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = (("transfer", "another"),)
    monkeypatch.setattr("atp_tui.rerun.kept_cause.run_cause", lambda *_, **__: found)
    with opened(folder) as fleet:
        checked = check_causes(fleet, all_groups(fleet), "b")
    assert {each.result for each in checked} == {CauseResult(Proof.OTHER, found)}
    assert all(each.fails for each in checked)


def test_processes_come_to_the_same_results(folder: Path) -> None:
    with opened(folder) as fleet:
        one, two = (check_causes(fleet, all_groups(fleet), "b", jobs=jobs) for jobs in (1, 2))
        assert [each.result for each in one] == [each.result for each in two]


@pytest.mark.parametrize("status", [Status.KNOWN, Status.MUTED])
def test_what_somebody_has_accepted_is_run_and_fails_nothing(folder: Path, status: Status) -> None:
    with opened(folder) as fleet:
        first = all_groups(fleet)[0].id
        set_status(fleet, first, status, "")
        found = {each.row.id: each for each in check_causes(fleet, all_groups(fleet), "b")}
        assert found[first].result.proof is Proof.FAILS
        assert not found[first].fails
        assert sum(each.fails for each in found.values()) == KINDS - 1


def test_a_group_without_a_cause_and_one_without_its_pack_say_so(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    copy_of("five-violations", tmp_path / "other")
    with open_fleet(str(tmp_path / "other"), create=True) as fleet:
        index(fleet, [bytes(tmp_path / "other")], IndexOptions(why=False, sound="none"))
        checked = check_causes(fleet, all_groups(fleet), "b")
        assert {each.result for each in checked} == {CauseResult(Proof.NOT_RUN, (), NO_CAUSE)}
        assert not any(each.fails or each.has_cause for each in checked)
    with opened(folder) as fleet:
        check_causes(fleet, all_groups(fleet), "b")
        rmtree(folder / "five")
        gone = check_causes(fleet, all_groups(fleet), "b")
        assert all(each.has_cause and each.result.why and each.result.proof is Proof.NOT_RUN for each in gone)
        # What was proved before is still so.
        assert {row.proof for row in all_groups(fleet)} == {Proof.FAILS}


def test_whoever_stops_it_keeps_what_has_ended(folder: Path) -> None:
    shares: list[float] = []
    with opened(folder) as fleet:
        checked = check_causes(
            fleet, all_groups(fleet), "b", progress=shares.append, is_stopped=lambda: len(shares) >= 2
        )
        assert len(checked) == 2
        assert fleet.count("SELECT count(*) FROM proof") == 2


def test_a_database_that_cannot_be_written_is_only_read(folder: Path) -> None:
    with open_fleet(str(folder), read_only=True) as fleet:
        assert all(each.fails for each in check_causes(fleet, all_groups(fleet), "b"))
        assert {row.proof for row in all_groups(fleet)} == {Proof.NOT_RUN}
