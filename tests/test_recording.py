"""The recording of the README is what the program draws, in one file that a page can show."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from tests.lab_versions import same_versions

ROOT: Final = Path(__file__).resolve().parent.parent
LARGEST: Final = 1_500_000
"""Bytes that a picture of a README may have."""


@pytest.fixture(scope="module")
def recording() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("make_recording", ROOT / "tools" / "make_recording.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_recording"] = module
    spec.loader.exec_module(module)
    return module


def same_ids(picture: str) -> str:
    """A picture whose ids do not depend on the whole of what it shows."""
    return re.sub(r"terminal-\d+", "terminal", picture)


@same_versions
async def test_it_is_what_the_program_draws_now(recording: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    checked_in = (ROOT / "docs" / "pictures" / "recording.svg").read_text(encoding="utf-8")
    drawn = recording.joined(await recording.frames())
    is_same = same_ids(drawn) == same_ids(checked_in)
    assert is_same, "`make pictures` draws it again; look at it"


def test_it_shows_every_step_for_ten_seconds_in_all(recording: ModuleType) -> None:
    steps = recording.STEPS
    assert sum(step.seconds for step in steps) == 10
    text = (ROOT / "docs" / "pictures" / "recording.svg").read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    root = ET.fromstring(text)  # noqa: S314 - a file of this project
    frames = [each for each in root if each.get("class", "").startswith("frame ")]
    assert len(frames) == len(steps)
    said = ["".join(frame.itertext()) for frame in frames]
    assert all(step.caption in text for step, text in zip(steps, said, strict=True))
    assert "EXACT" in said[-1]


def test_it_asks_for_nothing(recording: ModuleType) -> None:
    small = '<svg viewBox="0 0 10 20"><text>x</text></svg>'
    drawn = recording.joined([small] * len(recording.STEPS))
    assert re.findall(r"(?:href|src|url)=?\(?[\"']?https?:", drawn) == []
    assert drawn.count('width="10" height="20"') == len(recording.STEPS)
    with pytest.raises(ValueError, match="view box"):
        recording.joined(["<svg></svg>"])
