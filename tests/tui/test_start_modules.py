"""What a start loads before the first rows are shown. Its number is no time, so it can be held in a test."""

from benchmarks.start_modules import MOST, modules_before_rows
from tests.explorer import PACKS

HEAVY = {"atp_tui.engine.record", "atp_tui.store.trace", "atp_tui.tui.panes", "atp_tui.tui.screens.main"}


def test_few_modules_are_loaded_before_the_first_rows() -> None:
    loaded = modules_before_rows(PACKS / "five-violations")
    assert "atp_tui.tui.screens.opening" in loaded
    assert len(loaded) <= MOST, loaded
    assert HEAVY.isdisjoint(loaded)
