"""Zips are read in bounded memory; what is encrypted, linked, overlapping or damaged is refused."""

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.store.archive.budget import Budget, DamagedError
from atp_tui.store.archive.zip import DIRECTORY_LIMIT, zip_files
from tests.archives import crowded_zip, overlapping_zip, zip_of


def read(data: bytes, budget: Budget | None = None) -> dict[str, bytes]:
    """The files of a zip."""
    return {file.name: b"".join(file.pieces) for file in zip_files(io.BytesIO(data), budget or Budget())}


def refused(data: bytes) -> str:
    """What was found in a zip that is not taken."""
    with pytest.raises(InvalidFormatError) as error:
        read(data)
    assert error.value.advice
    return error.value.found


@given(st.dictionaries(st.text("ab/\xe9\u4e2d", min_size=1), st.binary(max_size=2000), max_size=4))
def test_what_the_standard_library_writes_is_read(files: dict[str, bytes]) -> None:
    try:
        found = read(zip_of(files))
    except InvalidFormatError:
        return
    assert list(found.values()) == [content for name, content in files.items() if not name.endswith("/")]


def test_folders_are_no_files() -> None:
    assert read(zip_of({"a/": b"", "a/b": b"x"})) == {"a/b": b"x"}


def test_sizes_of_64_bits_and_sizes_after_the_data_are_read() -> None:
    class Pipe(io.RawIOBase):
        """Takes bytes, and cannot go back."""

        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            piece = bytes(data)  # type: ignore[call-overload]
            self.data += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a", "w", force_zip64=True) as file:
            file.write(b"x" * 9000)
        archive.writestr("b", b"y")
    assert read(bytes(pipe.data)) == {"a": b"x" * 9000, "b": b"y"}


def spoiled(data: bytes, name: str, **fields: int) -> bytes:
    """The zip with other fields in the entry of a member in its list."""
    places = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<L"), "packed": (20, "<L"), "size": (24, "<L")}
    changed = bytearray(data)
    entry = data.index(name.encode(), data.index(b"PK\x01\x02")) - 46
    for field, value in fields.items():
        place, form = places[field]
        struct.pack_into(form, changed, entry + place, value)
    return bytes(changed)


def test_an_encrypted_member_is_refused() -> None:
    assert refused(spoiled(zip_of({"a": b"x"}), "a", flags=1)) == "an encrypted one"


@pytest.mark.parametrize("method", [12, 14, 93, 99])
def test_another_compression_is_refused(method: int) -> None:
    assert refused(spoiled(zip_of({"a": b"x"}), "a", method=method)) == f"compression method {method}"


@pytest.mark.parametrize(
    ("mode", "found"),
    [
        (stat.S_IFLNK, "a symbolic link"),
        (stat.S_IFIFO, "a pipe or device"),
        (stat.S_IFCHR, "a pipe or device"),
        (stat.S_IFSOCK, "a pipe or device"),
    ],
)
def test_what_is_no_file_is_refused(mode: int, found: str) -> None:
    member = zipfile.ZipInfo("a")
    member.external_attr = (mode | 0o777) << 16
    assert refused(zip_of([(member, b"/etc/passwd")])) == found


@pytest.mark.parametrize("name", ["/etc/passwd", "../a", "a/../../b"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    assert refused(zip_of({name: b"x"})) in ("an absolute one", "one that leads out of it")


def test_a_name_with_nul_is_refused_and_not_cut() -> None:
    assert refused(zip_of({"manifestXevil": b"x"}).replace(b"X", b"\0")) == "one with NUL"


def test_a_member_without_a_name_is_refused() -> None:
    data = bytearray(zip_of({"a": b"x"}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 28] = 0
    data[entry + 32] = 1
    assert refused(bytes(data)) == "none"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused() -> None:
    assert refused(zip_of([("a", b"x"), ("a", b"y")])) == "the same name twice"


def test_members_that_overlap_are_refused() -> None:
    assert refused(overlapping_zip(20, 1000)) == "one inside another"


def test_the_sizes_of_all_members_are_known_before_anything_is_read() -> None:
    data = zip_of({"a": bytes(600), "b": bytes(600)})
    with pytest.raises(InvalidFormatError, match="at most 1000 bytes unpacked"):
        read(data, Budget(size=1000))


@pytest.mark.parametrize("fields", [{"crc": 7}, {"size": 7}, {"size": 9000}, {"packed": 3}, {"packed": 60000}])
def test_a_list_that_says_something_else_than_the_data_is_damage(fields: dict[str, int]) -> None:
    with pytest.raises(DamagedError):
        read(spoiled(zip_of({"a": b"x" * 300}), "a", **fields))


def test_another_name_before_the_data_than_in_the_list_is_damage() -> None:
    data = zip_of({"name": b"x"})
    assert "differ" in refused(data.replace(b"name", b"mane", 1))


def test_each_place_at_which_it_is_cut_is_told() -> None:
    data = zip_of({"a": b"x" * 30, "b": b"y"})
    for end in range(len(data)):
        with pytest.raises(DamagedError):
            read(data[:end])


def test_a_million_members_are_too_many() -> None:
    assert refused(crowded_zip(1_000_000)) == "a longer one"
    with pytest.raises(InvalidFormatError):
        read(crowded_zip(DIRECTORY_LIMIT // 54 - 10))


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8), st.booleans())
def test_no_bytes_raise_anything_else(place: int, noise: bytes, inserted: bool) -> None:
    data = zip_of({"manifest": b"m" * 40, "\xe9/trace": bytes(range(90))})
    place %= len(data)
    try:
        read(data[:place] + noise + data[place + len(noise) * (not inserted) :])
    except InvalidFormatError as error:
        assert str(error).isprintable()  # noqa: PT017 - most changes do no harm
