"""What came of running a pack again, as widgets show it: verdict, then each thing that was compared, by itself."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from atp_tui.engine.difference import Difference
from atp_tui.engine.replay.result import ReplayResult, ReplayVerdict
from atp_tui.engine.signature import write_signature
from atp_tui.report.replay import (
    inputs_sentence,
    object_sentence,
    trace_sentence,
    verdict_sentence,
    written_sentences,
)
from atp_tui.report.sides import NOTHING
from atp_tui.tui.words import BAD, GOOD, QUIET, heading, joined, own_text, pack_text

_LOOKS: Final = {
    ReplayVerdict.EXACT: ("==", "bold green"),
    ReplayVerdict.SAME_FAILURE_DIVERGED: ("=~", "bold yellow"),
    ReplayVerdict.DIFFERENT_FAILURE: ("!=", "bold reverse red"),
    ReplayVerdict.DID_NOT_REPRODUCE: ("--", "bold red"),
    ReplayVerdict.NOT_RUNNABLE: ("??", "bold yellow"),
}
"""A sign and a style for each verdict, so that it can be told without colour."""


def verdict_line(result: ReplayResult) -> Text:
    """Return the verdict: its sign, its word, and what it means."""
    sign, style = _LOOKS[result.verdict]
    return joined(own_text(f"{sign} {result.verdict.name}", style), own_text(f"  {verdict_sentence(result)}"))


def fact_lines(result: ReplayResult) -> Iterator[Text]:
    """Give what was compared, each thing by itself, or why nothing was."""
    if result.reason:
        yield pack_text(f"because {result.reason}", "bold")
    for found in result.versions:
        yield pack_text(f"  version {found.name}: pack {found.first or NOTHING}, here {found.second or NOTHING}")
    if result.found is None:
        return
    found_failure, recorded = write_signature(result.found), write_signature(result.recorded)
    yield _fact("failure", result.found == result.recorded, f"recorded {recorded}; found {found_failure}")
    yield _fact("inputs", not result.inputs if result.are_decisions_known else None, inputs_sentence(result))
    yield from _sides(result.inputs)
    yield _fact("trace", result.divergence is None, trace_sentence(result))
    yield from (own_text(f"      {sentence}", QUIET) for sentence in written_sentences(result))
    yield _fact("object", not result.digests, object_sentence(result))
    yield from _sides(result.digests)
    for each in result.results:
        said = "says what is recorded" if each.agrees else "the new run does not give the recorded result"
        yield _fact("oracle", each.agrees, f"{each.oracle_name}: {said}")


def _fact(name: str, holds: bool | None, sentence: str) -> Text:
    """A thing that was compared: ``=`` as recorded, ``x`` not so, ``?`` not known."""
    sign, style = ("?", "bold yellow") if holds is None else ("=", GOOD) if holds else ("x", BAD)
    return joined(own_text(f"{sign} ", style), heading(f"{name:<8}"), pack_text(sentence))


def _sides(found: Iterable[Difference]) -> Iterator[Text]:
    for each in found:
        yield pack_text(f"      {each.name}: recorded {each.first or NOTHING}")
        yield pack_text(f"      {each.name}: found    {each.second or NOTHING}")
