"""Two packs side by side, as text and as JSON."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from atp_tui.clean import CleanText, clean
from atp_tui.engine.diff.alignment import RowKind
from atp_tui.engine.diff.comparison import LaneCount, PackDiff, TraceDiff
from atp_tui.engine.diff.facts import Differences
from atp_tui.engine.diff.model import Difference
from atp_tui.report.diff_parts import NOTHING, difference_object, divergence_lines, divergence_object

SIDES = ("first", "second")
"""What the two packs are called."""


def diff_lines(paths: tuple[str, str], diff: PackDiff) -> Iterator[CleanText]:
    """Yield two packs side by side as lines of text."""
    yield clean("no differences" if diff.is_same else "the packs differ")
    for side, path in zip(SIDES, paths, strict=True):
        yield clean(f"  {side}: {path}")
    for section, found in diff.sections.items():
        yield clean(f"{section}: {f'{len(found)} differ' if found else 'the same'}")
        for each in found:
            yield clean(f"  {each.name}: first  {each.first or NOTHING}")
            yield clean(f"  {each.name}: second {each.second or NOTHING}")
        if section in diff.unlisted:
            yield clean(f"  {diff.unlisted[section]:,} of these are not listed: their texts are too large")
    yield from _trace_lines(diff.trace)


def _trace_lines(trace: TraceDiff) -> Iterator[CleanText]:
    first, second = trace.events
    if trace.divergence is None:
        yield clean(f"events: the same, {first:,} of them")
        return
    yield clean(f"events: first {first:,}, second {second:,}; they differ from event {trace.divergence.place:,}")
    yield from divergence_lines(trace.divergence, SIDES)
    yield clean("aligned by lane and time (an event of several lanes is counted in each):")
    yield clean(f"  all: {_counts(trace.rows)}")
    for lane in trace.lanes:
        yield clean(f"  {_name(lane)}: {_counts(lane.rows)}")


def _counts(rows: Mapping[RowKind, int]) -> str:
    return ", ".join(f"{rows[kind]:,} {kind.value}" for kind in RowKind)


def _name(lane: LaneCount) -> str:
    return "no lane" if lane.lane is None else lane.lane.value


def diff_object(paths: tuple[str, str], diff: PackDiff) -> dict[str, Any]:
    """Return two packs side by side as a JSON value.

    Differences that are made when they are asked for stay an iterator, so that they need not be held.
    """
    trace = diff.trace
    return {
        **dict(zip(SIDES, paths, strict=True)),
        "same": diff.is_same,
        "sections": {name: _objects(found) for name, found in diff.sections.items()},
        **({"not_listed": dict(diff.unlisted)} if diff.unlisted else {}),
        "events": dict(zip(SIDES, trace.events, strict=True)),
        "divergence": divergence_object(trace.divergence, SIDES),
        "rows": _rows(trace.rows),
        "lanes": {"none" if each.lane is None else each.lane.value: _rows(each.rows) for each in trace.lanes},
    }


def _objects(found: Collection[Difference]) -> Iterable[Mapping[str, str | None]]:
    objects = (difference_object(each, SIDES) for each in found)
    return objects if isinstance(found, Differences) else list(objects)


def _rows(rows: Mapping[RowKind, int]) -> dict[str, int]:
    return {kind.name.lower(): rows[kind] for kind in RowKind}
