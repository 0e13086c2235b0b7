"""The likelihood of a failure over the time of a run: it is repeatable, and its past is the recorded one."""

from bisect import bisect_left
from pathlib import Path

import pytest

from atp_tui.engine.errors import ReplayError
from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.rerun.lab_runner import LabRunner
from atp_tui.rerun.likelihood import _Search, likelihood_of
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from atp_tui.store.recorded_run import recorded_run
from atp_tui.store.writer import write_pack
from tests.program import PACKS


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A run that heavy loss makes fail."""
    path = str(tmp_path_factory.mktemp("likelihood") / "pack")
    options = LabOptions(
        seed=1,
        faults=("heavy-loss",),
        size=2_048,
        block_size=1_024,
        symbol_size=256,
        latency_ms=(5.0, 8.0),
        storm=0.6,
        repair=0.5,
        deadline_s=0.3,
    )
    for seed in range(40):
        run = run_transfer(options.changed(seed=seed), with_qlogs=False)
        if run.signature:
            write_pack(path, crashpack_of(run).files())
            return open_pack(path)
    raise AssertionError("no run failed")


def test_the_same_pack_gives_the_same_answer(lost: Pack) -> None:
    shares: list[float] = []
    one = likelihood_of(lost, cuts=4, runs=3, progress=shares.append)
    assert one == likelihood_of(lost, cuts=4, runs=3)
    assert [cut.runs for cut in one.cuts] == [3] * len(one.cuts)
    assert one.cuts[0].at_ns == 0
    assert [cut.at_ns for cut in one.cuts] == sorted({cut.at_ns for cut in one.cuts})
    assert (shares[-1], one.is_stopped, one.broken) == (1.0, False, 0)


def test_each_run_has_the_past_of_the_recorded_one(lost: Pack) -> None:
    search = _Search(LabRunner(recorded_run(lost)), None, "")
    times = [time for time, _, _ in search.recorded.written]
    for at_ns in search.moments(5):
        count = bisect_left(times, at_ns)
        for number in range(2):
            run = search.run(at_ns, number)
            assert run.written[:count] == search.recorded.written[:count]
            assert all(time >= at_ns for time, _, _ in run.written[count:])
    assert search.run(10**12, 0).chain == search.recorded.chain


def test_what_is_stopped_has_gone_over_the_cuts_evenly(lost: Pack) -> None:
    shares: list[float] = []
    found = likelihood_of(lost, cuts=3, runs=10, progress=shares.append, is_stopped=lambda: len(shares) >= 5)
    assert found.is_stopped
    assert [cut.runs for cut in found.cuts] == [2, 2, 1]


def test_a_fault_of_the_code_is_inevitable_from_the_beginning(tmp_path: Path) -> None:
    options = LabOptions(faults=("torn-journal",), size=2_048, block_size=1_024, symbol_size=256, loss=0.0)
    run = run_transfer(options, with_qlogs=False)
    write_pack(str(tmp_path / "pack"), crashpack_of(run).files())
    assert likelihood_of(open_pack(str(tmp_path / "pack")), cuts=3, runs=2).inevitable == 0


def test_a_minimized_run_is_cut_like_any_other(tmp_path: Path, lost: Pack) -> None:
    inputs = LabRunner(recorded_run(lost)).inputs()
    forced = run_transfer(inputs.options, decisions=inputs.decisions, with_qlogs=False)
    write_pack(str(tmp_path / "pack"), crashpack_of(forced).files())
    assert likelihood_of(open_pack(str(tmp_path / "pack")), cuts=2, runs=2).cuts[1].runs == 2


@pytest.mark.parametrize(
    ("violation", "words"), [("nothing", "a run with the violation nothing"), ("path_consistency", "found one with")]
)
def test_a_violation_that_the_run_does_not_have_is_refused(lost: Pack, violation: str, words: str) -> None:
    with pytest.raises(ReplayError, match=words):
        likelihood_of(lost, violation=violation, cuts=1, runs=1)


def test_packs_that_cannot_be_run_here_are_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="names no lab"):
        likelihood_of(open_pack(str(PACKS / "five-violations")))
    run = run_transfer(LabOptions(size=2_048, block_size=1_024, symbol_size=256, loss=0.0), with_qlogs=False)
    write_pack(str(tmp_path / "clean"), crashpack_of(run).files())
    with pytest.raises(ReplayError, match="a run that fails"):
        likelihood_of(open_pack(str(tmp_path / "clean")))
