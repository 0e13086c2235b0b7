"""Lines of a log in bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.records.lines import LogLine, log_lines

BYTES = st.binary(max_size=60).map(lambda data: data.replace(b"\x07", b"\n"))


@given(st.lists(BYTES, max_size=12))
def test_every_byte_belongs_to_one_line_however_the_source_is_cut(chunks: list[bytes]) -> None:
    data = b"".join(chunks)
    found = list(log_lines(chunks))
    assert found == list(log_lines([data]))
    rest = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
    assert b"".join(line.data + (b"\n" if line.is_ended else b"") for line in found) == rest
    for line in found:
        assert data[line.offset : line.offset + line.length] == line.data


def test_of_a_long_line_the_beginning_is_kept() -> None:
    found = list(log_lines([b"ab", b"cdef", b"gh\nij"], 3))
    assert found == [LogLine(0, b"abc", 8, is_ended=True), LogLine(9, b"ij", 2, is_ended=False)]


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert list(log_lines([b"\xef\xbb\xbf{}\n"])) == [LogLine(3, b"{}", 2, is_ended=True)]
