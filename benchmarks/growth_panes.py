"""What the keys of each pane and dialog cost while a pack or a fleet grows; a part of :mod:`benchmarks.bench_growth`.

python -m benchmarks.growth_panes PATH presses all keys of :data:`PANES` and prints the CPU seconds of the dearest key
of each pane as JSON, that of opening the explorer too. A fleet.db has keys of its own.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from benchmarks.growth_cases import Kind
from benchmarks.growth_rows import Row
from benchmarks.measure import run

FLOOR_S: Final = 0.05
OPENING: Final = "opening"
COMPARE: Final = "compare"

PANES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "violations": "v down end pageup home enter",
        "detail": "5 end pageup home pagedown W end W x x",
        "evidence": "6 down end plus home a end a",
        "state": "7 end home",
        "replay": "8 end home",
        "soundness": "9 end home",
        "events": "escape V down end pageup home 2 end 3 end 4 1 s s e E",
        "filter": "slash p a c k enter n N c end home escape",
        "marks": "V home m end m left_square_bracket apostrophe escape U",
        "kinds": "K end escape",
        "timeline": "t right left C end C",
        "plain text": "p end escape",
        "history of edits": "7 H escape",
        "note": "i escape",
        "palette": "ctrl+p v e escape",
        "help": "question_mark end escape",
        COMPARE: "end home n",
    }
)
"""The keys of each pane, pressed one after the other."""

FLEET_PANES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "groups": "down end pageup home",
        "filter of groups": "slash t y p e enter escape",
        "order of groups": "s down enter",
        "statuses": "f escape",
        "why one group": "w escape",
        "changes": "H escape",
        "one group": "enter end pageup home escape",
    }
)
"""The keys of a fleet."""


async def _timed(pilot: Any, *keys: str) -> float:  # noqa: ANN401 - Textual's Pilot of any app
    """The CPU seconds of all threads until everything that came of some keys is done."""
    from tests.explorer import press

    begin = time.process_time()
    await press(pilot, *keys)
    return time.process_time() - begin


async def _pressed(app: Any, panes: Mapping[str, str], path: str) -> dict[str, float]:  # noqa: ANN401 - any app
    from tests.explorer import WIDE, enter, press, settled

    begin = time.process_time()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        found = {OPENING: time.process_time() - begin}
        for pane, keys in panes.items():
            found[pane] = 0.0
            if pane == COMPARE:
                await press(pilot, "D")
                await enter(pilot, path)
                found[pane] = await _timed(pilot, "enter")
            for key in keys.split():
                found[pane] = max(found[pane], await _timed(pilot, key))
    return found


def pressed(path: str) -> dict[str, float]:
    """Return the CPU seconds of the dearest key of each pane."""
    from atp_tui.tui.app import ExplorerApp
    from atp_tui.tui.options import OpenOptions

    if not path.endswith(".db"):
        return asyncio.run(_pressed(ExplorerApp(path, OpenOptions(keeps_index=False)), PANES, path))
    from atp_tui.fleet.database import open_fleet
    from atp_tui.tui.fleet_view import FleetView
    from atp_tui.tui.screens.fleet import FleetScreen

    with open_fleet(path) as fleet:
        screen = FleetScreen(FleetView(fleet), OpenOptions().keymap)
        return asyncio.run(_pressed(ExplorerApp(path, OpenOptions(), screen), FLEET_PANES, path))


def _measured(folder: Path) -> Mapping[str, float]:
    path = folder / "fleet.db" if (folder / "fleet.db").exists() else folder / "pack"
    return run(sys.executable, "-m", "benchmarks.growth_panes", str(path), codes=(0,)).said


def pane_rows(kind: Kind, folders: Mapping[int, Path], sizes: Sequence[int]) -> list[Row]:
    """Measure all panes over all sizes; where one misses, all are measured up to twice more."""
    rows: list[Row] = []
    for _ in range(3):
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            least, *found = pool.map(_measured, [folders[kind.smallest], *(folders[size] for size in sizes)])
        row = partial(_row, kind.name, least, found, tuple(sizes))
        rows = [old.lesser(row(name)) for old, name in zip(rows, least, strict=True)] if rows else list(map(row, least))
        if not any(each.is_missed for each in rows):
            break
    for each in rows:
        print(" | ".join(each.cells), file=sys.stderr, flush=True)
    return rows


def _row(
    kind: str, least: Mapping[str, float], found: Sequence[Mapping[str, float]], sizes: tuple[int, ...], pane: str
) -> Row:
    name = f"pane: {pane}" if pane != OPENING else "explorer: opening"
    return Row(kind, name, sizes, least[pane], tuple(each[pane] for each in found), FLOOR_S)


if __name__ == "__main__":
    print(json.dumps(pressed(sys.argv[1])))
