"""What a headless check asks of a trace, for traces of any size: the facts of :func:`atp_tui.engine.survey.survey`.

One pass makes the index, which counts; a second one makes the display lines of the lanes and compares them with the logs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from atp_tui.engine.survey import MAX_BROKEN, LogComparison, TraceSurvey
from atp_tui.engine.trace import BrokenEvent, Lane
from atp_tui.store.display_lines import page_tokens, plain_line
from atp_tui.store.trace_file import TraceFile
from atp_tui.store.trace_index import PAGE, Snapshot, TraceIndex
from atp_tui.store.trace_pages import LARGE_PAGE, Event, TracePages, row_text

_READ_PAGES: Final = 64


def survey_file(
    trace_fd: int,
    size: int,
    logs: Mapping[Lane, Iterable[bytes]],
    progress: Callable[[float], object] = lambda _: None,
) -> TraceSurvey:
    """Return what the engine's survey would say of the events of a trace file.

    Args:
        trace_fd: The open trace file.
        size: Its size in bytes.
        logs: The log files as chunks of bytes, in any cut, for the lanes that have one.
        progress: Told how much is done, from 0 to 1.
    """
    trace = TraceFile(trace_fd, size)
    index = TraceIndex(trace)
    part = 0.5 if logs else 1.0
    snapshot = index.build(lambda found: progress(found.share * part))
    return survey_index(TracePages(trace, index), snapshot, logs, lambda share: progress(part + share * (1 - part)))


def survey_index(
    pages: TracePages,
    snapshot: Snapshot,
    logs: Mapping[Lane, Iterable[bytes]],
    progress: Callable[[float], object] = lambda _: None,
) -> TraceSurvey:
    """Return the same of a trace whose index is complete."""
    comparisons = {lane: LogComparison(log) for lane, log in logs.items()}
    wanted = {lane: snapshot.lanes[lane] for lane in comparisons}
    if wanted:
        for first, lines in _lines(pages, snapshot, tuple(wanted), progress):
            for lane, bits in wanted.items():
                comparison, word = comparisons[lane], int(bits.words[first // PAGE])
                for place in _bits(word):
                    comparison.add(lines[place])
    broken = tuple(_broken(pages, snapshot))
    differences = {lane: comparison.finish() for lane, comparison in comparisons.items()}
    counts = {lane: snapshot.lanes[lane].count for lane in Lane}
    return TraceSurvey(
        snapshot.events, counts, broken, snapshot.broken_count, snapshot.is_own_format, differences
    )


def _broken(pages: TracePages, snapshot: Snapshot) -> Iterator[tuple[int, BrokenEvent]]:
    for number, event in pages.numbered(snapshot.broken.members(0, MAX_BROKEN)):
        if isinstance(event, BrokenEvent):
            yield number, event


def _lines(
    pages: TracePages, snapshot: Snapshot, lanes: tuple[Lane, ...], progress: Callable[[float], object]
) -> Iterator[tuple[int, dict[int, bytes]]]:
    """Give, page by page, the number of its first event and the display lines of its events in the lanes."""
    count = len(snapshot.offsets)
    for page in range(count):
        if page % _READ_PAGES == 0:
            progress(page / count)
        word = 0
        for lane in lanes:
            word |= int(snapshot.lanes[lane].words[page])
        yield page * PAGE, _page_lines(pages, snapshot, page, word)


def _page_lines(pages: TracePages, snapshot: Snapshot, page: int, word: int) -> dict[int, bytes]:
    """The display lines of the events of a page whose bits are set in *word*."""
    if not word:
        return {}
    start = int(snapshot.offsets[page])
    stop = int(snapshot.offsets[page + 1]) if page + 1 < len(snapshot.offsets) else snapshot.read
    tokens = page_tokens(pages.trace.read(start, stop - start)) if stop - start <= LARGE_PAGE else None
    if tokens is None:
        return {number: row_text(event).encode() for number, event in _events(pages, page) if word >> number & 1}
    doubtful = int(snapshot.doubt.words[page] | snapshot.broken.words[page])
    lines: dict[int, bytes] = {}
    exact: list[Event] = []
    for number in _bits(word):
        line = None if doubtful >> number & 1 else plain_line(tokens[number])
        if line is None:
            exact = exact or pages.events(page * PAGE, (page + 1) * PAGE)
            line = row_text(exact[number]).encode()
        lines[number] = line
    return lines


def _events(pages: TracePages, page: int) -> Iterator[tuple[int, Event]]:
    return enumerate(pages.events(page * PAGE, (page + 1) * PAGE))


def _bits(word: int) -> list[int]:
    """The places of the bits that are set."""
    places = []
    while word:
        lowest = word & -word
        places.append(lowest.bit_length() - 1)
        word ^= lowest
    return places
