import os
from pathlib import Path

import pytest

from atp_tui.store import log_file
from atp_tui.store.log_file import LogFile


def log(path: Path, data: bytes) -> LogFile:
    path.write_bytes(data)
    return LogFile(os.open(path, os.O_RDONLY))


@pytest.mark.parametrize("ending", ["", "\n"])
@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 128, 129, 200])
@pytest.mark.parametrize("part", [3, 1 << 15])
def test_lines_are_those_between_newlines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int, count: int, ending: str
) -> None:
    monkeypatch.setattr(log_file, "PART", part)
    lines = [f"line {number}" if number % 3 else "" for number in range(1, count + 1)]
    data = ("\n".join(lines) + ending).encode()
    expected = data.split(b"\n")
    file = log(tmp_path / "log", data)
    assert file.count() == len(expected)
    assert [file.line(number) for number in range(len(expected))] == expected
    assert b"".join(file.chunks()) == data


def test_an_empty_log_has_no_line(tmp_path: Path) -> None:
    file = log(tmp_path / "log", b"")
    assert file.count() == 0
    assert list(file.chunks()) == []


def test_of_a_very_long_line_the_beginning_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "MAX_LINE", 10)
    file = log(tmp_path / "log", b"abcdefghij\nabcdefghijk\nz")
    assert [file.line(number) for number in range(3)] == [b"abcdefghij", b"abcdefghij", b"z"]


def test_the_file_is_closed_with_the_log(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"a")
    descriptor = os.open(path, os.O_RDONLY)
    LogFile(descriptor).close()
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(descriptor)
