"""The log on stdin: decompressed by content, readable again, and refused where it is none."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.budget import DamagedError
from atp_tui.store.logs.source import LogSource, log_source
from atp_tui.store.logs.stdin import kept_stdin
from tests.archives import COMPRESS, tar_of, zip_of
from tests.typed_logs import client, log_file, sequence

LOG = sequence(client(), "client")


def stdin(data: bytes) -> LogSource:
    """A stdin that gives bytes once, in two pieces."""
    pieces: Iterator[bytes] = iter([data[:7], data[7:]])
    return LogSource("-", lambda: pieces)


def read(log: LogSource) -> bytes:
    """All that a damaged log gives."""
    got = bytearray()
    with pytest.raises(DamagedError):
        deque(map(got.extend, log.chunks()), maxlen=0)
    return bytes(got)


@pytest.mark.parametrize("form", [None, *COMPRESS])
def test_it_is_decompressed_by_content_and_can_be_read_again(tmp_path: Path, form: str | None) -> None:
    kept = kept_stdin(stdin(LOG if form is None else COMPRESS[form](LOG)), str(tmp_path))
    assert b"".join(kept.chunks()) == b"".join(kept.chunks()) == LOG
    assert (kept.path, kept.name, kept.size) == ("-", "stdin", len(LOG))
    assert list(tmp_path.iterdir()) == []


def test_a_cut_stream_gives_what_is_whole_each_time(tmp_path: Path) -> None:
    kept = kept_stdin(stdin(COMPRESS["gzip"](LOG * 50)[:-9]), str(tmp_path))
    assert read(kept) == read(kept)
    assert (LOG * 50).startswith(read(kept))
    assert len(read(kept)) > len(LOG)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "stdin: expected a qlog or a structured log, found no bytes"),
        (b"hello\n", "stdin: expected a qlog or a structured log, found something else"),
        (COMPRESS["gzip"](b""), "stdin: expected a qlog or a structured log, found no bytes"),
        (COMPRESS["zstd"](b"hello"), "stdin: expected a qlog or a structured log, found something else"),
        (COMPRESS["gzip"](LOG)[:12], "stdin: expected a whole gzip stream, found one that is cut at byte 12"),
        (zip_of({"a": LOG}), "stdin: expected a qlog or a structured log, found zip inside stdin"),
        (COMPRESS["xz"](tar_of({"a": LOG})), "stdin: expected a qlog or a structured log, found tar inside stdin"),
        (
            COMPRESS["gzip"](COMPRESS["zstd"](LOG)),
            "stdin: expected a qlog or a structured log, found zstd inside stdin",
        ),
    ],
    ids=["empty", "text", "gzip-empty", "zstd-text", "gzip-cut", "zip", "tar-xz", "twice"],
)
def test_what_is_no_log_is_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(CrashpackError) as raised:
        kept_stdin(stdin(data), str(tmp_path))
    assert str(raised.value).startswith(told)
    assert list(tmp_path.iterdir()) == []


def test_another_log_is_left_as_it_is(tmp_path: Path) -> None:
    source = log_source(str(log_file(tmp_path)))
    assert kept_stdin(source, str(tmp_path)) is source


def test_a_place_without_room_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CrashpackError, match="no such file or directory"):
        kept_stdin(stdin(LOG), str(tmp_path / "none"))
