"""The files of folders and archives of logs, decompressed, one after another."""

import gzip
import os
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.budget import DamagedError
from atp_tui.store.archive.logs import log_files
from tests.archives import COMPRESS, KINDS, tar_of, zip_of

LOGS = {"client/qlog/a.sqlog": b"\x1e{}\n" * 300, "server/qlog/b.sqlog": b"\x1e[]\n"}


def read(path: Path) -> dict[str, bytes]:
    """The logs below a path."""
    return {member.name: b"".join(member.pieces) for member in log_files(str(path))}


def test_a_file_is_itself(room: Path) -> None:
    (room / "a.qlog").write_bytes(b"{}")
    assert read(room / "a.qlog") == {"a.qlog": b"{}"}


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_file_is_decompressed(room: Path, kind: str) -> None:
    (room / "a.qlog.gz").write_bytes(COMPRESS[kind](b"{}"))
    assert read(room / "a.qlog.gz") == {"a.qlog": b"{}"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("compress", [*COMPRESS.values(), bytes])
def test_logs_in_an_archive_are_decompressed(room: Path, kind: str, compress: object) -> None:
    assert callable(compress)
    (room / "logs").write_bytes(KINDS[kind]({name: compress(content) for name, content in LOGS.items()}))
    assert read(room / "logs") == LOGS


@pytest.mark.parametrize("kind", KINDS)
def test_archives_inside_are_read_once(room: Path, kind: str) -> None:
    inner = KINDS[kind]({**LOGS, "more.zip": zip_of({"x": b""})})
    (room / "logs.zip").write_bytes(zip_of({"run": inner, "a": b"x"}))
    expected = {f"run/{name}": content for name, content in LOGS.items()}
    found = read(room / "logs.zip")
    assert found.pop("run/more.zip")[:2] == b"PK"
    assert found == {**expected, "a": b"x"}


def test_a_folder_has_the_logs_of_its_archives_and_follows_no_link(room: Path) -> None:
    (room / "sub").mkdir()
    (room / "sub" / "b.zip").write_bytes(zip_of(LOGS))
    (room / "a").write_bytes(b"x")
    (room / "link").symlink_to("a")
    (room / "loop").symlink_to(".")
    os.mkfifo(room / "pipe")
    assert read(room) == {"a": b"x", **{f"sub/b.zip/{name}": content for name, content in LOGS.items()}}


@pytest.mark.parametrize("end", [1, 20, 60])
def test_a_damaged_log_does_not_keep_others_from_being_read(room: Path, end: int) -> None:
    cut = gzip.compress(bytes(range(256)) * 9)
    (room / "logs.tgz").write_bytes(gzip.compress(tar_of({"a.gz": cut[:-end], "b.gz": gzip.compress(b"b")})))
    found = []
    for member in log_files(str(room / "logs.tgz")):
        try:
            found.append((member.name, b"".join(member.pieces)))
        except DamagedError as error:
            found.append((member.name, str(error).encode()))
    assert found[0][1].startswith(f"{room}/logs.tgz: a.gz: expected a whole gzip stream".encode())
    assert found[1] == ("b.gz", b"b")


def test_what_is_not_there_is_told(room: Path) -> None:
    with pytest.raises(CrashpackError, match="no such file"):
        list(log_files(str(room / "none")))
