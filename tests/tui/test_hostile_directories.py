"""Directories that are no good packs in the explorer: it opens them or ends with one error, and never hangs."""

import asyncio
import traceback
from pathlib import Path
from typing import Final

import pytest

from tests.explorer import WIDE
from tests.hostile_directories import CASES, IS_ROOT, disturbed, make, readable_again
from tests.soak_figures import figure
from tests.tui.test_malformed_packs import look

HANGS: Final = 60.0
"""Seconds after which the explorer is said to hang; it goes through all panes in them."""

QUICK: Final = ("pipe for trace", "swapped for a link", "/proc/self/mem")


async def failures(folder: Path, names: list[str]) -> list[str]:
    """What some directories made the explorer raise."""
    found = []
    for number, name in enumerate(names):
        path = make(name, folder / str(number))
        try:
            with disturbed(name, path):
                async with asyncio.timeout(HANGS):
                    await look(Path(path), WIDE)
        except Exception:  # noqa: BLE001 - whatever it is, it is told with its name
            found.append(f"{name}: {traceback.format_exc(limit=-6)}")
    readable_again(folder)
    return found


def possible() -> list[str]:
    return [name for name, case in CASES.items() if IS_ROOT or not case.needs_root]


async def test_some_hostile_directories_in_the_explorer(tmp_path: Path) -> None:
    assert "\n".join(await failures(tmp_path, list(QUICK))) == ""


@pytest.mark.soak
async def test_every_hostile_directory_in_the_explorer(tmp_path: Path) -> None:
    found = await failures(tmp_path, possible())
    figure("hostile directories in the explorer", len(possible()), len(found))
    assert "\n".join(found) == ""
