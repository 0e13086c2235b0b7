import pytest

from atp_tui.store.utf8_check import Utf8Check

NO_MARK = "UTF-8 without a byte order mark"


def fault(data: bytes, size: int) -> tuple[str, str] | None:
    check = Utf8Check()
    chunks = [data[place : place + size] for place in range(0, len(data), size)]
    assert list(check.passing(chunks)) == chunks
    return None if check.fault is None else (check.fault.expected, check.fault.found)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", None),
        (b"plain", None),
        ("aé字🙂b".encode(), None),
        (b"ab\xffcd\xfe", "the byte 0xff at byte 2"),
        (b"a" * 7 + b"\xe5\xad" + b"z", "the byte 0xe5 at byte 7"),
        (b"a" * 7 + b"\xe5\xad", "the byte 0xe5 at byte 7"),
        (b"\xc3", "the byte 0xc3 at byte 0"),
        ("字".encode() + b"\x80", "the byte 0x80 at byte 3"),
    ],
)
def test_the_first_byte_that_is_no_utf8_is_told_however_the_file_is_cut(
    data: bytes, found: str | None, size: int
) -> None:
    assert fault(data, size) == (None if found is None else ("UTF-8", found))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbfabc", (NO_MARK, "a byte order mark at byte 0")),
        (b"\xff\xfea\0", ("UTF-8", "the byte order mark of UTF-16 at byte 0")),
        (b"\xfe\xff\0a", ("UTF-8", "the byte order mark of UTF-16 at byte 0")),
    ],
)
def test_a_mark_at_the_begin_is_told_as_one(data: bytes, expected: tuple[str, str]) -> None:
    assert fault(data, 100) == expected


def test_a_mark_further_on_is_a_character() -> None:
    assert fault(b"abc\xef\xbb\xbfabc", 3) is None
