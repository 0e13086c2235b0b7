import io
import sys
import tarfile
from collections.abc import Iterator

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.store.archive.budget import MEMBERS_LIMIT
from atp_tui.store.remote import filesystem
from atp_tui.store.remote.filesystem import url_bytes


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    """The files behind ``memory://`` URLs."""
    files = MemoryFileSystem()
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def test_a_file_comes_as_it_is(memory: MemoryFileSystem) -> None:
    memory.pipe("/bucket/run 7%20.tgz", bytes(3_000_000))
    assert b"".join(url_bytes("memory://bucket/run 7%20.tgz")) == bytes(3_000_000)


def test_a_directory_becomes_a_tar(memory: MemoryFileSystem) -> None:
    wanted = {"trace": b"1" * 512, "empty": b"", "inner/manifest.json": b"2" * 2_000_000, "inner/" + "n" * 200: b"3"}
    for name, content in wanted.items():
        memory.pipe(f"/bucket/crash/{name}", content)
    memory.pipe("/bucket/crash-2/trace", b"4")
    for url in ("memory://bucket/crash", "memory://bucket/crash/"):
        with tarfile.open(fileobj=io.BytesIO(b"".join(url_bytes(url)))) as tar:
            assert {each.name: read.read() for each in tar if (read := tar.extractfile(each))} == wanted


def test_a_file_that_grows_while_it_is_read_makes_no_tar(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe("/crash/trace", b"1234")
    monkeypatch.setattr(MemoryFileSystem, "size", lambda _self, _path: 3)
    with pytest.raises(IoError, match="changes while it is read"):
        list(url_bytes("memory://crash"))


def test_a_store_that_knows_no_sizes_is_read_file_by_file(
    memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe("/crash/trace", b"1234")
    monkeypatch.setattr(MemoryFileSystem, "size", lambda _self, _path: None)
    with pytest.raises(IoError, match="name a file, not a directory"):
        list(url_bytes("memory://crash"))
    assert b"".join(url_bytes("memory://crash/trace")) == b"1234"


def test_a_directory_without_an_end_is_refused(memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/crash/trace", b"")

    def walk(_self: object, path: str) -> Iterator[tuple[str, list[str], list[str]]]:
        while True:
            yield path, [], ["trace"]

    monkeypatch.setattr(MemoryFileSystem, "walk", walk)
    monkeypatch.setattr(filesystem, "MEMBERS_LIMIT", 20)
    with pytest.raises(InvalidFormatError, match="at most 20 files"):
        list(url_bytes("memory://crash"))
    assert MEMBERS_LIMIT == 100_000


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("memory://none/at/all", "memory://none/at/all: no such file or directory"),
        ("nonsense://a/b", "nonsense://a/b: Protocol not known: nonsense"),
        ("zip:///a.zip", "zip:///a.zip: expected the URL of a file, found zip://, which reads another one"),
        ("reference:///a.json", "reference:///a.json: expected the URL of a file, found reference://"),
        ("zip://a::memory://b.zip", "zip://a::memory://b.zip: expected one URL, found several"),
    ],
)
def test_an_error_names_the_url_and_what_is_wrong(url: str, words: str) -> None:
    with pytest.raises((IoError, InvalidFormatError)) as raised:
        list(url_bytes(url))
    assert str(raised.value).startswith(words)


def test_the_errors_of_a_library_are_one_clean_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: object, _path: str) -> bool:
        raise RuntimeError("AccessDenied\x1b[2J for you\nTraceback")

    monkeypatch.setattr(MemoryFileSystem, "isdir", refuse)
    with pytest.raises(IoError) as raised:
        list(url_bytes("memory://crash"))
    assert str(raised.value) == "memory://crash: RuntimeError: AccessDenied␛[2J for you"


def test_a_host_that_cannot_be_reached_is_no_missing_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: object, _path: str) -> bool:
        raise FileNotFoundError("https://lab/a") from ConnectionError("cannot connect to host lab")

    monkeypatch.setattr(MemoryFileSystem, "isdir", refuse)
    with pytest.raises(IoError) as raised:
        list(url_bytes("memory://crash"))
    assert str(raised.value) == "memory://crash: ConnectionError: cannot connect to host lab"


def test_without_fsspec_the_line_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(IoError, match=r"fsspec is not installed; install it: .*remote"):
        list(url_bytes("s3://bucket/crash"))


def test_links_of_a_web_page_are_not_followed(memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory behind http is a page with links; the file system is never asked whether the URL is one."""

    def refuse(_self: object, path: str) -> bool:
        raise AssertionError(path)

    monkeypatch.setattr(MemoryFileSystem, "isdir", refuse)
    monkeypatch.setattr("fsspec.core.url_to_fs", lambda _: (memory, "/page"))
    memory.pipe("/page", b"<a href='other'>")
    assert b"".join(url_bytes("https://example.org/page")) == b"<a href='other'>"
