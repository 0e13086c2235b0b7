"""Two fleets beside each other, as text, JSON, JUnit XML and SARIF."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.fleet.compare import Change, Compared, Comparison, Side, SideGroup
from atp_tui.fleet.report.document import sample_object
from atp_tui.fleet.report.sarif import SarifGroup, sarif
from atp_tui.fleet.report.words import near_path
from atp_tui.report.junit import MAX_NAME
from atp_tui.report.tone import SEVERITY_TONES, Line, Part, Tone, plain
from atp_tui.report.unique_names import UniqueNames

TONES: Final = {
    Change.NEW: Tone.BAD,
    Change.REGRESSED: Tone.BAD,
    Change.NOT_PROVED: Tone.WARNING,
    Change.UNDECIDED: Tone.WARNING,
    Change.GONE: Tone.GOOD,
    Change.KNOWN: Tone.NOTE,
}
_BASELINES: Final = {
    Change.NEW: "new",
    Change.REGRESSED: "new",
    Change.NOT_PROVED: "new",
    Change.UNDECIDED: "unchanged",
    Change.GONE: "absent",
    Change.KNOWN: "unchanged",
}
"""The state of SARIF, which has no word for a failure that came back."""


def comparison_lines(found: Comparison) -> Iterator[Line]:
    """Yield a comparison as text: what was compared, the counts, and each group with the reason and a pack."""
    yield plain(f"base: {_side(found.base)}")
    yield plain(f"new: {_side(found.new)}")
    counts = ", ".join(f"{len(found.of(change)):,} {change.value}" for change in Change)
    yield plain(f"{counted(len(found.groups), 'group')}: {counts}")
    for each in found.groups:
        before, now = each.runs
        yield (
            Part(clean("  ")),
            Part(clean(each.change.value), TONES[each.change]),
            Part(clean("  ")),
            Part(clean(each.severity.value), SEVERITY_TONES[each.severity]),
            Part(clean(f"  {before:,} -> {now:,}  {each.title}")),
        )
        yield plain(f"    {each.words}")
        sample = _sample(each)
        if sample is not None:
            yield plain(f"    atp-tui open {near_path(sample)}")


def comparison_object(found: Comparison) -> Mapping[str, Any]:
    """Return a comparison as a JSON value."""
    return {
        "base": {"name": found.base.name, "runs": found.base.runs},
        "new": {"name": found.new.name, "runs": found.new.runs},
        "counts": {change.value: len(found.of(change)) for change in Change},
        "groups": [
            {
                "change": each.change.value,
                "why": each.words,
                "title": each.title,
                "severity": each.severity.value,
                "fingerprints": list(each.fingerprints),
                "base": [_group(group) for group in each.base],
                "new": [_group(group) for group in each.new],
            }
            for each in found.groups
        ],
    }


def _group(group: SideGroup) -> Mapping[str, Any]:
    sample = None if group.sample is None else sample_object(group.sample)
    return {**asdict(group), "sample": sample, "status": group.status.value, "severity": group.severity.value}


def junit_chunks(found: Comparison) -> Iterator[bytes]:
    """Yield a comparison as JUnit XML: a case for each group, a failure where it is new or regressed."""
    failures = sum(each.change.fails for each in found.groups)
    skipped = sum(_is_skipped(each) for each in found.groups)
    numbers = f'tests="{len(found.groups)}" failures="{failures}"'
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name=\"atp-tui fleet diff\" {numbers}>\n".encode()
    yield f'  <testsuite name="fleet diff" {numbers} skipped="{skipped}" errors="0">\n'.encode()
    names = UniqueNames(lambda name: " ".join(name.split()))
    for each in found.groups:
        head = f'testcase classname="fleet.diff" name={quoteattr(names.take(clean(each.title, MAX_NAME)))}'
        message = quoteattr(clean(f"{each.change.value}: {each.words}"))
        if each.change.fails:
            kind = quoteattr(each.change.value)
            yield f"    <{head}><failure type={kind} message={message} /></testcase>\n".encode()
        elif _is_skipped(each):
            yield f"    <{head}><skipped message={message} /></testcase>\n".encode()
        else:
            yield f"    <{head} />\n".encode()
    yield b"  </testsuite>\n</testsuites>\n"


def _is_skipped(each: Compared) -> bool:
    """Whether a group fails nothing and has not passed either: known, not proved, or undecided."""
    return each.change in (Change.KNOWN, Change.NOT_PROVED, Change.UNDECIDED)


def comparison_sarif(found: Comparison, place: bytes) -> Mapping[str, Any]:
    """Return a comparison as SARIF, each result with the state of its baseline.

    Args:
        found: The comparison.
        place: Where results are that have no pack: the database of the new side.
    """
    return sarif(
        SarifGroup(
            title=each.title,
            severity=each.severity,
            fingerprint=min(each.fingerprints),
            said=f"{each.change.value}: {each.words}",
            place=_sample(each) or place,
            baseline=_BASELINES[each.change],
            properties={"change": each.change.value},
        )
        for each in found.groups
    )


def _side(side: Side) -> str:
    return f"{side.name}: {counted(side.runs, 'judged run')}, {counted(len(side.groups), 'group')}"


def _sample(each: Compared) -> bytes | None:
    return next((group.sample.path for group in (*each.new, *each.base) if group.sample is not None), None)
