"""What came of running a pack again, as text and as JSON."""

from collections.abc import Iterator
from typing import Any

from atp_tui.clean import CleanText, clean
from atp_tui.engine.diff.model import Difference
from atp_tui.engine.oracle.recorded_state import known_state
from atp_tui.engine.replay.result import OracleComparison, ReplayResult, ReplayVerdict
from atp_tui.engine.signature import Signature, write_signature
from atp_tui.engine.verdict import Verdict
from atp_tui.report.diff_parts import NOTHING, difference_objects, divergence_lines, divergence_object
from atp_tui.report.model import VERDICT_WORDS, Report
from atp_tui.report.text import finding_line, soundness_word
from atp_tui.store.pack import Pack

SIDES = ("recorded", "found")
"""What the two sides of a replay are called."""


def replay_lines(path: str, result: ReplayResult) -> Iterator[CleanText]:
    """Yield the lines of a result as text."""
    yield clean(f"{path}: {result.verdict.name}: {verdict_sentence(result)}")
    if result.reason:
        yield clean(f"  because {result.reason}")
    for found in result.versions:
        yield clean(f"  version {found.name}: pack {found.first or NOTHING}, here {found.second or NOTHING}")
    if result.found is not None:
        yield from _compared_lines(result)
    for each in result.validated:
        yield from _oracle_lines(each)
    if result.repetition is not None:
        yield from _repetition_lines(result)


def verdict_sentence(result: ReplayResult) -> str:
    """Return the sentence of the verdict; a run that passed or was not judged has no recorded failure."""
    if result.verdict is ReplayVerdict.SAME_FAILURE_DIVERGED and not result.is_outcome_recorded:
        return "no outcome was recorded, and the run or its inputs differ from the record"
    if result.verdict is ReplayVerdict.DIFFERENT_FAILURE and not result.recorded:
        return "the run failed, and the recorded one did not"
    return result.verdict.value


def _compared_lines(result: ReplayResult) -> Iterator[CleanText]:
    yield clean(f"  failure: {failure_sentence(result)}")
    yield clean(f"  inputs: {inputs_sentence(result)}")
    yield from _side_lines(result.inputs)
    yield clean(f"  trace: {trace_sentence(result)}")
    if result.divergence is not None:
        yield from divergence_lines(result.divergence, SIDES)
    for sentence in written_sentences(result):
        yield clean(f"  trace: {sentence}")
    yield clean(f"  object: {object_sentence(result)}")
    yield from _side_lines(result.digests)
    for each in result.results:
        if each.is_compared and not each.agrees:
            yield clean(f"  oracle {each.oracle_name}: the new run has another result than recorded")
    for phrase in result.not_compared:
        yield clean(f"  not compared: {phrase}")


def failure_sentence(result: ReplayResult) -> str:
    """Return the failures of both sides; a record without an oracle result has none to tell."""
    recorded = write_signature(result.recorded) if result.is_outcome_recorded else "no oracle result"
    return f"recorded {recorded}; found {write_signature(result.found or ())}"


def inputs_sentence(result: ReplayResult) -> str:
    """Return whether seeds and decisions are as recorded."""
    if result.inputs:
        return "not as recorded"
    return "as recorded" if result.are_decisions_known else "seeds as recorded"


def trace_sentence(result: ReplayResult) -> str:
    """Return whether the trace is as recorded, and where it parts."""
    recorded, found = result.events
    if result.divergence is None:
        return f"all {recorded:,} events as recorded"
    return f"differs from event {result.divergence.place:,} (recorded {recorded:,} events, found {found:,})"


def object_sentence(result: ReplayResult) -> str:
    """Return whether the digests of the object are as recorded."""
    if not result.digests_compared:
        return "not compared"
    return f"{len(result.digests)} of {result.digests_compared} digests differ" if result.digests else "as recorded"


def written_sentences(result: ReplayResult) -> Iterator[str]:
    """Yield what the recorded digest chain says, where the trace does not agree with it."""
    if result.is_trace_as_written is False:
        yield "the pack's trace does not match the digests in its metadata"
        if result.is_run_as_written:
            yield "the new run matches them, so the trace file was modified after it was written"


def _oracle_lines(each: OracleComparison) -> Iterator[CleanText]:
    if each.recorded is None:
        yield clean(f"  oracle {each.oracle_name}: the pack has no result of that name")
    elif each.found is None:
        yield clean(f"  oracle {each.oracle_name}: not validated: not an oracle of this program")
    elif each.agrees:
        yield clean(f"  oracle {each.oracle_name}: same result on the new state")
    else:
        yield clean(f"  oracle {each.oracle_name}: another result on the new state")
        for side, said in zip(SIDES, (each.recorded, each.found), strict=True):
            found = "; ".join(violation.description for violation in said.violations)
            yield clean(f"    {side}: {found or 'no violation'}")


def _repetition_lines(result: ReplayResult) -> Iterator[CleanText]:
    repetition = result.repetition
    if repetition is None or repetition.is_same:
        yield clean("  twice: both new runs are identical")
        return
    yield clean("  twice: the two new runs differ: the lab is not deterministic here")
    if repetition.divergence is not None:
        yield from divergence_lines(repetition.divergence, ("once", "again"))
    for found in repetition.differences:
        yield clean(f"    {found.name}: once {found.first or NOTHING}, again {found.second or NOTHING}")


def _side_lines(found: tuple[Difference, ...]) -> Iterator[CleanText]:
    for each in found:
        yield clean(f"    {each.name}: recorded {each.first or NOTHING}")
        yield clean(f"    {each.name}: found    {each.second or NOTHING}")


def without_running_lines(pack: Pack, report: Report) -> Iterator[CleanText]:
    """Yield what can be checked of a pack that cannot be run: its soundness, and the oracle on its state."""
    yield clean(f"checked without running: {soundness_word(report)}")
    for finding in report.findings:
        if finding.ok is False:
            yield finding_line(finding)
    if pack.verdict is Verdict.NOT_JUDGED:
        yield clean(VERDICT_WORDS[pack.verdict])
    for result in pack.crashpack.oracle_results:
        known = known_state(result, pack.states)
        told = "; ".join(known.open_points) or "the oracle reports the same as recorded"
        yield clean(f"oracle {result.oracle_name}, on the state {known.source.value}: {told}")


def replay_object(path: str, result: ReplayResult) -> dict[str, Any]:
    """Return a result as a JSON value."""
    repetition = result.repetition
    return {
        "path": path,
        "verdict": result.verdict.name,
        "exact": result.is_exact,
        "reason": result.reason,
        "versions": difference_objects(result.versions, ("pack", "here")),
        "signature": {"recorded": _signature(result.recorded), "found": _signature(result.found)},
        "inputs": difference_objects(result.inputs, SIDES),
        "decisions_compared": result.found is not None and result.are_decisions_known,
        "events": {"recorded": result.events[0], "found": result.events[1]},
        "divergence": divergence_object(result.divergence, SIDES),
        "trace_as_written": result.is_trace_as_written,
        "run_as_written": result.is_run_as_written,
        "not_compared": list(result.not_compared),
        "digests": difference_objects(result.digests, SIDES),
        "oracles": [_oracle(each) for each in result.validated or result.results],
        "twice": None
        if repetition is None
        else {
            "same": repetition.is_same,
            "divergence": divergence_object(repetition.divergence, ("once", "again")),
            "differences": difference_objects(repetition.differences, ("once", "again")),
        },
    }


def _signature(signature: Signature | None) -> list[dict[str, str]] | None:
    if signature is None:
        return None
    return [{"oracle_name": oracle, "violation_type": kind} for oracle, kind in signature]


def _oracle(each: OracleComparison) -> dict[str, Any]:
    types = {
        side: None if said is None else [violation.violation_type for violation in said.violations]
        for side, said in zip(SIDES, (each.recorded, each.found), strict=True)
    }
    return {"oracle_name": each.oracle_name, "agrees": each.agrees if each.is_compared else None, **types}
