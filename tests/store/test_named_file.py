"""Files that a person named: plain, of a bounded size, read as a whole or at the head."""

import errno
import os
from pathlib import Path

import pytest

from atp_tui.engine import IoError
from atp_tui.store.named_file import read_file, read_head
from tests.program import descriptors


def test_a_file_that_a_person_named_may_be_a_link_but_must_be_plain(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    before = descriptors()
    assert read_file(f"{tmp_path}/link") == b"text"
    for name in ("pipe", ".", "nothing", "a\0b"):
        with pytest.raises(IoError):
            read_file(f"{tmp_path}/{name}")
    assert descriptors() == before


def test_a_named_file_over_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"text")
    assert read_file(str(path), limit=4) == b"text"
    monkeypatch.setattr(os, "read", lambda *_: pytest.fail("read"))
    with pytest.raises(IoError, match="at most 3 bytes, found 4 bytes"):
        read_file(str(path), limit=3)
    os.truncate(path, 100_000_000_000)
    with pytest.raises(IoError, match="100000000000 bytes"):
        read_file(str(path))


def test_of_a_large_file_only_the_head_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"text")
    before = descriptors()
    assert (read_head(str(path), 2), read_head(str(path), 9)) == (b"te", b"text")
    os.truncate(path, 100_000_000_000)
    assert read_head(str(path), 6) == b"text\0\0"
    assert descriptors() == before


def test_a_named_file_that_grows_or_fails_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"text")
    monkeypatch.setattr(os, "read", lambda *_: b"more and more")
    with pytest.raises(IoError, match="more than that"):
        read_file(str(path), limit=100)

    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    with pytest.raises(IoError, match="file: input/output error"):
        read_file(str(path))
