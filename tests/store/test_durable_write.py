import errno
import os
from pathlib import Path

import pytest

from atp_tui.store import durable_write as synced
from atp_tui.store.durable_write import create, sync


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of what is handed to the system, which takes at most ten bytes at once."""
    sizes: list[int] = []
    write = os.write

    def counted(descriptor: int, data: bytes) -> int:
        sizes.append(len(data))
        return write(descriptor, data[:10])

    monkeypatch.setattr(os, "write", counted)
    return sizes


def test_pieces_are_gathered_before_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: list[int]
) -> None:
    create(str(tmp_path / "small"), [b"ab"] * 4)
    assert (written, (tmp_path / "small").read_bytes()) == ([8], b"ab" * 4)
    written.clear()
    monkeypatch.setattr(synced, "_GATHERED", 6)
    create(str(tmp_path / "large"), [b"ab"] * 7)
    assert (written, (tmp_path / "large").read_bytes()) == ([6, 6, 2], b"ab" * 7)


def test_all_is_written_where_the_system_takes_less_at_once(tmp_path: Path, written: list[int]) -> None:
    create(str(tmp_path / "file"), bytes(range(25)))
    assert (tmp_path / "file").read_bytes() == bytes(range(25))
    assert written == [25, 15, 5]


@pytest.mark.parametrize("is_lasting", [True, False])
def test_what_must_last_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_lasting: bool) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "fsync", asked.append)
    create(str(tmp_path / "file"), b"x", is_lasting=is_lasting)
    assert len(asked) == int(is_lasting)


@pytest.mark.parametrize("kind", ["file", "link"])
def test_nothing_is_written_where_something_stands(tmp_path: Path, kind: str) -> None:
    taken = tmp_path / "taken"
    if kind == "file":
        taken.write_bytes(b"mine")
    else:
        taken.symlink_to("other")
    with pytest.raises(FileExistsError):
        create(str(taken), b"x")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("number", "is_fault"),
    [
        (errno.EINVAL, False),
        (errno.ENOTSUP, False),
        (errno.EOPNOTSUPP, False),
        (errno.ENOSYS, False),
        (errno.EIO, True),
    ],
)
def test_a_file_system_that_cannot_sync_a_directory_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, is_fault: bool
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fail)
    if is_fault:
        with pytest.raises(OSError, match="no"):
            sync(str(tmp_path))
    else:
        sync(str(tmp_path))
