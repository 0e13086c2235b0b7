"""What the kept causes of a fleet came to, as text, JSON and JUnit XML."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.engine.signature import write_signature
from atp_tui.fleet.check_causes import CheckedCause
from atp_tui.fleet.rows import Proof
from atp_tui.report.junit import MAX_NAME
from atp_tui.report.tone import SEVERITY_TONES, Line, Part, Tone, plain
from atp_tui.report.unique_names import UniqueNames

WORDS: Final[Mapping[Proof, str]] = {
    Proof.FAILS: "still fails",
    Proof.OTHER: "fails otherwise",
    Proof.PASSES: "passes",
    Proof.NOT_RUN: "not run",
}
"""What a cause came to, in words."""

_PLURAL: Final[Mapping[Proof, str]] = {
    Proof.FAILS: "still fail",
    Proof.OTHER: "fail otherwise",
    Proof.PASSES: "pass",
    Proof.NOT_RUN: "not run",
}

_TONES: Final[Mapping[Proof, Tone]] = {
    Proof.FAILS: Tone.BAD,
    Proof.OTHER: Tone.BAD,
    Proof.PASSES: Tone.GOOD,
    Proof.NOT_RUN: Tone.WARNING,
}


def causes_lines(checked: Sequence[CheckedCause], build: str) -> Iterator[Line]:
    """Yield what causes came to as text: the counts, then each group with what is to be said of it."""
    counts = _counts(checked)
    told = ", ".join(f"{counts[proof]:,} {words}" for proof, words in _PLURAL.items())
    yield plain(f"{counted(len(checked), 'group')} on build {build}: {told}")
    for each in checked:
        row, proof = each.row, each.result.proof
        status = f"  {row.status.value}" if each.is_accepted else ""
        yield (
            Part(clean("  ")),
            Part(clean(WORDS[proof]), Tone.NOTE if each.is_accepted and proof is not Proof.PASSES else _TONES[proof]),
            Part(clean("  ")),
            Part(clean(row.severity.value), SEVERITY_TONES[row.severity]),
            Part(clean(f"  {row.id}  {row.title}{status}")),
        )
        words = said(each)
        if words:
            yield plain(f"    {words}")


def said(each: CheckedCause) -> str:
    """Return what there is to say beside the verdict: why it was not run, or how else it failed; mostly empty."""
    if each.result.why:
        return each.result.why
    return f"now {write_signature(each.result.found)}" if each.result.proof is Proof.OTHER else ""


def causes_object(checked: Sequence[CheckedCause], build: str) -> Mapping[str, Any]:
    """Return what causes came to as a JSON value."""
    counts = _counts(checked)
    return {
        "build": build,
        "counts": {proof.value: counts[proof] for proof in WORDS},
        "failing": sum(each.fails for each in checked),
        "causes": [
            {
                "group": each.row.id,
                "title": each.row.title,
                "status": each.row.status.value,
                "severity": each.row.severity.value,
                "proof": each.result.proof.value,
                "found": [{"oracle_name": oracle, "violation_type": kind} for oracle, kind in each.result.found],
                "why": each.result.why,
                "fails": each.fails,
            }
            for each in checked
        ],
    }


def causes_junit(checked: Sequence[CheckedCause]) -> Iterator[bytes]:
    """Yield what causes came to as JUnit XML.

    A case for each group: a failure where the run has a violation that nobody has accepted or could not be run though
    there is a cause, skipped where the violation is accepted or there is no cause.
    """
    cases = [(each.row.title, *_outcome(each)) for each in checked]
    failures, skipped = (sum(kind == wanted for _, kind, _ in cases) for wanted in ("failure", "skipped"))
    numbers = f'tests="{len(cases)}" failures="{failures}"'
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name=\"atp-tui fleet causes\" {numbers}>\n".encode()
    yield f'  <testsuite name="fleet causes" {numbers} skipped="{skipped}" errors="0">\n'.encode()
    names = UniqueNames(lambda name: " ".join(name.split()))
    for title, kind, message in cases:
        head = f'testcase classname="fleet.cause" name={quoteattr(names.take(clean(title, MAX_NAME)))}'
        type_of = ' type="cause"' if kind == "failure" else ""
        outcome = f"<{kind}{type_of} message={quoteattr(clean(message))} />"
        yield (f"    <{head}>{outcome}</testcase>\n" if kind else f"    <{head} />\n").encode()
    yield b"  </testsuite>\n</testsuites>\n"


def _outcome(each: CheckedCause) -> tuple[str, str]:
    """The element of a case, empty where it has passed, and its message."""
    proof = each.result.proof
    words = "; ".join(filter(None, (each.row.status.value, WORDS[proof], said(each))))
    if proof is Proof.PASSES:
        return "", ""
    is_failure = each.fails or (proof is Proof.NOT_RUN and each.has_cause)
    return "failure" if is_failure else "skipped", words


def _counts(checked: Sequence[CheckedCause]) -> Mapping[Proof, int]:
    return {proof: sum(each.result.proof is proof for each in checked) for proof in WORDS}
