"""How late the explorer's loop is while a long trace is indexed, counted nap by nap."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.screens.main import MainScreen
from tests.explorer import WIDE, until
from tests.soak_figures import figure

MAKER: Final = Path(__file__).parents[2] / "tools" / "make_trace.py"
NAP: Final = 0.005
LATE: Final = 0.05
"""Seconds by which a frame may be late."""
MOST: Final = 0.5
"""Share of the time that may pass in late frames while others use the machine; a loop that is held passes all of it."""


async def naps(goes_on: Callable[[], bool]) -> list[float]:
    """How late each nap of the loop ended."""
    found = []
    while goes_on():
        begin = time.perf_counter()
        await asyncio.sleep(NAP)
        found.append(time.perf_counter() - begin - NAP)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a trace of a million events and its logs."""
    command = [sys.executable, str(MAKER), "1000000", str(tmp_path / "transfer.atp-trace"), "--logs", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return tmp_path


@pytest.mark.soak
async def test_few_frames_are_late_while_a_long_trace_is_indexed(folder: Path) -> None:
    app = ExplorerApp(str(folder), OpenOptions(keeps_index=False))
    async with app.run_test(size=WIDE) as pilot:
        screen = app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        await until(pilot, lambda: screen.pack is not None)
        found = await naps(lambda: screen.progress < 1)
    late = sum(nap > LATE for nap in found)
    figure(f"frames while indexing, later than 50 ms (the latest by {max(found) * 1000:.0f} ms)", len(found), late)
    assert sum(nap for nap in found if nap > LATE) <= MOST * (sum(found) + NAP * len(found))
