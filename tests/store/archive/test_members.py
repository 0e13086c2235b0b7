"""The files of an archive of any kind, with errors that name archive and member."""

import gzip
import random
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.store.archive.budget import Budget, DamagedError
from atp_tui.store.archive.members import members, open_bytes, peeked
from atp_tui.store.archive.opened import OpenedFile
from tests.archives import COMPRESS, KINDS, tar_of, zip_of

FILES = {"crash/manifest": b"m" * 5000, "crash/trace": bytes(range(256)) * 20, "empty": b""}


def read(path: Path) -> dict[str, bytes]:
    """The files of an archive."""
    return {member.name: b"".join(member.pieces) for member in members(OpenedFile(str(path)), Budget())}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_files_whatever_its_name_is(room: Path, kind: str) -> None:
    path = room / "anything.json"
    path.write_bytes(KINDS[kind](FILES))
    assert read(path) == FILES


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_file_is_its_own_member(room: Path, kind: str) -> None:
    for name, inner in (("run.sqlog.gz", "run.sqlog"), (".zst", "file"), ("run", "run")):
        (room / name).write_bytes(COMPRESS[kind](b"log"))
        assert read(room / name) == {inner: b"log"}
        assert b"".join(open_bytes(str(room / name))) == b"log"


def test_other_files_have_no_members_and_their_own_bytes(room: Path) -> None:
    (room / "a").write_bytes(b"text")
    assert read(room / "a") == {}
    assert b"".join(open_bytes(str(room / "a"))) == b"text"


def test_bytes_of_a_file_that_is_cut_come_before_the_error(room: Path) -> None:
    path = room / "log.gz"
    path.write_bytes(gzip.compress(b"one\n" * 1000)[:-8])
    found: list[bytes] = []
    with pytest.raises(DamagedError) as error:
        found.extend(open_bytes(str(path)))
    assert b"".join(found) == b"one\n" * 1000
    size = path.stat().st_size
    expected = f"expected a whole gzip stream, found one that is cut at byte {size}; copy or download it again"
    assert str(error.value) == f"{path}: {expected}"


def test_errors_name_archive_and_member(room: Path) -> None:
    path = room / "a.zip"
    path.write_bytes(zip_of({"crash/trace": b"x" * 100}).replace(b"crash/trace", b"crash/mrace", 1))
    with pytest.raises(DamagedError, match=r"a\.zip: crash/trace: expected a whole zip"):
        read(path)
    path.write_bytes(gzip.compress(tar_of({"crash/trace": random.Random(1).randbytes(9000)}))[:3000])
    with pytest.raises(DamagedError, match=r"a\.zip: crash/trace: expected a whole gzip stream"):
        read(path)
    path.write_bytes(tar_of({"../a": b""}))
    with pytest.raises(CrashpackError, match=r"a\.zip: \.\./a: expected a name inside the archive"):
        read(path)


@pytest.mark.parametrize("name", ["none", ""])
def test_what_is_no_plain_file_is_not_opened(room: Path, name: str) -> None:
    with pytest.raises(IoError):
        list(open_bytes(str(room / name)))


def test_what_ends_a_head_is_raised_after_it(room: Path) -> None:
    path = room / "log.gz"
    path.write_bytes(gzip.compress(b"one")[:-1])
    head, pieces = peeked(open_bytes(str(path)), 512)
    assert head == b"one"
    assert next(pieces) == b"one"
    with pytest.raises(DamagedError):
        next(pieces)
