"""What a key costs in each pane and dialog as a pack grows; a part of :mod:`benchmarks.bench_growth`.

For packs with 10^3, 10^4 and 10^5 of something it gives the CPU seconds for which the dearest key press keeps the
explorer's own thread busy. Flags what grows by more than 14 times in a step, and what costs more than 0.2 s at the
largest.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from atp_tui.engine.pack_format import read_record, render
from atp_tui.store.writer import write_pack
from benchmarks.measure import table

SIZES: Final = (1_000, 10_000, 100_000)
STEEP: Final = 14.0
LATE: Final = 0.2

KEYS: Final = (
    *("v", "down", "end", "pageup", "home", "enter", "5", "end", "pageup", "home", "pagedown", "W", "end", "W"),
    *("6", "down", "end", "a", "end", "a", "7", "end", "home", "8", "end", "home", "9", "end", "home"),
    *("V", "end", "home", "K", "escape", "p", "end", "escape", "H", "escape", "i", "escape", "question_mark", "escape"),
)
"""The keys that are pressed, one after the other."""


class Row(NamedTuple):
    """What was measured of one thing that grows."""

    name: str
    seconds: tuple[float, ...]
    """CPU seconds of the dearest key, by size."""
    key: str
    """That key at the largest."""
    flags: tuple[str, ...]
    """What is more than it may be."""


Document = dict[str, Any]


def document(events: int = 400, word: str = "path racing quic repair") -> Document:
    """Return a record with a violation and some events, as JSON has it."""
    stats = {"entities_tracked": 1, "events_recorded": 1}
    violation = {"violation_type": "quiescence", "description": "3 pending", "severity": "High", "evidence": {}}
    result = {"oracle_name": "transfer", "passed": False, "violations": [violation], "stats": stats}
    trace = [{"seq": n, "time": n * 1000, "kind": "Log", "data": {"Message": f"{word} {n}"}} for n in range(events)]
    return {
        "schema_version": 1,
        "oracle_results": [result],
        "trace_events": trace,
        "seeds": {"lab": 1},
        "artifact_paths": [],
        "metadata": {},
    }


def _violations(count: int) -> Document:
    made = document()
    (found,) = made["oracle_results"][0]["violations"]
    made["oracle_results"][0]["violations"] = [found | {"description": f"{n} pending"} for n in range(count)]
    return made


def _evidence(count: int) -> Document:
    made = document()
    made["oracle_results"][0]["violations"][0]["evidence"] = {f"key {n}": f"value {n} of many" for n in range(count)}
    return made


def _results(count: int) -> Document:
    made = document()
    (found,) = made["oracle_results"]
    made["oracle_results"] = [found | {"oracle_name": f"oracle {n}"} for n in range(count)]
    return made


def _with(field: str, values: Callable[[int], object]) -> Callable[[int], Document]:
    return lambda count: document() | {field: values(count)}


def _long(count: int) -> Document:
    """A text of ten bytes for each of the count, in an event, a description and a value."""
    made = document(word="漢字 word " * count)
    made["trace_events"] = made["trace_events"][:20]
    violation = made["oracle_results"][0]["violations"][0]
    violation |= {"description": "a word or " * count, "evidence": {"key": "0123456789" * count}}
    return made


MAKERS: Final[Mapping[str, Callable[[int], Document]]] = MappingProxyType(
    {
        "violations": _violations,
        "rows of evidence": _evidence,
        "oracle results and ledger entries": _results,
        "seeds": _with("seeds", lambda count: {f"seed-{n}": n for n in range(count)}),
        "metadata": _with("metadata", lambda count: {f"key {n}": f"value {n}" for n in range(count)}),
        "artifacts": _with("artifact_paths", lambda count: [f"artifact-{n}" for n in range(count)]),
        "characters (x 10) of a text": _long,
    }
)
"""What grows."""


async def dearest(pack: Path) -> tuple[float, str]:
    """Return the CPU seconds of the dearest key in the explorer's own thread, and the keys up to it."""
    from atp_tui.tui.app import ExplorerApp
    from atp_tui.tui.options import OpenOptions
    from tests.explorer import WIDE, press_at_once, settled

    worst, where = 0.0, ""
    async with ExplorerApp(str(pack), OpenOptions(keeps_index=False)).run_test(size=WIDE) as pilot:
        await settled(pilot)
        for number, key in enumerate(KEYS):
            begin = time.thread_time()
            await press_at_once(pilot, key)
            used = time.thread_time() - begin
            if used > worst:
                worst, where = used, " ".join(KEYS[max(0, number - 2) : number + 1])
            await settled(pilot)
    return worst, where


def measured(name: str, folder: Path, sizes: Sequence[int] = SIZES) -> Row:
    """Measure the explorer over packs in which one thing grows."""
    found, where = [], ""
    for size in sizes:
        pack = folder / f"{name.replace(' ', '-')}-{size}"
        write_pack(str(pack), render(read_record(json.dumps(MAKERS[name](size)).encode())))
        seconds, where = asyncio.run(dearest(pack))
        found.append(seconds)
    flags = [f"x{after / before:.0f}" for before, after in pairwise(found) if after > STEEP * before]
    flags += [f"> {LATE} s"] * (found[-1] > LATE)
    return Row(name, tuple(found), where, tuple(flags))


def rows(names: Sequence[str] = (), sizes: Sequence[int] = SIZES) -> list[Row]:
    """Measure everything that grows, or what is named."""
    with tempfile.TemporaryDirectory() as folder:
        return [measured(name, Path(folder), sizes) for name in names or MAKERS]


def table_of(measured_rows: Sequence[Row], sizes: Sequence[int] = SIZES) -> str:
    """Return rows as a table."""
    head = ["the explorer with more", *(f"CPU s, {size:,}" for size in sizes), "dearest key", "flags"]
    cells = [
        [row.name, *(f"{each:.3f}" for each in row.seconds), row.key, ", ".join(row.flags) or "-"]
        for row in measured_rows
    ]
    return table(head, cells)
