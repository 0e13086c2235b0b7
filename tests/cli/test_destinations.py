"""Every command that writes a result proves that it can, before it reads, runs or tries anything."""

import errno
from pathlib import Path
from typing import Final

import pytest

from atp_tui.cli.exits import Exit
from tests.cli.conftest import Call
from tests.faulty_disk import FaultyDisk, on_disk

COMMANDS: Final = {
    "emit": ("emit", "missing.json", "{}"),
    "picture": ("picture", "missing", "-o", "{}"),
    "proof make": ("proof", "make", "missing.json", "{}"),
    "proof record": ("proof", "record", "-o", "{}", "--", "touch", "ran"),
    "new": ("new", "{}", "--size", "60000000"),
    "new --send": ("new", "{}", "--send", "missing"),
    "new --explore": ("new", "{}", "--explore", "1000000"),
    "minimize": ("minimize", "missing", "-o", "{}"),
    "minimize project": ("minimize", "missing", "-o", "{}", "--mode", "project"),
    "lab calibrate": ("lab", "calibrate", "--runs", "1000000", "-o", "{}"),
}
"""What each is given, with a place for its destination; what it works on is not there, or takes very long."""

NAMED: Final = {
    "taken/out": " cannot be written: not a directory",
    "none/out": "its directory does not exist",
    "n" * 300: ": file name too long",
    "taken": "already exists",
    "folder": "already exists",
    "dangling": "already exists",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with names that are taken."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    return tmp_path


def is_untouched(here: Path) -> bool:
    """Whether nothing was made, nor anything changed."""
    return (
        sorted(path.name for path in here.iterdir()) == ["dangling", "folder", "taken"]
        and (here / "taken").read_text() == "mine"
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("target", NAMED, ids=lambda target: target[:12])
def test_a_name_that_cannot_be_written_is_told_first(call: Call, here: Path, command: str, target: str) -> None:
    outcome = call(*(word.format(target) for word in COMMANDS[command]))
    is_taken = NAMED[target] == "already exists"
    assert outcome.code == Exit.UNREADABLE or (is_taken and outcome.code == Exit.USAGE)
    assert (outcome.out, len(outcome.told)) == (b"", 1)
    assert NAMED[target] in outcome.told[0]
    assert target[:100] in outcome.told[0]
    assert is_untouched(here)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC], ids=errno.errorcode.get)
def test_a_folder_that_takes_nothing_is_told_first(call: Call, here: Path, command: str, number: int) -> None:
    with on_disk(FaultyDisk(0, number, lasts=True)):
        outcome = call(*(word.format("out") for word in COMMANDS[command]))
    assert (outcome.code, outcome.out, len(outcome.told)) == (Exit.UNREADABLE, b"", 1)
    assert outcome.told[0].startswith("atp-tui: out: cannot be written: ")
    assert is_untouched(here)
