"""The screen that shows how far an import is."""

import pytest

from atp_tui.cli.open_logs import drawing
from atp_tui.cli.progress import import_words
from atp_tui.store.logs.progress import ImportProgress, Stage


def test_each_stage_is_drawn_when_it_begins_and_not_for_each_thing_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 1.0)
    drawn: list[list[str]] = []
    tell = drawing(drawn.append)
    for stage in Stage:
        for share in (0.25, 0.5):
            tell(ImportProgress("a.qlog", share, stage=stage))
    assert [lines[0] for lines in drawn] == ["a.qlog  importing …  25%"] * len(Stage)
    assert [lines[2] for lines in drawn] == [f"{stage} a.qlog" for stage in Stage]


def test_what_is_counted_is_told() -> None:
    done = ImportProgress("a.qlog", None, 8_192, 1)
    assert import_words(done) == "importing a.qlog: 8,192 events of 1 connection"
    lines: list[list[str]] = []
    drawing(lines.append)(done)
    assert lines[0][0] == "a.qlog  importing …"
