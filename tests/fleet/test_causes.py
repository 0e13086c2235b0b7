"""The search for causes: what is searched, and what becomes of it."""

import os
import shutil
from pathlib import Path

import pytest

from atp_tui.fleet import causes
from atp_tui.fleet.budget import EVERY, FIRST, QUIET, Spent
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.deeds import set_status
from atp_tui.fleet.index import IndexOptions
from atp_tui.fleet.queries import group_detail, group_of_pack, totals, written_cause
from atp_tui.fleet.rows import Status
from atp_tui.fleet.schema import Search
from atp_tui.fleet.search import Searched, SearchTask
from tests.fleet_packs import QUICK, fleet_of, groups, index_at, make_pack, require_healthy
from tests.lab_versions import same_versions

SAMPLES = Path(__file__).parents[2] / "sample_packs"
WHY = IndexOptions(settle_ns=0, sound="none")


@same_versions
def test_violations_of_the_lab_move_to_the_groups_of_their_causes(tmp_path: Path) -> None:
    pytest.importorskip("trio")
    for name in ("torn-journal", "five-violations", "split-outcome"):
        shutil.copytree(SAMPLES / name, tmp_path / name)
    with fleet_of(tmp_path, QUICK) as fleet:
        assert totals(fleet).not_looked_into == 7
        index_at(fleet, tmp_path, options=WHY)
        require_healthy(fleet)
        assert totals(fleet).not_looked_into == 0
        found = {title: row for title, row in groups(fleet).items() if title.startswith("journal_consistency")}
        (row,) = found.values()
        assert (row.level, row.runs) == (2, 2)
        detail = group_detail(fleet, row.id)
        assert detail.cause is not None
        assert detail.cause.is_minimal
        assert detail.cause.pack is not None
        assert b"torn-journal" in (written_cause(fleet, row.id) or b"")
        told = group_of_pack(fleet, os.fsencode(tmp_path / "torn-journal"))
        assert told is not None
        assert [each.search for each in told] == ["the cause was found"]
        report = index_at(fleet, tmp_path, options=WHY)
        assert report.searched == 0


def test_the_budget_is_five_then_twenty_quiet_ones_then_every_twentieth() -> None:
    spent, searched = Spent(), []
    for number in range(200):
        if spent.searches_next:
            searched.append(number)
            spent = spent._replace(quiet=0 if number == 7 else spent.quiet + 1)
        spent = spent._replace(seen=spent.seen + 1)
    last = 7 + QUIET
    assert searched == [*range(last + 1), *range(40, 200, EVERY)]
    assert last > FIRST


def fake(task: SearchTask, max_tries: int, is_stopped: object) -> Searched:
    """A search that finds one of two causes, by the name of the pack; for one in ten none that is minimal."""
    assert max_tries
    assert is_stopped is None or callable(is_stopped)
    number = int(os.path.basename(task.path))
    cause = '{"decisions":["1 lost"],"of":9,"tries":3,"is_minimal":true}'
    if number % 10 == 3:
        return Searched(Search.NOT_MINIMAL, cause=cause, written=b"{}\n" * 9)
    word = "ab"[number % 2]
    parts = f'{{"version":"v1","level":2,"oracle":"transfer","type":"quiescence","new":["{word}"]}}'
    return Searched(Search.FOUND, f"v1/2:{word * 16}", f"quiescence: + {word}", parts, cause, b"{}\n" * number)


def made(folder: Path, packs: int) -> Path:
    for number in range(packs):
        pack = make_pack(
            folder / str(number), ["quiescence", "quiescence"], seed=number, build=f"b{number % 3}", loss=0.1
        )
        os.utime(pack / "manifest", ns=(0, number * 10**9))
    return folder


def test_what_is_not_searched_stays_in_level_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causes, "search", fake)
    with fleet_of(made(tmp_path, 60), WHY) as fleet:
        found = groups(fleet)
        assert found["quiescence: + a"].runs + found["quiescence: + b"].runs + found["quiescence"].runs == 60
        assert found["quiescence: + a"].level == 2
        assert found["quiescence"].level == 1
        assert 0 < totals(fleet).not_looked_into < 2 * 60
        assert totals(fleet).not_looked_into % 2 == 0
        before = totals(fleet)
        assert index_at(fleet, tmp_path, options=WHY).searched == 0
        assert totals(fleet) == before
        assert (group_detail(fleet, found["quiescence: + b"].id).cause or pytest.fail("no cause")).tries == 3


def test_a_new_group_has_the_status_of_the_one_it_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causes, "search", fake)
    with fleet_of(made(tmp_path, 4), QUICK) as fleet:
        set_status(fleet, groups(fleet)["quiescence"].id, Status.MUTED, "noise")
        index_at(fleet, tmp_path, options=WHY)
        found = groups(fleet)
        assert {(row.status, row.note) for row in found.values()} == {(Status.MUTED, "noise")}
        assert found["quiescence: + a"].runs == 2


def test_a_search_that_is_stopped_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_stopped = []

    def stopped(task: SearchTask, max_tries: int, stop: object) -> Searched:
        is_stopped.append(True)
        return fake(task, max_tries, stop)

    monkeypatch.setattr(causes, "search", stopped)
    with open_fleet(str(made(tmp_path, 6)), create=True) as fleet:
        index_at(fleet, tmp_path)
        causes.search_causes(fleet, WHY, index_at(fleet), lambda _: None, lambda: len(is_stopped) > 2)
        require_healthy(fleet)
        assert 0 < totals(fleet).not_looked_into < 12
        index_at(fleet, tmp_path, options=WHY)
        assert totals(fleet).not_looked_into == 0


def test_packs_that_are_not_of_the_lab_are_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causes, "search", lambda *_: pytest.fail("it was searched"))
    make_pack(tmp_path / "1")
    with fleet_of(tmp_path, WHY) as fleet:
        assert totals(fleet).not_looked_into == 0


def test_a_pack_that_only_says_it_is_of_the_lab_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("trio")
    make_pack(tmp_path / "1", loss=0.1)
    with fleet_of(tmp_path, WHY) as fleet:
        assert totals(fleet).not_looked_into == 0
        found = group_of_pack(fleet, os.fsencode(tmp_path / "1"))
        assert found is not None
        assert [each.search for each in found] == ["the run cannot be repeated here"]
