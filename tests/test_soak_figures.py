"""A figure is one line, in the file that is named or on stdout."""

from pathlib import Path

import pytest

from tests.soak_figures import FILE, figure


def test_figures_are_added_to_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "figures"
    monkeypatch.setenv(FILE, str(path))
    figure("packs", 10_000, 0)
    figure("keys", 1, 2)
    assert path.read_text() == "soak: packs: 10,000 cases, 0 failures\nsoak: keys: 1 cases, 2 failures\n"


def test_figures_are_printed_where_no_file_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(FILE, raising=False)
    figure("packs", 3, 0)
    assert capsys.readouterr().out == "soak: packs: 3 cases, 0 failures\n"
