"""Tars are read as the standard library and GNU tar write them; what is not a file or folder is refused."""

import io
import itertools
import shutil
import subprocess
import tarfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.store.archive.budget import Budget, DamagedError
from atp_tui.store.archive.tar import HEADER_LIMIT, tar_files
from tests.archives import Form, crowded_tar, member, tar_of

FORMS: Final[tuple[Form, ...]] = (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
NAMES = st.lists(st.text(st.sampled_from("ab\xe9\u4e2d \n\x1b"), min_size=1, max_size=60), min_size=1, max_size=4)


def read(data: bytes, size: int = 1 << 20, budget: Budget | None = None) -> dict[str, bytes]:
    """The files of a tar, read in chunks."""
    chunks = (data[place : place + size] for place in range(0, len(data), size))
    return {file.name: b"".join(file.pieces) for file in tar_files(chunks, budget or Budget())}


def refused(data: bytes) -> str:
    """What was found in a tar that is not taken."""
    with pytest.raises(InvalidFormatError) as error:
        read(data)
    return error.value.found


@given(st.dictionaries(NAMES.map("/".join), st.binary(max_size=1500), max_size=4), st.sampled_from(FORMS), st.data())
def test_what_the_standard_library_writes_is_read(files: dict[str, bytes], form: Form, data: st.DataObject) -> None:
    try:
        expected = read(tar_of(files, form))
    except InvalidFormatError as error:
        assert error.expected == "a name of its own"  # noqa: PT017 - some names of the property collide
        return
    assert expected == files
    assert read(tar_of(files, form), data.draw(st.integers(1, 600))) == files


def test_a_long_name_of_ustar_has_two_parts() -> None:
    files = {"folder/" * 15 + "x" * 90: b"x"}
    assert read(tar_of(files, tarfile.USTAR_FORMAT)) == files


@pytest.mark.skipif(shutil.which("tar") is None, reason="needs tar")
@pytest.mark.parametrize("form", ["gnu", "pax", "ustar", "v7", "oldgnu"])
def test_what_tar_writes_is_read(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "in" / "crash"
    folder.mkdir(parents=True)
    (folder / "trace").write_bytes(b"t" * 3000)
    (folder / "empty").touch()
    made = subprocess.run(
        ["tar", "-c", f"--format={form}", "-C", tmp_path / "in", "."], capture_output=True, check=True, timeout=30
    )
    assert read(made.stdout) == {"crash/trace": b"t" * 3000, "crash/empty": b""}


def test_files_that_nobody_reads_are_passed_over() -> None:
    data = tar_of({"a": b"x" * 2000, "b": b"y"})
    assert [file.name for file in tar_files(iter((data,)), Budget())] == ["a", "b"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (tarfile.LNKTYPE, "a hard link"),
        (tarfile.SYMTYPE, "a symbolic link"),
        (tarfile.CHRTYPE, "a device"),
        (tarfile.BLKTYPE, "a device"),
        (tarfile.FIFOTYPE, "a named pipe"),
        (b"Z", "one of an unknown type"),
        (b"M", "a part of a file in another archive"),
    ],
)
def test_what_is_no_file_is_refused(kind: bytes, found: str) -> None:
    assert refused(tar_of({"a": b""}, tarfile.GNU_FORMAT, member("b", kind, "/etc/passwd"))) == found


@pytest.mark.parametrize("name", ["/etc/passwd", "../a", "a/../../b"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    assert refused(tar_of({name: b"x"})) in ("an absolute one", "one that leads out of it")


def test_sparse_files_are_refused() -> None:
    assert refused(tar_of({}, tarfile.GNU_FORMAT, member("a", tarfile.GNUTYPE_SPARSE))) == "a sparse file"
    headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(1 << 60)}
    assert refused(tar_of({}, tarfile.PAX_FORMAT, member("a", tarfile.REGTYPE, pax_headers=headers))) == "a sparse file"


def test_a_size_beyond_the_limit_is_refused_before_it_is_read() -> None:
    header = member("a", tarfile.REGTYPE, size=1 << 50)
    for form in FORMS:
        with pytest.raises(InvalidFormatError, match="at most 100 bytes unpacked"):
            read(header.tobuf(form), budget=Budget(size=100))


def test_a_long_name_beyond_the_limit_is_refused() -> None:
    assert refused(tar_of({"x" * (64 << 10): b""})).endswith("bytes")


@pytest.mark.parametrize("kind", [b"L", b"x", b"g", b"K"])
def test_a_header_beyond_the_limit_is_never_loaded(kind: bytes) -> None:
    size = 1 << 40
    stream = itertools.chain(
        (member("a", kind, size=size).tobuf(tarfile.GNU_FORMAT),), itertools.repeat(bytes(1 << 20))
    )
    tracemalloc.start()
    try:
        with pytest.raises(
            InvalidFormatError, match=f"headers of at most {HEADER_LIMIT} bytes, found one of {size} bytes"
        ):
            list(tar_files(stream, Budget()))
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def pax(body: bytes) -> bytes:
    """A tar with one file and a header of pax before it."""
    header = member("PaxHeader", tarfile.XHDTYPE, size=len(body)).tobuf(tarfile.USTAR_FORMAT)
    return header + body + bytes(-len(body) % 512) + tar_of({"a": b"x"})


def test_a_large_value_of_pax_takes_no_time_and_is_passed_over() -> None:
    value = b"1" * (HEADER_LIMIT - 20)
    length = len(b"1048576 comment=\n") + len(value)
    assert read(pax(b"%d comment=%b\n" % (length, value))) == {"a": b"x"}


@pytest.mark.parametrize(
    "body",
    [b"1" * 5000, b"9 a=b\n", b"5 ab\n", b"0 a=b\n", b"-6 a=b\n", b"6 a=bX", b" 6 a=b\n", b"99999999 a=b\n", b"\0"],
)
def test_a_header_of_pax_that_is_none_is_damage(body: bytes) -> None:
    assert "pax header" in refused(pax(body))


@pytest.mark.parametrize("value", [b"x", b"", b"-1", b"9" * 30])
def test_a_size_of_pax_that_is_no_number_is_damage(value: bytes) -> None:
    assert refused(pax(b"%d size=%b\n" % (len(value) + (9 if len(value) < 2 else 10), value)))


def test_sizes_may_be_binary_and_not_negative() -> None:
    data = bytearray(tar_of({"a": b"x" * 600}))

    def with_size(field: bytes) -> bytes:
        head = bytearray(data[:512])
        head[124:136], head[148:156] = field, b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
        return bytes(head) + bytes(data[512:])

    assert read(with_size(b"\x80" + (600).to_bytes(11, "big"))) == {"a": b"x" * 600}
    assert "no number" in refused(with_size(b"\xff" * 12))
    assert "no number" in refused(with_size(b"-0000000001\0"))


def test_each_place_at_which_it_is_cut_is_told() -> None:
    data = tar_of({"a": b"x" * 600, "b" * 120: b""})
    end = len(data.rstrip(b"\0")) + 512
    whole = -(-end // 512) * 512
    for place in range(0, whole, 37):
        with pytest.raises(DamagedError):
            read(data[:place])
    assert read(data[: whole + 512]) == read(data)


def test_data_after_the_end_is_told() -> None:
    assert "data after its end" in refused(tar_of({"a": b""}) + b"x")


def test_a_changed_header_is_told() -> None:
    data = tar_of({"a": b"x", "b": b"y"})
    for place in range(1024, 1024 + 400, 7):
        with pytest.raises(DamagedError, match="other bytes than a header at byte 1024"):
            read(data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :])


def test_a_million_files_are_too_many() -> None:
    with pytest.raises(InvalidFormatError, match="at most 100000 files and folders"):
        for _ in tar_files(iter(crowded_tar(1_000_000)), Budget()):
            pass


@given(st.binary(max_size=3000), st.integers(0, 3000))
def test_no_bytes_raise_anything_else(noise: bytes, place: int) -> None:
    data = tar_of({"a": b"x" * 100, "\xe9" * 90: b"y"}, tarfile.PAX_FORMAT)

    def chunks() -> Iterator[bytes]:
        yield data[:place]
        yield noise

    try:
        for file in tar_files(chunks(), Budget()):
            io.BytesIO().writelines(file.pieces)
    except InvalidFormatError:
        pass
