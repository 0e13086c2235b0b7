"""Two fleets whose groups are proved: a regression that was planted in the lab's code is found, and nothing else."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.compare import Change, SideGroup, compare
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.index import IndexOptions, index
from atp_tui.fleet.kept import kept_cause
from atp_tui.fleet.rows import Proof
from atp_tui.fleet.sides import Prover, build_runs, side_of
from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.store.writer import write_pack
from tests.lab.mutants import MUTANTS, Mutant
from tests.program import copy_of

FAULTS = ("torn-journal", "flipped-bit", "stuck-operation")


def fill(folder: Path, mutant: Mutant | None, seeds: range, faults: tuple[str, ...] = FAULTS) -> Path:
    """Runs of a build with these faults in turn, and one without any, indexed with their causes."""
    folder.mkdir()
    with mutant.applied() if mutant else nullcontext():
        for seed in seeds:
            armed = (faults[seed % len(faults)],) if faults and seed % 2 else ()
            run = run_transfer(LabOptions(seed=seed, faults=armed, loss=0.0, size=45_000), with_qlogs=False)
            write_pack(str(folder / f"run-{seed}"), crashpack_of(run).files())
        with open_fleet(str(folder), create=True) as fleet:
            index(fleet, [bytes(folder)], IndexOptions(sound="none"))
    return folder


@contextmanager
def sides(base: Path, new: Path) -> Iterator[tuple[Fleet, Fleet]]:
    with open_fleet(str(base)) as one, open_fleet(str(new)) as other:
        yield one, other


class Counting(Prover):
    """A prover that counts how often it is asked about each group."""

    def __call__(self, group: SideGroup, on_base: bool) -> Proof:
        self.asked = getattr(self, "asked", Counter[str]())
        self.asked[group.fingerprints[0]] += 1
        return super().__call__(group, on_base)


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("base") / "packs", None, range(6))


@pytest.mark.parametrize(
    "name",
    [
        "forgotten-permit",
        "lost-wakeup",
        *(pytest.param(name, marks=pytest.mark.soak) for name in ("one-sided-retire", "shifted-repair")),
    ],
)
def test_a_planted_regression_is_new_and_what_was_there_before_is_known(
    healthy: Path, tmp_path: Path, name: str
) -> None:
    mutant = MUTANTS[name]
    changed = fill(tmp_path / "change", mutant, range(20, 26))
    with sides(healthy, changed) as (one, other):
        prover = Counting(one, other)
        found = compare(side_of(one, "base"), side_of(other, "change"), prover)
    new = found.of(Change.NEW)
    assert new
    assert {each.words for each in new} <= {
        "its cause passes on base",
        "its cause leads to another failure on base",
    }
    assert any(mutant.violation_type in each.title for each in new)
    assert all(not each.base for each in new)
    assert max(prover.asked.values()) == 1


def test_the_same_build_with_other_seeds_has_nothing_new(healthy: Path, tmp_path: Path) -> None:
    again = fill(tmp_path / "again", None, range(30, 34))
    with sides(healthy, again) as (one, other):
        found = compare(side_of(one, "base"), side_of(other, "again"), Prover(one, other))
    assert found.of(Change.NEW) == found.of(Change.REGRESSED) == found.of(Change.NOT_PROVED) == ()
    assert all(each.words.endswith("its cause still fails there") for each in found.groups if not each.new)


def test_the_other_build_is_asked_through_its_python(healthy: Path, tmp_path: Path) -> None:
    empty = fill(tmp_path / "empty", None, range(1), ())
    with sides(empty, healthy) as (one, other):
        prover = Prover(one, other, sys.executable)
        (group, *_) = side_of(other, "healthy").groups
        assert prover(group, True) is Proof.FAILS
        prover.python = str(tmp_path / "none")
        assert prover(group, True) is Proof.NOT_RUN
        assert "a Python with atp-tui" in prover.refusals[0]


def test_a_group_without_a_cause_is_not_proved_and_says_so(tmp_path: Path) -> None:
    copy_of("five-violations", tmp_path)
    with open_fleet(str(tmp_path), create=True) as fleet:
        index(fleet, [bytes(tmp_path)], IndexOptions(why=False, sound="none"))
        side = side_of(fleet, "foreign")
        prover = Prover(fleet, fleet)
        assert kept_cause(fleet, side.groups[0].id) is None
        assert prover(side.groups[0], True) is Proof.NOT_RUN
    assert prover.refusals == [f"{side.groups[0].title}: no cause was found that could be run"]


def test_a_build_of_a_fleet_is_a_side_with_its_own_runs(healthy: Path) -> None:
    with open_fleet(str(healthy)) as fleet:
        ((label, runs),) = build_runs(fleet).items()
        side = side_of(fleet, "build", label)
        assert (side.runs, runs) == (6, 6)
        assert {each.id: each.runs for each in side.groups} == {
            each.id: each.runs for each in side_of(fleet, "all").groups
        }
        with pytest.raises(InvalidFormatError, match="one of the builds"):
            side_of(fleet, "build", "nothing")
