"""Lines of the two text files."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import lines as lines_module
from atp_tui.engine.lines import (
    MAX_TEXT_LINE,
    Line,
    LineFault,
    LineReader,
    first_difference,
    is_written_as,
    shown,
    unexpected,
    whole_number,
)
from tests.strategies import cut, texts


def split(text: str) -> tuple[list[Line], list[LineFault]]:
    reader = LineReader(text)
    return list(reader), reader.faults


def test_lines_end_at_the_newline_and_nowhere_else() -> None:
    lines, faults = split("a\r\n \t b \n\n\u2028c\x85\x0b\n")
    assert lines == [Line(1, 0, "a\r"), Line(2, 3, "b "), Line(3, 0, ""), Line(4, 0, "\u2028c\x85\x0b")]
    assert faults == []


def test_a_last_line_without_its_newline_is_a_fault_and_still_a_line() -> None:
    assert split("a\nb") == (
        [Line(1, 0, "a"), Line(2, 0, "b")],
        [LineFault(2, "a newline at the end", "'b' and the end")],
    )
    assert split("") == ([], [])


@given(texts)
def test_nothing_of_a_text_is_lost(text: str) -> None:
    lines, faults = split(text)
    assert sum(line.indent + len(line.content) for line in lines) == len(text) - text.count("\n")
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert bool(faults) == (text != "" and not text.endswith("\n"))


WORDS = re.compile("(?:[a-z]+\n)+")


@given(st.data(), st.text("ab\n 1\x85", max_size=40), st.sampled_from([1 << 20, 3, 8]))
def test_lines_that_are_matched_are_those_that_would_be_taken(data: st.DataObject, text: str, most: int) -> None:
    source = data.draw(cut(text.encode()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "MAX_TEXT_LINE", most)
        plain, reader = LineReader(source), LineReader(source)
        expected, found = list(plain), list[Line]()
        while True:
            if (further := data.draw(st.integers(0, 3))) < 3:
                reader.peek(further)
            match = reader.match(WORDS) if data.draw(st.booleans()) else None
            if match is not None:
                number = reader.take_match(match)
                words = match.group().split("\n")[:-1]
                found += [Line(number + place, 0, word) for place, word in enumerate(words)]
            elif (line := reader.take()) is not None:
                found.append(line)
            else:
                break
        assert (found, reader.faults, reader.count) == (expected, plain.faults, plain.count)


def test_the_first_difference_disregards_indentation_only() -> None:
    lines, _ = split("a\n    b\nc \n")
    assert first_difference(["a", "b", "c "], lines) is None
    assert first_difference(["  a", "\tb", "c "], lines) is None
    assert first_difference(["a", "b", "c"], lines) == LineFault(3, "'c'", "'c '")
    assert first_difference(["a", "b"], lines) == LineFault(3, "the end", "'c '")
    assert first_difference(["a", "b", "c ", "d"], lines) == LineFault(4, "'d'", "the end")


def test_what_is_shown_of_a_line_is_quoted_and_cut() -> None:
    assert shown("a\tb") == "'a\\tb'"
    assert shown("x" * 121) == f"'{'x' * 120}'…"
    assert unexpected(Line(3, 2, "x"), "y") == LineFault(3, "y", "'x'")
    assert LineFault(3, "y", "x").place == "line 3"


@pytest.mark.parametrize("bits", [32, 64])
def test_whole_numbers_at_below_and_above_their_bound(bits: int) -> None:
    last = 2**bits - 1
    for value in (0, 1, last - 1, last):
        assert whole_number(str(value), bits) == value
    for text in (str(last + 1), "-1", "+1", "", " 1", "1 ", "1.0", "1e0", "0x1", "1_0", "٥", "²", "9" * 9999):
        assert whole_number(text, bits) is None


@given(st.data(), texts)
def test_lines_are_the_same_however_their_bytes_are_cut(data: st.DataObject, text: str) -> None:
    reader = LineReader(data.draw(cut(text.encode())))
    assert (list(reader), reader.faults) == split(text)


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    assert list(LineReader([b"a\xe2", b"\x82\nb\xff\n"])) == [Line(1, 0, "a\ufffd"), Line(2, 0, "b\ufffd")]


def test_of_a_line_that_is_too_long_the_beginning_is_given_and_a_fault() -> None:
    fits, longer = b"x" * MAX_TEXT_LINE, b"x" * (1 << 16)
    for chunks in ([fits, b"\ny\n"], [fits, b"z", b"\ny\n"], [longer] * 40 + [b"\ny\n"], [longer * 40 + b"\ny\n"]):
        reader = LineReader(chunks)
        first, second = reader
        assert (len(first.content), second.content) == (MAX_TEXT_LINE, "y")
        assert [(fault.line, fault.found) for fault in reader.faults] == (
            [] if len(chunks[0]) == MAX_TEXT_LINE and len(chunks) == 2 else [(1, "a longer one, cut")]
        )


def test_lines_ahead_are_looked_at_and_given_still() -> None:
    reader = LineReader([b"a\nb\nc\n"])
    ahead = [found.content for further in (1, 0) if (found := reader.peek(further))]
    assert (ahead, reader.peek(3)) == (["b", "a"], None)
    assert [line.content for line in reader] == ["a", "b", "c"]
    assert reader.take() is None


def test_the_rest_is_counted_by_how_its_lines_begin() -> None:
    chunks = [b"a: 1\nb: 2\n  a: 3\n", b"\ta: 4\n xa: 5\nb", b": 6\na: 7"]
    reader = LineReader(chunks)
    assert reader.take() == Line(1, 0, "a: 1")
    assert reader.peek() == Line(2, 0, "b: 2")
    assert reader.count_rest(("a: ", "b: ")) == {"a: ": 3, "b: ": 2}
    assert reader.take() is None


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=5)), st.data())
def test_bytes_are_written_as_their_lines_in_any_cut_and_as_no_others(written: list[str], data: st.DataObject) -> None:
    whole = "".join(f"{line}\n" for line in written).encode()
    cut = data.draw(st.integers(0, len(whole)))
    assert is_written_as(written, (whole[:cut], b"", whole[cut:]))
    assert not is_written_as(written, (whole, b"x"))
    assert not is_written_as([*written, "x"], (whole,))
    assert not is_written_as(written[1:], (whole,)) or not written
    assert not is_written_as(["x", *written], (whole,))


def test_many_lines_are_compared_in_batches() -> None:
    lines = [f"line {number}" for number in range(2_500)]
    whole = "".join(f"{line}\n" for line in lines).encode()
    chunks = [whole[start : start + 999] for start in range(0, len(whole), 999)]
    assert is_written_as(iter(lines), chunks)
    assert not is_written_as(iter(lines), [*chunks[:-1], chunks[-1][:-1]])
    assert not is_written_as(iter([*lines[:-1], "other"]), chunks)
