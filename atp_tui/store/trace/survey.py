"""What a headless check asks of a trace, for traces of any size: the facts of :func:`atp_tui.engine.survey.survey`.

One pass makes the index, which counts, and compares the logs as far as that goes without making the display lines of
the lanes. Where it does not, a second pass makes these lines.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec

from atp_tui.engine.json_ambiguity import Oddity, oddity
from atp_tui.engine.survey import MAX_BROKEN, LogComparison, TraceSurvey, cut
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.display_lines import plain_line
from atp_tui.store.trace.file import READ
from atp_tui.store.trace.index import PAGE, Snapshot
from atp_tui.store.trace.log_lines import LogLines
from atp_tui.store.trace.pages import GONE, TracePages, split_raw
from atp_tui.store.trace.scan import TraceScan

_PAGES: Final = 16


def survey_index(
    pages: TracePages,
    snapshot: Snapshot,
    lines: LogLines,
    progress: Callable[[float], object] = lambda _: None,
    window: int = READ,
) -> TraceSurvey:
    """Return what the engine's survey would say of a trace whose index is complete.

    Args:
        pages: The trace.
        snapshot: Its index.
        lines: The lines of the logs, compared while the index was made; if they were not, this reads the trace again.
        progress: Called with how much is done, from 0 to 1.
        window: Bytes that are read at once.
    """
    if lines.comparisons and not lines.events:
        scan, place = TraceScan(pages.trace, window), 0
        for batch in scan.batches():
            progress(place / max(snapshot.size, 1) / 2)
            lines.take(scan, batch)
            place = batch.end
    _compare_rest(pages, snapshot, lines, progress)
    broken = tuple(_broken(pages, snapshot))
    differences = {lane: comparison.finish() for lane, comparison in lines.comparisons.items()}
    counts = {lane: snapshot.lanes[lane].count for lane in Lane}
    return TraceSurvey(
        events=snapshot.events,
        lanes=counts,
        broken=broken,
        broken_count=snapshot.broken_count,
        is_own_format=snapshot.is_own_format,
        differences=differences,
        odd=tuple(_odd(pages, snapshot)),
        odd_count=snapshot.odd.count,
    )


def _compare_rest(pages: TracePages, snapshot: Snapshot, lines: LogLines, progress: Callable[[float], object]) -> None:
    """Make the lines that are left and compare them with the logs, each up to its first difference."""
    count = len(snapshot.offsets)
    page = min(lines.since.values(), default=snapshot.events) // PAGE
    while page < count and (left := lines.left()):
        progress((1 + page / count) / 2)
        stop = min(page + _PAGES, count)
        stop = page + 1 if pages.is_large(page, stop) else stop
        _compare(pages, snapshot, range(page, stop), left, lines.since)
        page = stop


def _compare(
    pages: TracePages,
    snapshot: Snapshot,
    part: range,
    comparisons: Mapping[Lane, LogComparison],
    since: Mapping[Lane, int],
) -> None:
    """Compare the lines of some pages with the logs; of a large page one after the other."""
    first, stop = part.start * PAGE, min(part.stop * PAGE, snapshot.events)
    members = {lane: snapshot.lanes[lane].between(max(first, since[lane]), stop).tolist() for lane in comparisons}
    if pages.is_large(part.start, part.stop):
        for number, event in enumerate(pages.each(part.start), first):
            for lane, numbers in members.items():
                if number in numbers:
                    comparisons[lane].add(event.line.encode())
        return
    lines = _lines(pages, snapshot, part, sorted(set().union(*members.values())))
    for lane, numbers in members.items():
        comparisons[lane].extend([lines[number] for number in numbers])


def _broken(pages: TracePages, snapshot: Snapshot) -> Iterator[tuple[int, BrokenEvent]]:
    for number in snapshot.broken.members(0, MAX_BROKEN).tolist():
        event = next(iter(pages.events(number, number + 1)), GONE)
        if isinstance(event, BrokenEvent):
            yield number, cut(event)


def _odd(pages: TracePages, snapshot: Snapshot) -> Iterator[tuple[int, Oddity]]:
    for number in snapshot.odd.members(0, MAX_BROKEN).tolist():
        event = next(iter(pages.events(number, number + 1)), GONE)
        if isinstance(event, TraceEvent) and (found := oddity(event.raw)):
            yield number, found


def _lines(pages: TracePages, snapshot: Snapshot, part: range, numbers: list[int]) -> dict[int, bytes]:
    """The display lines of some events of some pages."""
    if not numbers:
        return {}
    raws = _raws(pages, snapshot, part)
    first, lines, others = part.start * PAGE, {}, []
    doubtful = set(snapshot.doubt.between(first, part.stop * PAGE).tolist())
    for number in numbers:
        line = None if raws is None or number in doubtful else plain_line(bytes(raws[number - first]))
        if line is None:
            others.append(number)
        else:
            lines[number] = line
    for number, event in pages.numbered(np.array(others, dtype=np.int64)):
        lines[number] = event.line.encode()
    return lines


def _raws(pages: TracePages, snapshot: Snapshot, part: range) -> list[msgspec.Raw] | None:
    """The events of some pages as they stand, or None where they are not all plain to cut."""
    start = int(snapshot.offsets[part.start])
    if part.stop >= len(snapshot.offsets):
        return None
    return split_raw(pages.trace.read(start, int(snapshot.offsets[part.stop]) - start), len(part) * PAGE)
