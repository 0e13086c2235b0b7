"""A pack's directory: every file by name, none outside of it, and never one that is not plain."""

import errno
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.store.directory import CHUNK, FileRefusedError, PackDirectory, is_pack
from tests.program import descriptors, make_device


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A directory with a file, and one in a folder inside."""
    inside = tmp_path / "pack"
    (inside / "notes").mkdir(parents=True)
    (inside / "journal").write_bytes(b"text")
    (inside / "notes" / "run.txt").write_bytes(b"a run")
    (tmp_path / "secret").write_bytes(b"secret")
    return inside


@pytest.fixture
def opened(folder: Path) -> Iterator[PackDirectory]:
    with PackDirectory(str(folder)) as opened:
        yield opened


def refusal(opened: PackDirectory, name: str) -> str:
    """What was found where *name* is refused."""
    with pytest.raises(FileRefusedError) as caught:
        opened.read(name)
    return caught.value.fault.found


def test_files_are_read_by_name(opened: PackDirectory) -> None:
    assert opened.read("journal") == b"text"
    assert opened.read("notes/run.txt") == b"a run"
    assert b"".join(opened.chunks("journal")) == b"text"
    assert opened.why_not("journal") == ""


def test_a_file_of_many_chunks_is_read_whole(folder: Path, opened: PackDirectory) -> None:
    content = os.urandom(2 * CHUNK + 7)
    (folder / "trace").write_bytes(content)
    assert opened.read("trace") == content
    assert [len(chunk) for chunk in opened.chunks("trace")] == [CHUNK, CHUNK, 7]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "/",
        "/etc/passwd",
        "../secret",
        "notes/../journal",
        "notes//run.txt",
        "./journal",
        "journal/",
        "a\0b",
    ],
)
def test_a_name_that_leaves_the_pack_or_means_nothing_is_refused(opened: PackDirectory, name: str) -> None:
    assert refusal(opened, name) == "another name"


def test_what_is_not_there_is_refused(opened: PackDirectory) -> None:
    assert refusal(opened, "manifest") == "nothing"
    assert refusal(opened, "nowhere/manifest") == "nothing"
    assert refusal(opened, "journal/manifest") == "a file on the way to it"
    assert refusal(opened, "x" * 300) == "a name that is too long"


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, pytest.MonkeyPatch.context() as patch:
        # The path of a socket may have only so many characters.
        patch.chdir(path.parent)
        server.bind(path.name)


KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (Path.mkdir, "a directory"),
    "pipe": (os.mkfifo, "a named pipe"),
    "socket": (make_socket, "a socket"),
    "link": (lambda path: path.symlink_to("journal"), "a symbolic link"),
    "link out": (lambda path: path.symlink_to("../secret"), "a symbolic link"),
    "link to nothing": (lambda path: path.symlink_to("nothing"), "a symbolic link"),
    "link to itself": (lambda path: path.symlink_to(path.name), "a symbolic link"),
}


@pytest.mark.parametrize(("make", "found"), KINDS.values(), ids=KINDS)
def test_only_plain_files_are_opened(
    folder: Path, opened: PackDirectory, make: Callable[[Path], object], found: str
) -> None:
    make(folder / "manifest")
    assert refusal(opened, "manifest") == found
    assert opened.why_not("manifest") == found


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator may make a device")
def test_a_device_is_not_even_opened(folder: Path, opened: PackDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    make_device(folder / "manifest")
    monkeypatch.setattr(os, "open", lambda *_, **__: pytest.fail("opened"))
    assert refusal(opened, "manifest") == "a device"


def test_no_folder_on_the_way_may_be_a_link(folder: Path, opened: PackDirectory) -> None:
    (folder / "out").symlink_to("..")
    (folder / "same").symlink_to("notes")
    assert refusal(opened, "out/secret") == "a symbolic link"
    assert refusal(opened, "same/run.txt") == "a symbolic link"


def test_a_file_that_becomes_a_pipe_after_it_was_looked_at_is_refused(
    folder: Path, opened: PackDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "manifest")
    plain = (folder / "journal").stat()
    before = descriptors()
    monkeypatch.setattr(os, "stat", lambda *_, **__: plain)
    assert refusal(opened, "manifest") == "a named pipe"
    assert descriptors() == before


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (errno.EACCES, "no permission to read"),
        (errno.EPERM, "no permission to read"),
        (errno.EIO, "an input/output error"),
        (errno.ELOOP, "a symbolic link"),
        (errno.ENOENT, "nothing"),
        (errno.EMFILE, "too many open files"),
    ],
)
def test_what_the_system_refuses_is_told_in_words(
    opened: PackDirectory, monkeypatch: pytest.MonkeyPatch, number: int, found: str
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    assert refusal(opened, "journal") == found


def test_a_name_that_the_locale_cannot_write_is_refused(opened: PackDirectory) -> None:
    assert refusal(opened, "\ud800") == "a name that no file can have here"


def test_an_error_while_reading_is_told(opened: PackDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    before = descriptors()
    monkeypatch.setattr(os, "read", fail)
    assert refusal(opened, "journal") == "an input/output error"
    assert descriptors() == before


def test_a_file_over_the_limit_is_refused_unread(
    folder: Path, opened: PackDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.truncate(folder / "journal", 100_000_000_000)
    monkeypatch.setattr(os, "read", lambda *_: pytest.fail("read"))
    assert refusal(opened, "journal") == "100000000000 bytes: too big"


def test_the_limit_itself_is_allowed(opened: PackDirectory) -> None:
    assert opened.read("journal", limit=4) == b"text"
    with pytest.raises(FileRefusedError, match="too big"):
        opened.read("journal", limit=3)


def test_a_file_that_grows_while_it_is_read_is_refused_at_the_limit(
    folder: Path, opened: PackDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = os.read
    given = 0

    def read_and_grow(descriptor: int, size: int) -> bytes:
        nonlocal given
        with (folder / "journal").open("ab") as file:
            file.write(b"x" * 10)
        found = read(descriptor, size)
        given += len(found)
        return found

    monkeypatch.setattr(os, "read", read_and_grow)
    with pytest.raises(FileRefusedError, match="more than that: too big"):
        opened.read("journal", limit=100)
    assert given == 101


def test_a_file_that_shrinks_is_read_as_far_as_it_goes(
    folder: Path, opened: PackDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "journal").write_bytes(b"x" * (CHUNK + 100))
    read = os.read

    def read_and_cut(descriptor: int, size: int) -> bytes:
        found = read(descriptor, size)
        os.truncate(folder / "journal", 10)
        return found

    monkeypatch.setattr(os, "read", read_and_cut)
    assert opened.read("journal") == b"x" * CHUNK


def test_a_directory_may_be_reached_through_a_link(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    with PackDirectory(str(link)) as opened:
        assert opened.read("journal") == b"text"


@pytest.mark.parametrize(
    ("path", "found"),
    [("nothing", "no such file or directory"), ("secret", "not a directory"), ("a\0b", "invalid file name")],
)
def test_a_path_without_a_directory_is_an_error(folder: Path, path: str, found: str) -> None:
    with pytest.raises(IoError) as caught:
        PackDirectory(f"{folder.parent}/{path}")
    assert caught.value.found == found


def test_a_directory_that_was_moved_is_still_the_same(folder: Path, opened: PackDirectory) -> None:
    moved = folder.rename(folder.parent / "moved")
    assert opened.read("journal") == b"text"
    (moved / "journal").unlink()
    assert refusal(opened, "journal") == "nothing"


def test_names_are_sorted_and_limited(folder: Path, opened: PackDirectory) -> None:
    for number in range(10):
        (folder / f"further-{number}").touch()
    assert opened.names() == tuple(sorted(path.name for path in folder.iterdir()))
    assert opened.names() == opened.names()
    assert len(opened.names(limit=3)) == 3


def test_names_of_a_directory_that_fails_are_an_error_of_that_directory(
    opened: PackDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "scandir", fail)
    with pytest.raises(IoError, match="pack: input/output error"):
        opened.names()


def test_one_of_the_nine_names_makes_a_pack_whatever_it_names(folder: Path, opened: PackDirectory) -> None:
    assert is_pack(opened)
    (folder / "journal").unlink()
    assert not is_pack(opened)
    (folder / "pathlog").symlink_to("nothing")
    assert is_pack(opened)


def test_a_directory_whose_files_may_not_be_looked_at_may_be_a_pack(
    opened: PackDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbid(*_: object, **__: object) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "stat", forbid)
    assert is_pack(opened)


def test_nothing_stays_open(folder: Path) -> None:
    for name, (make, _) in KINDS.items():
        make(folder / name.replace(" ", "-"))
    before = descriptors()
    with PackDirectory(str(folder)) as opened:
        for name in (*opened.names(), "nothing", "notes/run.txt", "notes/nothing", "journal/x", "../secret"):
            opened.why_not(name)
        is_pack(opened)
        opened.close()
    opened.close()
    assert descriptors() == before
