"""Smaller packs: causes that were run, and shorter readings."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from atp_tui.engine import (
    MinimizeEnd,
    MinimizeMode,
    OracleResult,
    ReplayCoordinator,
    ReplayError,
    ReplayVerdict,
    Severity,
    TraceEvent,
    TraceMinimizer,
    TraceMinimizerConfig,
    Violation,
    is_sound,
    signature_of,
)
from atp_tui.engine.imported import NOTHING_TO_RUN
from atp_tui.engine.oracle.violation_relevance import relevance_of
from atp_tui.engine.pack_format import render
from atp_tui.lab.decision import Decision, read_decisions
from atp_tui.lab.pack import LabPack, crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.rerun.lab_runner import LabRunner
from atp_tui.rerun.minimized_pack import CAUSE, READING, MinimizedPack, minimize_pack
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from atp_tui.store.recorded_run import recorded_run
from atp_tui.store.writer import write_pack
from tests import imported_packs
from tests.lab_packs import NOISE, SEED, lab_pack, noisy_decisions, noisy_pack, written
from tests.program import PACKS

PROJECT = TraceMinimizerConfig(MinimizeMode.PROJECT)


def stored(folder: Path, files: Mapping[str, bytes]) -> Pack:
    write_pack(str(folder / "smaller"), files)
    return open_pack(str(folder / "smaller"))


def decisions_of(smaller: MinimizedPack) -> tuple[Decision, ...]:
    return read_decisions(smaller.files["decisions.jsonl"])


@pytest.mark.parametrize("noise", [1, 2, 3])
def test_a_lost_finished_is_found_among_thirty_losses(tmp_path: Path, noise: int) -> None:
    pack = open_pack(str(written(tmp_path, noisy_pack(noise))))
    smaller = minimize_pack(pack, TraceMinimizer())
    assert smaller.minimized.end is MinimizeEnd.MINIMAL
    assert smaller.minimized.tries < 100
    left = decisions_of(smaller)
    options, signature = SCENARIOS["lost-finished"].options(SEED), (("transfer", "quiescence"),)
    assert run_transfer(options, decisions=left, with_qlogs=False).signature == signature
    for decision in left:
        fewer = [each for each in left if each != decision]
        assert run_transfer(options, decisions=fewer, with_qlogs=False).signature != signature
    assert [type(each).__name__ for each in left] == ["Fired"]
    assert sum(type(each).__name__ == "Lost" for each in noisy_decisions(noise)) == NOISE


def with_other_oracle(pack: LabPack) -> dict[str, bytes]:
    """The files of a pack in which an oracle that the lab does not run found something too."""
    other = OracleResult(
        oracle_name="network",
        violations=(Violation(violation_type="jitter", description="late", severity=Severity.LOW),),
        passed=False,
    )
    record = pack.crashpack.changed(oracle_results=(*pack.crashpack.oracle_results, other))
    return {**render(record), **pack.artifacts}


def test_what_other_oracles_found_is_not_held_and_the_result_says_so(tmp_path: Path) -> None:
    write_pack(str(tmp_path / "noisy"), with_other_oracle(noisy_pack(1)))
    smaller = minimize_pack(open_pack(str(tmp_path / "noisy")), TraceMinimizer())
    assert smaller.says == f"{CAUSE}; not kept: the violations of network, which the lab does not run"
    assert smaller.minimized.end is MinimizeEnd.MINIMAL
    found = signature_of(stored(tmp_path, smaller.files).crashpack.oracle_results)
    assert found == (("transfer", "quiescence"),)


def test_a_failure_that_only_another_oracle_found_is_refused(tmp_path: Path) -> None:
    write_pack(str(tmp_path / "clean"), with_other_oracle(lab_pack("clean")))
    with pytest.raises(ReplayError, match=r"only ones of an oracle that the lab does not run \(network\)"):
        minimize_pack(open_pack(str(tmp_path / "clean")), TraceMinimizer())


def test_the_smaller_pack_is_sound_replays_exact_and_tells_what_was_removed(tmp_path: Path) -> None:
    pack = open_pack(str(written(tmp_path, noisy_pack(1))))
    smaller = minimize_pack(pack, TraceMinimizer())
    opened = stored(tmp_path, smaller.files)
    assert is_sound(examine_pack(opened).findings)
    assert signature_of(opened.crashpack.oracle_results) == signature_of(pack.crashpack.oracle_results)
    recorded = recorded_run(opened)
    assert ReplayCoordinator(recorded, LabRunner(recorded)).replay().verdict is ReplayVerdict.EXACT
    told = opened.crashpack.metadata
    assert told["minimize.mode"] == "replay"
    assert told["minimize.says"] == smaller.says == CAUSE
    assert told["minimize.removed"] == smaller.removed
    before = read_decisions((Path(pack.path) / "decisions.jsonl").read_bytes())
    assert told["minimize.kept"] == smaller.kept == f"1 of {len(before)} external decisions: 1 fault lost-finished"
    assert told["minimize.end"] == MinimizeEnd.MINIMAL.value
    assert told["minimize.tries"] == str(smaller.minimized.tries)
    digest = pack.reading.files.journal_digest
    assert digest is not None
    assert told["minimize.of_journal"] == digest.digest
    assert told["lab"] == "atp-tui"
    removed = read_decisions(smaller.files["removed-decisions.jsonl"])
    assert {*removed, *decisions_of(smaller)} == set(before)
    assert len(removed) + len(decisions_of(smaller)) == len(before)


def test_a_budget_that_ends_first_is_told_and_the_best_so_far_is_a_pack(tmp_path: Path) -> None:
    pack = open_pack(str(written(tmp_path, noisy_pack(1))))
    smaller = minimize_pack(pack, TraceMinimizer(TraceMinimizerConfig(max_tries=3)))
    assert smaller.minimized.end is MinimizeEnd.TRIES
    opened = stored(tmp_path, smaller.files)
    assert is_sound(examine_pack(opened).findings)
    assert opened.crashpack.metadata["minimize.end"] == "the limit of runs was reached, so less may suffice"
    assert signature_of(opened.crashpack.oracle_results) == (("transfer", "quiescence"),)


def test_a_wish_to_stop_before_anything_was_tried_makes_no_pack(tmp_path: Path) -> None:
    pack = open_pack(str(written(tmp_path, "flipped-bit")))
    with pytest.raises(ReplayError, match="expected a first run, found none: it was interrupted"):
        minimize_pack(pack, TraceMinimizer(is_stopped=lambda: True), is_stopped=lambda: True)


def test_decisions_that_are_missing_are_drawn_again(tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    total = len(read_decisions((path / "decisions.jsonl").read_bytes()))
    (path / "decisions.jsonl").unlink()
    smaller = minimize_pack(open_pack(str(path)), TraceMinimizer())
    assert smaller.kept == f"1 of {total} external decisions: 1 fault flipped-bit"


def test_a_failure_that_needs_no_decision_is_left_with_none(tmp_path: Path) -> None:
    options = SCENARIOS["clean"].options(SEED, deadline_s=0.05)
    made = crashpack_of(run_transfer(options, with_qlogs=False))
    smaller = minimize_pack(open_pack(str(written(tmp_path, made))), TraceMinimizer())
    assert decisions_of(smaller) == ()
    assert smaller.minimized.tries == 2
    recorded = recorded_run(stored(tmp_path, smaller.files))
    assert ReplayCoordinator(recorded, LabRunner(recorded)).replay().is_exact


@pytest.mark.parametrize(
    ("pack", "message"),
    [
        ("five-violations", "its metadata names no lab; .*--mode project runs nothing"),
        ("clean", "its metadata names no lab"),
    ],
)
def test_a_pack_of_another_lab_is_refused_in_replay_mode(pack: str, message: str) -> None:
    with pytest.raises(ReplayError, match=message):
        minimize_pack(open_pack(str(PACKS / pack)), TraceMinimizer())


def test_other_versions_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    text = (path / "manifest").read_text(encoding="utf-8")
    (path / "manifest").write_text(
        text.replace("metadata.version.trio: ", "metadata.version.trio: 9"), encoding="utf-8"
    )
    with pytest.raises(ReplayError, match="--anyway runs it regardless"):
        minimize_pack(open_pack(str(path)), TraceMinimizer())
    assert minimize_pack(open_pack(str(path)), TraceMinimizer(), anyway=True).minimized.is_minimal


@pytest.mark.parametrize("name", ["five-violations", "five-violations.record.json", "many-oracles"])
def test_a_shorter_reading_keeps_every_witness_and_says_what_it_is(tmp_path: Path, name: str) -> None:
    pack = open_pack(str(PACKS / name))
    smaller = minimize_pack(pack, TraceMinimizer(PROJECT))
    opened = stored(tmp_path, smaller.files)
    bearings = [relevance_of(violation) for _, violation in pack.crashpack.violations]
    events = [event for event in pack.events if isinstance(event, TraceEvent)]
    witnesses = [event for event in events if any(bearing.holds(event.fields) for bearing in bearings)]
    assert list(opened.events) == witnesses
    assert len(witnesses) < len(events)
    assert opened.crashpack.oracle_results == pack.crashpack.oracle_results
    assert is_sound(examine_pack(opened).findings)
    assert opened.crashpack.metadata["minimize.says"] == smaller.says == READING
    assert opened.crashpack.metadata["minimize.mode"] == "project"
    assert opened.crashpack.metadata["minimize.removed"] == f"{len(events) - len(witnesses)} of {len(events)} events"


def test_a_shorter_reading_of_a_run_is_no_run(tmp_path: Path) -> None:
    pack = open_pack(str(written(tmp_path, "bad-night")))
    opened = stored(tmp_path, minimize_pack(pack, TraceMinimizer(PROJECT)).files)
    assert not [key for key in opened.crashpack.metadata if key.startswith("trace.")]
    assert opened.states == pack.states
    recorded = recorded_run(opened)
    assert ReplayCoordinator(recorded, LabRunner(recorded)).replay().verdict is ReplayVerdict.NOT_RUNNABLE
    with pytest.raises(ReplayError, match="its trace is a shortened one"):
        minimize_pack(opened, TraceMinimizer())


@pytest.mark.parametrize("mode", MinimizeMode)
def test_a_log_of_a_real_run_is_not_minimized(tmp_path: Path, mode: MinimizeMode) -> None:
    pack = open_pack(str(imported_packs.written(tmp_path)))
    with pytest.raises(ReplayError, match=NOTHING_TO_RUN):
        minimize_pack(pack, TraceMinimizer(TraceMinimizerConfig(mode)))
