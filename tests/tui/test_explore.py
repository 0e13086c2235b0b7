"""With which screen the explorer begins."""

from dataclasses import replace
from typing import Any

import pytest

from atp_tui.engine.permalink import Permalink
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.explore import explore
from atp_tui.tui.options import DEFAULT_OPTIONS
from atp_tui.tui.screens.opening import OpeningScreen
from tests.explorer import PACKS

PACK = str(PACKS / "five-violations")


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each explorer that is run, whether it begins with the opening."""
    found: list[bool] = []

    def run(app: ExplorerApp, **_settings: Any) -> int:  # noqa: ANN401 - those of Textual
        found.append(isinstance(app.get_default_screen(), OpeningScreen) and app.holds_input)
        return 0

    monkeypatch.setattr(ExplorerApp, "run", run)
    return found


def test_a_pack_with_events_begins_with_the_opening(begun: list[bool]) -> None:
    assert explore(PACK, DEFAULT_OPTIONS, mouse=True, files=PACK) == 0
    assert begun == [True]


def test_without_events_to_show_or_for_a_place_the_main_screen_is_the_first(begun: list[bool]) -> None:
    explore(PACK, DEFAULT_OPTIONS, mouse=True)
    explore(PACK, DEFAULT_OPTIONS, mouse=True, files=str(PACKS))
    explore(PACK, replace(DEFAULT_OPTIONS, place=Permalink.read(lane="quic")), mouse=True, files=PACK)
    assert begun == [False, False, False]
