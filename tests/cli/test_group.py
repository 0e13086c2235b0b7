"""Which command a first argument means."""

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.program import PACKS


def test_a_path_alone_is_opened(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = call("open", PACKS / "clean")
    assert (call(PACKS / "clean"), opened.code) == (opened, 0)
    assert call(PACKS / "clean", "--lane", "quic", "--no-cache") == opened
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crash").symlink_to(PACKS / "clean")
    (tmp_path / "record.json").symlink_to(PACKS / "clean.record.json")
    for path in ("crash", "./crash", "record.json"):
        assert call(path) == call("open", path)


@pytest.mark.parametrize("path", ["packs/none", "./none"])
def test_a_path_to_nothing_cannot_be_opened(call: Call, path: str) -> None:
    outcome = call(path)
    assert (outcome.code, outcome.out) == (4, b"")
    assert outcome.told[-1] == f"atp-tui: {path}: no such file or directory"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("opne",), "opne: no such command, file or directory; did you mean open? Try 'atp-tui --help'"),
        (("chekc", "x"), "chekc: no such command, file or directory; did you mean check? Try 'atp-tui --help'"),
        (("zzzzzz",), "zzzzzz: no such command, file or directory; try 'atp-tui --help'"),
        (("",), ": no such command, file or directory; try 'atp-tui --help'"),
        (("a\x1b",), "a␛: no such command, file or directory; try 'atp-tui --help'"),
        (("proof", "verfy"), "verfy: no such command; did you mean verify? Try 'atp-tui proof --help'"),
    ],
)
def test_a_near_miss_names_the_command(call: Call, words: tuple[str, ...], said: str) -> None:
    assert call(*words) == (2, b"", f"atp-tui: {said}\n".encode())
