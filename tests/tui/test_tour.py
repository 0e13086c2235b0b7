"""The tour leads where it says: its keys are pressed, and the words that it names are on the screen."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.key_names import key_name
from tests.explorer import WIDE, Hand, enter, press, rows, settled, told
from tests.lab_versions import same_versions

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "docs" / "tour.md"


@dataclass(frozen=True)
class Step:
    """A row of the tour."""

    row: str
    keys: tuple[str, ...]
    words: tuple[str, ...]


def steps(text: str) -> Iterator[Step]:
    for row in re.findall(r"^\|.+\|$", text, flags=re.MULTILINE):
        pressed, seen, _ = (cell.strip() for cell in row.strip("|").split("|"))
        if pressed not in ("press", "---"):
            yield Step(row, tuple(re.findall(r"`([^`]+)`", pressed)), tuple(re.findall(r"`([^`]+)`", seen)))


def key_of(shown: str) -> str:
    """A key as Textual calls it: ``ctrl+u`` for ``^u``, ``slash`` for ``/``."""
    if shown == "esc":
        return "escape"
    return f"ctrl+{shown[1:]}" if len(shown) > 1 and shown.startswith("^") else key_name(shown) or shown


def test_the_steps_are_those_of_the_tables() -> None:
    found = [*steps(TOUR.read_text(encoding="utf-8"))]
    assert len(found) > 25
    assert all(step.words for step in found)
    (filter_step,) = [step for step in found if '"lost"' in step.keys]
    assert filter_step.keys == ("esc", "esc", "/", '"lost"', "enter")
    assert [key_of(shown) for shown in ("^u", "/", "esc", "+", "enter", "R")] == [
        "ctrl+u",
        "slash",
        "escape",
        "plus",
        "enter",
        "R",
    ]


async def take(pilot: Hand, step: Step) -> None:
    for shown in step.keys:
        if shown.startswith('"'):
            await enter(pilot, shown.strip('"'))
        else:
            await press(pilot, key_of(shown))


@same_versions
async def test_the_tour_leads_where_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lost-finished", "clean"):
        shutil.copytree(ROOT / "sample_packs" / name, tmp_path / "sample_packs" / name)
    monkeypatch.chdir(tmp_path)
    for name in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    app = ExplorerApp("sample_packs/lost-finished")
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for step in steps(TOUR.read_text(encoding="utf-8")):
            await take(pilot, step)
            page = "\n".join([*rows(pilot), *told(pilot)])
            assert [word for word in step.words if word not in page] == [], f"{step.row}\n{page}"
    assert (tmp_path / "sample_packs" / "lost-finished-small" / "manifest").is_file()
