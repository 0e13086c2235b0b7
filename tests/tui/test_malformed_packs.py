"""Malformed packs in the explorer: it opens them or ends with one error, and every pane can be looked at."""

import traceback
from pathlib import Path
from typing import Final

import pytest

from atp_tui.clean import is_clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.commands import PANES
from atp_tui.tui.options import OpenOptions
from tests.explorer import NARROW, WIDE, press_at_once, settled
from tests.mutations import mutated, mutated_record, write
from tests.soak_figures import figure

QUICK: Final = 8
SOAK: Final = 500
PARTS: Final = 4
"""Tests among which these are shared out, so that they can run beside each other."""


async def look(path: Path, size: tuple[int, int]) -> None:
    """Open what is at a path and go through all panes, each to its end."""
    app = ExplorerApp(str(path), OpenOptions(keeps_index=False))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        if app.is_running:
            await press_at_once(pilot, *("tab", "G") * len(PANES))
            await settled(pilot)
    if isinstance(app.return_value, CrashpackError):
        assert is_clean(str(app.return_value))
    else:
        assert app.return_value is None


async def failures(folder: Path, seeds: range) -> list[str]:
    """What some seeds made the explorer raise, each with its seed; every tenth is a record in one document."""
    found = []
    for seed in seeds:
        path = folder / f"pack-{seed}"
        if seed % 10:
            write(path, mutated(seed))
        else:
            path.write_bytes(mutated_record(seed))
        try:
            await look(path, WIDE if seed % 2 else NARROW)
        except Exception:  # noqa: BLE001 - whatever it is, it is told with its seed
            found.append(f"seed {seed}: {traceback.format_exc(limit=-6)}")
    return found


async def test_malformed_packs_in_the_explorer(tmp_path: Path) -> None:
    assert "\n".join(await failures(tmp_path, range(500, 500 + QUICK))) == ""


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
async def test_hundreds_of_malformed_packs_in_the_explorer(part: int, tmp_path: Path) -> None:
    first = 50_000 + part * SOAK // PARTS
    found = await failures(tmp_path, range(first, first + SOAK // PARTS))
    figure(f"malformed packs in the explorer, part {part + 1} of {PARTS}", SOAK // PARTS, len(found))
    assert "\n".join(found) == ""
