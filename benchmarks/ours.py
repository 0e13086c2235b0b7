"""One task of this project as a process of its own, to be measured: python -m benchmarks.ours TASK FILE.

Prints its own figures as JSON. Each task loads what it needs and no more, for what is loaded is measured too. It ends
as the program does, without freeing its objects.
"""

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.index import TraceIndex

PAGES = 200
NAP = 0.005


def index(trace: TraceFile) -> dict[str, float]:
    """The index with its three lanes."""
    begin = time.process_time()
    snapshot = TraceIndex(trace).build()
    used = time.process_time() - begin
    return {"cpu": used, "events": snapshot.events, **{lane.value: n for lane, n in snapshot.lane_counts.items()}}


def nothing(trace: TraceFile) -> dict[str, float]:
    """What starting Python and loading the libraries costs."""
    return {"size": trace.size}


def find(trace: TraceFile, typed: str) -> dict[str, float]:
    """A search in an indexed trace: all of it, and the time to the first match."""
    from atp_tui.engine.query import Query
    from atp_tui.store.trace.pages import TracePages
    from atp_tui.store.trace.search import search

    pages = TracePages(trace, TraceIndex(trace))
    pages.index.build()
    begin, wall = time.process_time(), time.perf_counter()
    first, count = 0.0, 0
    for part in search(pages, Query.parse(typed)):
        count += len(part.events)
        first = first or (time.perf_counter() - wall if part.events else 0.0)
    return {"cpu": time.process_time() - begin, "first": first, "count": count}


def kinds(trace: TraceFile) -> dict[str, float]:
    """The kinds of all events of an indexed trace, counted."""
    from atp_tui.store.trace.kind_counts import KindTally
    from atp_tui.store.trace.pages import TracePages

    pages = TracePages(trace, TraceIndex(trace))
    pages.index.build()
    begin, tally = time.process_time(), KindTally()
    for _ in tally.add_pages(pages, None, lambda: False):
        pass
    return {"cpu": time.process_time() - begin, "count": tally.counts.counted}


def pages(trace: TraceFile) -> dict[str, float]:
    """A page from anywhere, the tail without an index, and the longest of all page reads."""
    from atp_tui.store.trace.pages import TracePages

    begin = time.perf_counter()
    tail = TracePages(trace, TraceIndex(trace)).tail(100)
    end = time.perf_counter() - begin
    built = TracePages(trace, TraceIndex(trace))
    events = built.index.build().events
    times = []
    for number in range(PAGES):
        start = number * 7_919_317 % max(events - 50, 1)
        begin = time.perf_counter()
        built.events(start, start + 50)
        times.append(time.perf_counter() - begin)
    times.sort()
    return {"tail": end, "tail events": len(tail or ()), "page": times[len(times) // 2], "slowest page": times[-1]}


def cached(trace: TraceFile) -> dict[str, float]:
    """Opening a trace whose index is kept."""
    from tempfile import TemporaryDirectory

    from atp_tui.store.trace.index_cache import IndexCache, TraceKey

    key = TraceKey.of(trace.fd)
    with TemporaryDirectory() as folder:
        cache = IndexCache(Path(folder))
        cache.save(key, TraceIndex(trace).build())
        begin = time.perf_counter()
        found = cache.load(key)
        return {"load": time.perf_counter() - begin, "events": found.events if found else 0}


def lateness(trace: TraceFile) -> dict[str, float]:
    """How late a thread wakes that sleeps 5 ms again and again, beside the index being built and beside nothing."""
    quiet = _latest(threading.Thread(target=time.sleep, args=(2,)))
    index = TraceIndex(trace)
    return {
        "quiet": quiet,
        "indexing": _latest(threading.Thread(target=index.build)),
        "events": index.snapshot().events,
    }


def _latest(thread: threading.Thread) -> float:
    """The worst lateness in seconds until a thread ends."""
    worst = 0.0
    thread.start()
    while thread.is_alive():
        begin = time.perf_counter()
        time.sleep(NAP)
        worst = max(worst, time.perf_counter() - begin - NAP)
    return worst


def frames(trace: TraceFile) -> dict[str, float]:  # noqa: ARG001 - the explorer opens the pack by itself
    """How late the explorer's loop is while it indexes and while it checks, and a loop with nothing to do."""
    import asyncio

    return asyncio.run(_frames(str(Path(sys.argv[2]).parent)))


async def _frames(path: str) -> dict[str, float]:
    from atp_tui.tui.app import ExplorerApp
    from atp_tui.tui.options import OpenOptions
    from atp_tui.tui.screens.main import MainScreen

    gc.freeze()  # as the program does when it has loaded
    end = time.monotonic() + 2
    quiet = await _late_until(lambda: time.monotonic() > end)
    app = ExplorerApp(path, OpenOptions(keeps_index=False))
    async with app.run_test(size=(120, 36)):
        screen = app.screen_stack[0]
        if not isinstance(screen, MainScreen):
            raise TypeError(screen)
        opened = await _late_until(lambda: screen.pack is not None)
        indexing = await _late_until(lambda: screen.progress >= 1)
        checking = await _late_until(lambda: screen.report is not None)
    return {"quiet": quiet, "opening": opened, "indexing": indexing, "checking": checking}


async def _late_until(is_over: Callable[[], bool]) -> float:
    """The worst lateness of the loop in seconds until something is over."""
    import asyncio

    worst = 0.0
    while not is_over():
        begin = time.perf_counter()
        await asyncio.sleep(NAP)
        worst = max(worst, time.perf_counter() - begin - NAP)
    return worst


def survey(trace: TraceFile) -> dict[str, float]:
    """What a headless check asks: the index, and the three logs beside the trace against the filters."""
    from atp_tui.engine.survey import LogComparison
    from atp_tui.engine.trace import Lane
    from atp_tui.store.trace.log_lines import LogLines
    from atp_tui.store.trace.pages import TracePages
    from atp_tui.store.trace.survey import survey_index

    begin = time.process_time()
    TraceIndex(trace).build()
    index_only = time.process_time() - begin
    folder = Path(sys.argv[2]).parent
    begin = time.process_time()
    lines = LogLines({lane: LogComparison(_chunks(folder / f"{lane.value}log")) for lane in Lane})
    index = TraceIndex(trace)
    snapshot = index.build(on_batch=lines.take)
    found = survey_index(TracePages(trace, index), snapshot, lines)
    both = time.process_time() - begin
    agree = sum(difference is None for difference in found.differences.values())
    return {"index": index_only, "survey": both, "logs that agree": agree}


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 16):
            yield chunk


TASKS: Mapping[str, Callable[[TraceFile], dict[str, float]]] = MappingProxyType(
    {
        "index": index,
        "nothing": nothing,
        "pages": pages,
        "cached": cached,
        "lateness": lateness,
        "frames": frames,
        "survey": survey,
        "rare": lambda trace: find(trace, "heisenbug"),
        "common": lambda trace: find(trace, "packet"),
        "regex": lambda trace: find(trace, "/packet [0-9]+9 lost/"),
        "kind": lambda trace: find(trace, "kind:poll"),
        "kinds": kinds,
    }
)

if __name__ == "__main__":
    descriptor = os.open(sys.argv[2], os.O_RDONLY)
    print(json.dumps(TASKS[sys.argv[1]](TraceFile(descriptor, os.fstat(descriptor).st_size))), flush=True)
    os._exit(0)
