"""The smallest cause of one violation, and the fingerprint that it gives."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from atp_tui.engine import ReplayError, signature_of
from atp_tui.engine.fingerprint import level_two
from atp_tui.engine.fingerprint.ending import ending_of, level_one_of
from atp_tui.lab.decision import read_decisions
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.rerun.cause import HEALTHY_KINDS, HIDDEN_KINDS, ViolationCause, cause_of
from atp_tui.rerun.lab_runner import LabRunner
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from atp_tui.store.writer import write_pack
from tests.lab.mutants import MUTANTS
from tests.lab_packs import SEED, written

ORACLE = "transfer"
FIVE = tuple(kind for name in ("five-violations",) for kind in sorted(SCENARIOS[name].violation_types))


def pack_of(folder: Path, options: LabOptions, name: str = "pack") -> Pack:
    write_pack(str(folder / name), crashpack_of(run_transfer(options, with_qlogs=False)).files())
    return open_pack(str(folder / name))


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return open_pack(str(written(tmp_path_factory.mktemp("five"), "five-violations")))


def test_each_of_five_violations_has_its_own_fault_as_its_cause(five: Pack) -> None:
    faults = {fault.violation_type: f"1 fault {fault.name}" for fault in map(FAULTS.get, five_faults()) if fault}
    for kind in FIVE:
        cause = cause_of(five, ORACLE, kind)
        assert cause.decisions == (faults[kind],)
        assert cause.signature == ((ORACLE, kind),)
        assert cause.is_minimal
        assert cause.why_none == ""
        assert 1 < cause.tries < 10
        assert cause.of > 1


def five_faults() -> tuple[str, ...]:
    return SCENARIOS["five-violations"].options().faults


def test_the_cause_can_be_run_again(five: Pack) -> None:
    cause = cause_of(five, ORACLE, "quiescence")
    options = SCENARIOS["five-violations"].options(SEED)
    run = run_transfer(options, decisions=read_decisions(cause.written), with_qlogs=False)
    assert run.signature == cause.signature
    assert {kind for _, kind, _ in run.written} - HIDDEN_KINDS == set(cause.kinds)
    assert run_transfer(options, decisions=(), with_qlogs=False).signature == ()


def test_level_2_does_not_depend_on_what_else_failed(five: Pack, tmp_path: Path) -> None:
    """Sets of violations multiply; each violation alone has one fingerprint, whatever fails beside it."""
    alone = open_pack(str(written(tmp_path, "torn-journal")))
    kind = "journal_consistency"
    together, single = cause_of(five, ORACLE, kind), cause_of(alone, ORACLE, kind)
    assert together.level_two == single.level_two is not None
    assert len(signature_of(five.crashpack.oracle_results)) == 5
    assert cause_of(five, ORACLE, "quiescence").level_two != together.level_two


def test_level_2_is_made_of_the_minimized_run_and_the_quiet_run(five: Pack) -> None:
    kind = "journal_consistency"
    cause = cause_of(five, ORACLE, kind)
    options = SCENARIOS["five-violations"].options(SEED)
    best = run_transfer(options, decisions=read_decisions(cause.written), with_qlogs=False)
    one = level_one_of(ORACLE, kind, ending_of(best.events))
    assert cause.level_two == level_two(one, set(cause.kinds) - set(cause.quiet_kinds), ())
    assert cause.level_two.new == ("PowerCut",)
    assert not cause.persists


def test_no_fingerprint_names_a_fault(five: Pack) -> None:
    for kind in FIVE:
        two = cause_of(five, ORACLE, kind).level_two
        assert two is not None
        assert not any(fault in two.write() for fault in FAULTS)
        assert '"Fault"' not in two.write()


def test_the_first_event_that_differs_is_no_part(tmp_path: Path) -> None:
    """Seeds and sizes move every event; the fingerprint stays."""
    scenario = SCENARIOS["torn-journal"]
    found = {
        cause_of(
            pack_of(tmp_path, scenario.options(seed, size=size, loss=0.02), str(seed)), ORACLE, "journal_consistency"
        ).level_two
        for seed, size in ((1, 50_000), (2, 90_000))
    }
    assert len(found) == 1


def test_a_search_that_ends_by_its_limit_gives_no_level_2(tmp_path: Path) -> None:
    pack = open_pack(str(written(tmp_path, "heavy-loss")))
    cause = cause_of(pack, ORACLE, "quiescence", max_tries=3)
    assert not cause.is_minimal
    assert cause.level_two is None
    assert cause.tries == 3
    assert "limit of runs" in cause.why_none
    assert cause.written


def after(calls: int) -> Callable[[], bool]:
    """A wish to stop that comes after so many questions."""
    asked = iter(range(calls))
    return lambda: next(asked, None) is None


def test_an_interrupt_keeps_the_best_so_far(tmp_path: Path) -> None:
    pack = open_pack(str(written(tmp_path, "heavy-loss")))
    cause = cause_of(pack, ORACLE, "quiescence", is_stopped=after(12))
    assert cause.level_two is None
    assert "interrupted" in cause.why_none


def test_an_interrupt_before_the_first_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="interrupt"):
        cause_of(open_pack(str(written(tmp_path, "flipped-bit"))), ORACLE, "manifest_integrity", is_stopped=after(0))


def test_what_the_lab_does_not_judge_is_refused(five: Pack) -> None:
    with pytest.raises(ReplayError, match="one of network; the lab runs no other oracle"):
        cause_of(five, "network", "jitter")


def test_a_violation_that_does_not_come_again_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="a failure that reproduces"):
        cause_of(open_pack(str(written(tmp_path, "flipped-bit"))), ORACLE, "quiescence")


def test_other_versions_are_refused(five: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LabRunner, "versions", lambda _: {"lab": "0"})
    with pytest.raises(ReplayError, match="the versions that the pack was made with"):
        cause_of(five, ORACLE, "quiescence")


def test_a_cause_can_be_sent_to_another_process(five: Pack) -> None:
    cause = cause_of(five, ORACLE, "path_consistency")
    assert pickle.loads(pickle.dumps(cause)) == cause  # noqa: S301 - its own


def mutant_cause(folder: Path, name: str) -> ViolationCause:
    options = LabOptions(size=40_960, block_size=5_120, far_ms=(0.0, 40.0), loss=0.0, reorder=0.0, jitter_ms=0.0)
    mutant = MUTANTS[name]
    with mutant.applied():
        return cause_of(pack_of(folder, options), ORACLE, mutant.violation_type)


def test_a_violation_of_the_quiet_run_persists_and_is_compared_with_a_healthy_run(tmp_path: Path) -> None:
    cause = mutant_cause(tmp_path, "any-for-all")
    assert cause.persists
    assert cause.decisions == ()
    assert cause.written == b""
    assert cause.level_two is not None
    assert cause.level_two.new == ("Deadline",)
    assert "without any external decision" in cause.level_two.title


def test_a_mutant_is_told_from_the_fault_that_breaks_the_same(tmp_path: Path, five: Pack) -> None:
    cause = mutant_cause(tmp_path, "one-sided-retire")
    assert cause.level_two != cause_of(five, ORACLE, "path_consistency").level_two


@pytest.mark.parametrize("seed", range(4))
def test_a_quiet_run_of_a_healthy_lab_has_the_healthy_kinds(seed: int) -> None:
    options = LabOptions(
        seed=seed,
        size=3_000 + 40_000 * seed,
        paths=1 + seed,
        replicas=1 + seed % 2,
        latency_ms=(5.0 + 40.0 * seed, 90.0),
    )
    run = run_transfer(options, decisions=(), with_qlogs=False)
    assert {kind for _, kind, _ in run.written} - HIDDEN_KINDS == HEALTHY_KINDS
