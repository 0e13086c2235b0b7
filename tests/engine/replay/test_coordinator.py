"""The coordinator with a stand-in for the lab."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from atp_tui.engine import (
    Crashpack,
    CrashpackBuilder,
    OracleResult,
    ReplayError,
    ReplayVerdict,
    Severity,
    TransferOracle,
    TransferState,
    Violation,
)
from atp_tui.engine.diff.model import Difference
from atp_tui.engine.replay.chain import chain_of
from atp_tui.engine.replay.coordinator import ReplayCoordinator
from atp_tui.engine.replay.result import ReplayResult
from atp_tui.engine.replay.run import RecordedRun, Rerun
from atp_tui.engine.trace import TraceEvent

EVENTS = tuple(TraceEvent.of(place, place * 10, "Poll") for place in range(1500))
OTHER = (*EVENTS[:1200], TraceEvent.message(1200, 12_000, "Log", "else"), *EVENTS[1201:])
FAILED = TransferState(pending_operations=2)
WORSE = TransferState(pending_operations=2, journal_gaps=1)
VERSIONS = {"lab": "1", "trio": "0.30"}


def run(state: TransferState = FAILED, **changes: object) -> Rerun:
    given = Rerun((TransferOracle().check(state),), state, EVENTS, {"sent": "sha256:a"}, {"n": 1}, b"one\ntwo\n")
    return replace(given, **changes)  # type: ignore[arg-type]


def pack(rerun: Rerun, told: Mapping[str, str]) -> Crashpack:
    builder = CrashpackBuilder()
    for result in rerun.results:
        builder.oracle_result(result)
    for name, seed in rerun.seeds.items():
        builder.seed(name, seed)
    facts = {
        "lab": "ours",
        **{f"version.{name}": version for name, version in VERSIONS.items()},
        **{f"object.{name}": digest for name, digest in rerun.digests.items()},
        "object.from": "payload seed",
        "trace.chain.1024": chain_of(rerun.events).write(),
    }
    for key, value in {**facts, **told}.items():
        builder.metadata(key, value)
    return builder.build()


@dataclass
class Lab:
    """Gives the runs that it was told, one after the other."""

    runs: list[Rerun]
    lab: str = "ours"
    here: Mapping[str, str] = field(default_factory=lambda: VERSIONS)
    error: ReplayError | None = None

    def versions(self) -> Mapping[str, str]:
        return self.here

    def run(self) -> Rerun:
        if self.error:
            raise self.error
        return self.runs.pop(0)


def recorded(rerun: Rerun | None = None, told: Mapping[str, str] | None = None) -> RecordedRun:
    rerun = rerun or run()
    return RecordedRun(pack(rerun, told or {}), rerun.events, rerun.decisions)


def outcome(of: RecordedRun, new: Rerun | None = None) -> ReplayResult:
    return ReplayCoordinator(of, Lab([new or run()])).replay()


def test_the_same_run_is_exact() -> None:
    result = outcome(recorded())
    assert result.verdict is ReplayVerdict.EXACT
    assert result.is_exact
    assert (result.divergence, result.inputs, result.digests, result.versions) == (None, (), (), ())
    assert (result.is_trace_as_written, result.is_run_as_written) == (True, True)
    assert result.recorded == result.found == (("transfer", "quiescence"),)
    assert result.digests_compared == 1


def test_another_trace_with_the_same_failure_has_diverged_and_names_the_event() -> None:
    result = outcome(recorded(), run(events=OTHER))
    assert result.verdict is ReplayVerdict.SAME_FAILURE_DIVERGED
    assert not result.is_exact
    assert result.divergence is not None
    assert result.divergence.place == 1200
    assert (result.divergence.first[0], result.divergence.second[0]) == (EVENTS[1200], OTHER[1200])
    assert (result.is_trace_as_written, result.is_run_as_written) == (True, False)


def test_a_trace_that_was_changed_afterwards_is_told_by_its_chain() -> None:
    result = outcome(replace(recorded(), trace=OTHER))
    assert result.verdict is ReplayVerdict.SAME_FAILURE_DIVERGED
    assert (result.is_trace_as_written, result.is_run_as_written) == (False, True)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (FAILED, WORSE, ReplayVerdict.DIFFERENT_FAILURE),
        (FAILED, TransferState(journal_gaps=3), ReplayVerdict.DIFFERENT_FAILURE),
        (TransferState(), FAILED, ReplayVerdict.DIFFERENT_FAILURE),
        (FAILED, TransferState(), ReplayVerdict.DID_NOT_REPRODUCE),
        (TransferState(), TransferState(), ReplayVerdict.EXACT),
        (FAILED, TransferState(pending_operations=3), ReplayVerdict.SAME_FAILURE_DIVERGED),
    ],
)
def test_the_failure_decides(before: TransferState, after: TransferState, verdict: ReplayVerdict) -> None:
    assert outcome(recorded(run(before)), run(after)).verdict is verdict


def test_digests_are_compared_whatever_the_traces_say() -> None:
    clean = run(digests={"sent": "sha256:b"})
    result = outcome(recorded(), clean)
    assert result.divergence is None
    assert result.digests == (Difference("sent", "sha256:a", "sha256:b"),)
    assert result.verdict is ReplayVerdict.SAME_FAILURE_DIVERGED
    both = outcome(recorded(), replace(clean, events=OTHER))
    assert both.digests == result.digests
    assert both.divergence is not None


def test_inputs_are_compared() -> None:
    result = outcome(recorded(), run(seeds={"n": 2}, decisions=b"one\nthree\n"))
    assert result.inputs == (Difference("seed n", "1", "2"), Difference("decision 2", "two", "three"))
    assert result.verdict is ReplayVerdict.SAME_FAILURE_DIVERGED
    more = outcome(recorded(), run(decisions=b"one\ntwo\nthree\n"))
    assert more.inputs == (Difference("decision 3", "", "three"),)
    fewer = outcome(recorded(), run(decisions=b"one\ntwo"))
    assert fewer.inputs == (Difference("decision 3", "", None),)
    unknown = outcome(replace(recorded(), decisions=None), run(decisions=b"x"))
    assert (unknown.inputs, unknown.are_decisions_known) == ((), False)
    assert unknown.verdict is ReplayVerdict.PARTLY_COMPARED
    assert unknown.not_compared == ("decisions: the pack has none",)


OTHER_ORACLE = OracleResult(
    oracle_name="network",
    violations=(Violation(violation_type="jitter", description="late", severity=Severity.LOW),),
    passed=False,
)


@pytest.mark.parametrize("state", [FAILED, TransferState()])
def test_an_oracle_that_the_lab_does_not_run_is_not_compared(state: TransferState) -> None:
    new = run(state)
    result = outcome(recorded(run(state, results=(*new.results, OTHER_ORACLE))), new)
    assert result.verdict is ReplayVerdict.PARTLY_COMPARED
    assert not result.is_exact
    assert result.is_failure_as_recorded is True
    assert result.not_compared == ("oracle network: the lab does not run this oracle",)


@pytest.mark.parametrize(
    ("after", "events", "verdict"),
    [
        (FAILED, OTHER, ReplayVerdict.SAME_FAILURE_DIVERGED),
        (TransferState(pending_operations=3), EVENTS, ReplayVerdict.SAME_FAILURE_DIVERGED),
        (WORSE, EVENTS, ReplayVerdict.DIFFERENT_FAILURE),
        (TransferState(), EVENTS, ReplayVerdict.DID_NOT_REPRODUCE),
    ],
)
def test_what_can_be_compared_decides_beside_an_oracle_that_is_not(
    after: TransferState, events: tuple[TraceEvent, ...], verdict: ReplayVerdict
) -> None:
    before = run(results=(*run().results, OTHER_ORACLE))
    result = outcome(recorded(before), run(after, events=events))
    assert result.verdict is verdict
    assert result.not_compared == ("oracle network: the lab does not run this oracle",)


def test_an_oracle_that_the_pack_has_no_result_of_is_not_compared() -> None:
    result = outcome(recorded(run(results=())), run())
    assert (result.verdict, result.is_failure_as_recorded) == (ReplayVerdict.PARTLY_COMPARED, None)
    assert result.not_compared == ("oracle transfer: the pack has no result of this oracle",)
    diverged = outcome(recorded(run(results=())), run(events=OTHER))
    assert diverged.verdict is ReplayVerdict.SAME_FAILURE_DIVERGED


def test_a_digest_that_the_pack_does_not_record_is_not_compared() -> None:
    result = outcome(recorded(), run(digests={"sent": "sha256:a", "stored.0": "sha256:b"}))
    assert (result.digests, result.digests_compared) == ((), 1)
    assert result.verdict is ReplayVerdict.PARTLY_COMPARED
    assert result.not_compared == ("object stored.0: the pack has no digest of it",)
    lost = outcome(recorded(run(digests={"sent": "sha256:a", "stored.0": "sha256:b"})), run())
    assert lost.digests == (Difference("stored.0", "sha256:b", None),)
    assert lost.verdict is ReplayVerdict.SAME_FAILURE_DIVERGED


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"lab": ""}, "its metadata names no lab; only packs of the lab ours can be run here"),
        ({"lab": "x\x1b"}, "it comes from the lab 'x\\x1b'; only packs of the lab ours can be run here"),
        ({"minimize.mode": "project"}, "its trace is a shortened one of another pack, and no run produces it"),
        ({"version.trio": "9"}, "it was made with other versions than those installed"),
    ],
)
def test_a_pack_that_cannot_be_run_says_why(told: dict[str, str], reason: str) -> None:
    lab = Lab([])
    result = ReplayCoordinator(recorded(told=told), lab).replay()
    assert result.verdict is ReplayVerdict.NOT_RUNNABLE
    assert result.reason.startswith(reason)
    assert (result.found, result.divergence, result.is_exact) == (None, None, False)


def test_other_versions_are_told_and_run_anyway_where_that_is_wanted() -> None:
    of = recorded(told={"version.trio": "0.29"})
    expected = (Difference("trio", "0.29", "0.30"),)
    assert ReplayCoordinator(of, Lab([])).replay().versions == expected
    anyway = ReplayCoordinator(of, Lab([run()])).replay(anyway=True)
    assert (anyway.verdict, anyway.versions) == (ReplayVerdict.EXACT, expected)


def test_a_run_that_does_not_end_is_not_runnable() -> None:
    lab = Lab([], error=ReplayError("an end", "none", place="here"))
    result = ReplayCoordinator(recorded(), lab).replay()
    assert (result.verdict, result.reason) == (ReplayVerdict.NOT_RUNNABLE, "here: expected an end, found none")


def test_twice_checks_the_lab() -> None:
    same = ReplayCoordinator(recorded(), Lab([run(), run()])).replay(twice=True)
    assert same.repetition is not None
    assert same.repetition.is_same
    assert same.is_exact
    other = run(WORSE, events=OTHER, decisions=b"one\n")
    parted = ReplayCoordinator(recorded(), Lab([run(), other])).replay(twice=True)
    assert parted.verdict is ReplayVerdict.EXACT
    assert not parted.is_exact
    assert parted.repetition is not None
    assert parted.repetition.divergence is not None
    assert parted.repetition.divergence.place == 1200
    assert [each.name for each in parted.repetition.differences] == ["decision 2", "journal_gaps"]


def test_oracles_are_validated_on_the_new_state() -> None:
    def validated(state: TransferState, names: tuple[str, ...]) -> ReplayResult:
        # The new run's own results are the recorded ones, so that only the state can tell.
        return ReplayCoordinator(recorded(), Lab([replace(run(), state=state)])).replay(validate=names)

    agreeing = validated(FAILED, ("transfer",))
    assert [(each.oracle_name, each.agrees) for each in agreeing.validated] == [("transfer", True)]
    assert agreeing.is_exact
    lying = ReplayCoordinator(recorded(), Lab([replace(run(), state=WORSE)])).replay(validate=())
    assert [(each.oracle_name, each.agrees) for each in lying.validated] == [("transfer", False)]
    assert lying.verdict is ReplayVerdict.EXACT
    assert not lying.is_exact
    unknown = validated(FAILED, ("else",))
    assert unknown.validated[0].recorded is None
    assert not unknown.is_exact
    assert outcome(recorded()).validated == ()


def test_results_of_one_name_are_compared_one_by_one() -> None:
    twice = run(results=(TransferOracle().check(FAILED), TransferOracle().check(WORSE)))
    result = outcome(recorded(twice), run(results=(TransferOracle().check(FAILED),)))
    assert [each.agrees for each in result.results] == [True, False]
    assert result.results[1].found is None
