import os
from pathlib import Path

import pytest

from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.words import Window
from tests.store.trace_on_disk import on_disk

DATA = bytes(range(100))


@pytest.mark.parametrize(
    ("place", "length", "expected"),
    [
        (0, 100, DATA),
        (0, 1, DATA[:1]),
        (40, 7, DATA[40:47]),
        (99, 1, DATA[99:]),
        (90, 50, DATA[90:]),
        (100, 1, b""),
        (101, 1, b""),
        (0, 0, b""),
    ],
)
def test_a_part_of_the_file_is_read(place: int, length: int, expected: bytes) -> None:
    with on_disk(DATA) as trace:
        assert trace.read(place, length) == expected


def test_short_reads_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    pread = os.pread
    monkeypatch.setattr(os, "pread", lambda fd, length, place: pread(fd, min(length, 7), place))
    with on_disk(DATA) as trace:
        assert trace.read(3, 90) == DATA[3:93]


def test_short_reads_fill_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    preadv = os.preadv
    monkeypatch.setattr(os, "preadv", lambda fd, parts, place: preadv(fd, [parts[0][:7]], place))
    window = Window(90)
    with on_disk(DATA) as trace:
        assert trace.fill(window, 3, 90) == 90
    assert window.store[:90].tobytes() == DATA[3:93]


@pytest.mark.parametrize(("place", "length", "came"), [(0, 64, 64), (60, 64, 40), (99, 64, 1), (100, 64, 0)])
def test_behind_what_came_a_window_holds_zeros(place: int, length: int, came: int) -> None:
    window = Window(64)
    window.store[:] = 0xFF
    with on_disk(DATA) as trace:
        assert trace.fill(window, place, length) == came
    assert window.store[:came].tobytes() == DATA[place : place + came]
    assert not window.store[came : came + 64].any()
    assert window.store[came + 64] == 0xFF


def test_what_was_added_after_opening_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    path.write_bytes(DATA)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        trace, window = TraceFile(descriptor, 60), Window(100)
        assert trace.read(50, 40) == DATA[50:60]
        assert trace.fill(window, 50, 40) == 10
    finally:
        os.close(descriptor)


def test_a_file_that_cannot_be_read_is_empty() -> None:
    trace, window = TraceFile(1_000_000, 100), Window(100)
    assert trace.read(0, 10) == b""
    assert trace.fill(window, 0, 10) == 0
