"""The screen written to a file."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from atp_tui.tui.app import ExplorerApp, picture_of
from tests.explorer import enter, main_screen, opened, press, shown, told
from tests.program import copy_of


def texts_of(picture: Path) -> str:
    """All that a picture says."""
    root = ET.parse(picture).getroot()  # noqa: S314 - the program has written it
    return " ".join("".join(root.itertext()).split())


async def test_what_is_on_the_screen_is_written_beside_the_pack(tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    (tmp_path / f"{pack.name}-screen.svg").touch()
    async with opened(pack) as pilot:
        await press(pilot, "6", "P", "enter")
        assert told(pilot) == [f"the screen is drawn in {pack}-screen-2.svg"]
    texts = texts_of(tmp_path / f"{pack.name}-screen-2.svg")
    assert "manifest_integrity" in texts
    assert "[6 Evidence]" in texts
    assert "Write a picture" not in texts


async def test_it_asks_the_network_for_nothing() -> None:
    async with opened("clean") as pilot:
        picture = picture_of(pilot.app)
    assert "<svg" in picture
    assert "url(" not in picture.replace("url(#", "")
    assert "href" not in picture


async def test_it_is_written_over_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "there.svg"
    target.write_text("mine")
    async with opened(copy_of("clean", tmp_path)) as pilot:
        await press(pilot, "P", "ctrl+u")
        await enter(pilot, str(target))
        await press(pilot, "enter")
        assert "it exists already; choose another name" in shown(pilot)
        await press(pilot, "escape")
        monkeypatch.setattr("atp_tui.tui.dialogs.save.target_fault", lambda _typed: "")
        await press(pilot, "P", "ctrl+u")
        await enter(pilot, str(target))
        await press(pilot, "enter")
        assert "already exists" in told(pilot)[-1]
    assert target.read_text() == "mine"


async def test_a_picture_of_hostile_texts_can_be_read(tmp_path: Path) -> None:
    async with opened(copy_of("hostile-text", tmp_path)) as pilot:
        await press(pilot, "V", "P", "enter")
    assert "Events" in texts_of(tmp_path / "hostile-text-screen.svg")


async def test_the_palette_offers_no_other_way_to_write_one() -> None:
    async with opened("clean") as pilot:
        assert isinstance(pilot.app, ExplorerApp)
        offered = pilot.app.offered(main_screen(pilot))
    assert [own.sentence for own in offered if "screen" in own.sentence and "file" in own.sentence] == [
        "Write the screen to a file, as SVG"
    ]
    assert "Screenshot" not in [own.label for own in offered]
