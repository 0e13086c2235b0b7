"""Fewer bytes, the same screen."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from atp_tui.tui.terminal.diff_output import PLAIN, DiffOutput, _styled
from tests.examples import examples

ROWS, COLUMNS = 4, 20
STYLES: Final = ("", "1", "2;3", "7", "4;31", "38;5;3", "38;2;1;2;3;48;2;4;5;6", "1;97;104", "48;2;4;5;6", "9;100")


class Screen:
    """A terminal that does what it is told, one cell after the other, and knows nothing of sparing."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.place = (1, 1)
        self.style = PLAIN

    def take(self, written: str) -> None:
        for given_, final, text, lines in re.findall(r"\x1b\[([\d;?]*)([HmCJhl])|([^\x1b\n]+)|(\n)", written):
            if final == "H":
                row, _, column = given_.partition(";")
                self.place = (int(row or 1), int(column or 1))
            elif final == "C":
                self.place = (self.place[0], self.place[1] + int(given_ or 1))
            elif final == "m":
                found = _styled(self.style, given_)
                assert found is not None
                self.style = found
            elif final == "J":
                self.cells.clear()
            elif text:
                self._write(text)
            assert not lines or not text

    def _write(self, text: str) -> None:
        row, column = self.place
        for character in text:
            width = cell_len(character)
            if not width:
                before = max(c for r, c in self.cells if r == row and c < column)
                self.cells[row, before] = (self.cells[row, before][0] + character, self.cells[row, before][1])
                continue
            self.cells[row, column] = (character, self._look(character))
            if width > 1:
                self.cells.pop((row, column + 1), None)
            column += width
        self.place = (row, column)

    def _look(self, character: str) -> str:
        """What can be seen of the style on a character."""
        attributes, ink, ground = self.style
        if character == " ":
            attributes &= {"4", "7", "9", "21", "53"}
            ink = ink if attributes else ""
        return ";".join((*sorted(attributes), ink, ground))


def begun(columns: int = COLUMNS * 4, rows: int = ROWS) -> DiffOutput:
    """What writes to a terminal of a size."""
    found = DiffOutput()
    found.resize(columns, rows)
    return found


def piece(row: int, column: int, texts: list[tuple[str, str]]) -> str:
    """Texts from one place on, each with its style, as Rich writes them."""
    return f"\x1b[{row};{column}H" + "".join(f"\x1b[{s}m{t}\x1b[0m" if s else t for t, s in texts)


TEXT: Final = st.text(st.sampled_from("ab  ─█é字\u0301"), min_size=1, max_size=3).filter(
    lambda text: text[0] != "\u0301"
)
NARROW: Final = st.text(st.sampled_from("ab  ─█é"), min_size=1, max_size=6)


@st.composite
def frames(draw: st.DrawFn, text: st.SearchStrategy[str]) -> list[str]:
    found = []
    for _ in range(draw(st.integers(1, 6))):
        parts = [
            piece(draw(st.integers(1, ROWS)), draw(st.integers(1, COLUMNS)), draw(st.lists(
                st.tuples(text, st.sampled_from(STYLES)), min_size=1, max_size=4)))
            for _ in range(draw(st.integers(1, 5)))
        ]  # fmt: skip
        found.append("\n".join(parts) + "\x1b[1;1H")
    return found


@examples(80)
@given(frames(NARROW))
def test_the_screen_is_the_same(written: list[str]) -> None:
    plain, spared, sparing = Screen(), Screen(), begun()
    for frame in written:
        plain.take(frame)
        spared.take(sparing.spare(frame))
        assert spared.cells == plain.cells
        assert spared.place == plain.place
        assert spared.style == PLAIN


@examples(80)
@given(st.lists(st.tuples(st.integers(1, ROWS), st.lists(st.tuples(TEXT, st.sampled_from(STYLES)), max_size=4))))
def test_rows_with_wide_characters_are_the_same(written: list[tuple[int, list[tuple[str, str]]]]) -> None:
    plain, spared, sparing = Screen(), Screen(), begun()
    for row, texts in written:
        width = sum(cell_len(text) for text, _ in texts)
        frame = piece(row, 1, [*texts, (" " * (60 - width), "")])
        plain.take(frame)
        spared.take(sparing.spare(frame))
        assert spared.cells == plain.cells


def test_what_is_shown_already_is_not_written_again() -> None:
    frame, sparing = piece(2, 3, [("text", "1;31")]) + "\x1b[1;1H", begun()
    assert sparing.spare(frame) == "\x1b[2;3H\x1b[1;31mtext\x1b[m\x1b[1;1H"
    assert sparing.spare(frame) == ""
    assert sparing.spare(piece(2, 3, [("teXt    ", "1;31"), ("x", "")])) == "\x1b[2;3H\x1b[1;31mteXt    \x1b[0mx"
    assert sparing.spare(piece(2, 3, [("teXt  ", "1;31")])) == ""
    sparing.forget()
    assert "text" in sparing.spare(frame)


def test_a_frame_beyond_the_screen_passes_and_all_is_drawn_again() -> None:
    frame, sparing = piece(2, 3, [("text", "")]), begun(8, 4)
    assert sparing.spare(frame) == frame
    for beyond in (piece(2, 6, [("text", "")]), piece(5, 1, [("text", "")])):
        assert sparing.spare(beyond) == beyond
        assert sparing.spare(frame) == frame
    sparing.resize(8, 4)
    assert "text" not in sparing.spare(frame)
    sparing.resize(9, 4)
    assert sparing.spare(frame) == frame


def test_words_stay_together_and_what_lies_between_is_leapt_over() -> None:
    sparing = begun()
    sparing.spare("\x1b[1;1Ha few words\x1b[31mred\x1b[0mand a few more\x1b[31mred")
    written = sparing.spare("\x1b[1;1Ha few wOrds\x1b[31mred\x1b[0mand a few more\x1b[31mrad")
    assert written == "\x1b[1;1Ha few wOrds\x1b[17C\x1b[31mrad\x1b[m"


@pytest.mark.parametrize(
    "written",
    ["\x1b[?1049h", "\x1b[2J", "text at no known place", "\x1b[1;1H\x1b[5mx\x1b[77my", "\x1b]8;;x\x1b\\link", "a\tb",
     "\x1b[3A", "\x1b[?1049h\x1b[?25l"],
)  # fmt: skip
def test_what_is_not_known_passes_and_all_is_drawn_again(written: str) -> None:
    frame, sparing = piece(1, 1, [("text", "")]), begun()
    sparing.spare(frame)
    assert sparing.spare(written) == written
    assert sparing.spare(frame) == frame


@pytest.mark.parametrize(
    "written", ["\x1b[?25l", "\x1b[?2026h", "\x1b[?2026$p", "\x1b[?1003h\x1b[?2004h", "\x1b]52;c;eA==\a"]
)
def test_modes_and_the_clipboard_pass_and_change_nothing(written: str) -> None:
    frame, sparing = piece(1, 1, [("text", "")]) + "\x1b[1;1H", begun()
    sparing.spare(frame)
    assert sparing.spare(written) == written
    assert sparing.spare(frame) == ""
