"""What came of running a pack again, as widgets show it: verdict, then each thing that was compared, by itself."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from atp_tui.cells import padded
from atp_tui.clean import clean
from atp_tui.engine.diff.model import Difference
from atp_tui.engine.evidence import log10_bayes_factor
from atp_tui.engine.record import Crashpack
from atp_tui.engine.replay.chain import EVERY
from atp_tui.engine.replay.result import ReplayResult, ReplayVerdict
from atp_tui.engine.replay.run import RecordedRun
from atp_tui.report.diff_parts import NOTHING
from atp_tui.report.replay import (
    failure_sentence,
    inputs_sentence,
    object_sentence,
    trace_sentence,
    verdict_sentence,
    written_sentences,
)
from atp_tui.tui.text import BAD, GOOD, QUIET, heading, joined, own_text, pack_text

_LOOKS: Final = {
    ReplayVerdict.EXACT: ("==", "bold green"),
    ReplayVerdict.PARTLY_COMPARED: ("=?", "bold yellow"),
    ReplayVerdict.SAME_FAILURE_DIVERGED: ("=~", "bold yellow"),
    ReplayVerdict.DIFFERENT_FAILURE: ("!=", "bold reverse red"),
    ReplayVerdict.DID_NOT_REPRODUCE: ("--", "bold red"),
    ReplayVerdict.NOT_RUNNABLE: ("??", "bold yellow"),
}
"""A sign and a style for each verdict, so that it can be told without colour."""

_NAME: Final = 20
_CHECKPOINTS: Final = 8


def verdict_line(result: ReplayResult) -> Text:
    """Return the verdict: its sign, its word, and what it means."""
    sign, style = _LOOKS[result.verdict]
    return joined(own_text(f"{sign} {result.verdict.name}", style), own_text(f"  {verdict_sentence(result)}"))


def fact_lines(result: ReplayResult) -> Iterator[Text]:
    """Yield what was compared, each thing by itself, or why nothing was."""
    if result.reason:
        yield pack_text(f"because {result.reason}", "bold")
    for found in result.versions:
        yield pack_text(f"  version {found.name}: pack {found.first or NOTHING}, here {found.second or NOTHING}")
    if result.found is None:
        return
    yield _fact("failure", result.is_failure_as_recorded, failure_sentence(result))
    yield _fact("inputs", not result.inputs if result.are_decisions_known else None, inputs_sentence(result))
    yield from _sides(result.inputs)
    yield _fact("trace", result.divergence is None, trace_sentence(result))
    yield from (own_text(f"      {sentence}", QUIET) for sentence in written_sentences(result))
    yield _fact("object", not result.digests if result.digests_compared else None, object_sentence(result))
    yield from _sides(result.digests)
    for each in result.results:
        said = "says what is recorded" if each.agrees else "the new run does not give the recorded result"
        agrees = each.agrees if each.is_compared else None
        yield _fact("oracle", agrees, f"{each.oracle_name}: {said if each.is_compared else each.why_not}")
    others = [phrase for phrase in result.not_compared if not phrase.startswith("oracle ")]
    yield from (_fact("other", None, f"not compared: {phrase}") for phrase in others)


def compared_lines(result: ReplayResult, record: Crashpack) -> Iterator[Text]:
    """Yield what the comparison was based on: seeds, checkpoints, digests of the object, oracle results."""
    if result.found is None:
        return
    run = RecordedRun(record, ())
    yield own_text("")
    yield heading("What was compared")
    yield from (_compared(f"seed {name}", str(seed)) for name, seed in record.seeds.items())
    yield from _checkpoints(run, result)
    yield from (_compared(f"object {name}", digest) for name, digest in run.digests.items())
    for each in result.results:
        if each.recorded is not None:
            word = "PASSED" if each.recorded.passed else "FAILED"
            factor = log10_bayes_factor(each.recorded)
            yield _compared(f"oracle {each.oracle_name}", f"{word}, log10 BF {factor:+.2f}")
            for violation in each.recorded.violations:
                said = f"{violation.severity} {violation.violation_type}: {violation.description}"
                yield pack_text(f"    {said}", QUIET)


def _checkpoints(run: RecordedRun, result: ReplayResult) -> Iterator[Text]:
    """The digests at the checkpoints of the recorded trace, where they are its own."""
    events = result.events[0]
    if run.chain is None or result.is_trace_as_written is not True:
        yield _compared("trace", f"{events:,} events, one by one")
        return
    digests = run.chain.split()
    for number, digest in enumerate(digests[:_CHECKPOINTS], start=1):
        yield _compared(f"trace, {min(number * EVERY, events):,} events", digest)
    if len(digests) > _CHECKPOINTS:
        yield _compared("", f"and {len(digests) - _CHECKPOINTS:,} more checkpoints")


def _compared(name: str, value: str) -> Text:
    return joined(own_text(f"  {padded(clean(name), _NAME)}", "cyan"), pack_text(f" {value}"))


def _fact(name: str, holds: bool | None, sentence: str) -> Text:
    """A thing that was compared: ``=`` as recorded, ``x`` not so, ``?`` not known."""
    sign, style = ("?", "bold yellow") if holds is None else ("=", GOOD) if holds else ("x", BAD)
    return joined(own_text(f"{sign} ", style), heading(f"{name:<8}"), pack_text(sentence))


def _sides(found: Iterable[Difference]) -> Iterator[Text]:
    for each in found:
        yield pack_text(f"      {each.name}: recorded {each.first or NOTHING}")
        yield pack_text(f"      {each.name}: found    {each.second or NOTHING}")
