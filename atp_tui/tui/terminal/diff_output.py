"""What a frame changes on the screen, and no byte more: over a slow line, what is drawn again is waited for again.

Textual draws whole regions and gives every piece of text its full style. This keeps what the terminal shows, cell by
cell, and lets through the cells that change. Whatever it does not know for certain it passes on as it is, and then
takes nothing of the screen for granted. Source: ECMA-48, CUP, CUF and SGR.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import get_character_cell_size

_TOKEN: Final = re.compile(r"\x1b\[([\d;]*)([Hm])|([^\x00-\x1f\x7f-\x9f]+)|(\n)")
_HARMLESS: Final = re.compile(r"(?:\x1b\[\?(?!1049|1047|47|[36][hl])\d+(?:\$p|[hl])|\x1b\]52;[^\x07\x1b]*\x07)+")
"""Modes other than that of a second screen, asking for modes, and texts for the clipboard: they show nothing."""

_BRIDGE: Final = 4
"""Cells that are written again rather than leapt over, as a leap takes as many bytes."""

_INKED: Final = frozenset({"4", "7", "9", "21", "53"})
"""Attributes that show on a blank: underlines, reverse, strike, overline."""

_SINGLE: Final = frozenset({"1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53"})
_COLOURS: Final = re.compile(r"(?:[349]|10)[0-79]|[34]8;5;\d+|[34]8;2;\d+;\d+;\d+")


class Style(NamedTuple):
    """How a cell looks, in parameters of SGR."""

    attributes: frozenset[str]
    ink: str
    ground: str


class Cell(NamedTuple):
    """What is in one cell; an empty text is the second half of a wide character."""

    text: str
    style: Style


PLAIN: Final = Style(frozenset(), "", "")


class DiffOutput:
    """Makes of what a program writes what the terminal needs of it."""

    def __init__(self) -> None:
        self._size = (0, 0)
        self._rows: dict[int, dict[int, Cell]] = {}
        self._odd: set[int] = set()
        """Rows with characters that are not one cell wide, of whose places terminals have different opinions."""
        self._place: tuple[int, int] | None = None
        """Row and column of the cursor, from 1, where that is certain."""

    def resize(self, columns: int, rows: int) -> None:
        """Set the size of the terminal; after a change nothing on it is known."""
        if (columns, rows) != self._size:
            self._size = (columns, rows)
            self.forget()

    def forget(self) -> None:
        """Forget what the screen shows."""
        self._rows.clear()
        self._odd.clear()
        self._place = None

    def spare(self, written: str) -> str:
        """Return the bytes of *written* that change what is shown, in a form that shows the same."""
        frame = _frame(written)
        if frame is None or not self._fits(frame):
            if not _HARMLESS.fullmatch(written):
                self.forget()
            return written
        changed: dict[int, list[int]] = {}
        for row, column, text, style in frame.pieces:
            self._put(row, column, text, style, changed)
        spared = _Writer(self._place).write(self._drawn(changed), frame.cursor)
        self._place = frame.cursor
        return spared

    def _fits(self, frame: "_Frame") -> bool:
        """Whether all of a frame is within the screen; what is beyond would be wrapped by the terminal."""
        columns, rows = self._size
        return all(row <= rows and column + _width(text) <= columns + 1 for row, column, text, _ in frame.pieces)

    def _put(self, row: int, column: int, text: str, style: Style, changed: dict[int, list[int]]) -> None:
        """Store one piece of a row, and record what to write of it: words stay together, outer blanks do not."""
        shown = self._rows.setdefault(row, {})
        blank = _blank(style)
        if not _is_narrow(text):
            self._odd.add(row)
        inked, new = [], []
        for place, cell in enumerate(_cells(text, style, blank), column):
            if shown.get(place) != cell:
                shown[place] = cell
                new.append(place)
            if cell is not blank:
                inked.append(place)
        if new:
            ends = (*inked, *new) if inked else new
            changed.setdefault(row, []).extend(range(min(ends), max(ends) + 1))

    def _drawn(self, changed: dict[int, list[int]]) -> Iterator[tuple[int, int, Cell]]:
        """The cells to write, in their order; a row with odd characters is written whole."""
        for row in sorted(changed):
            shown = self._rows[row]
            columns = sorted(shown) if row in self._odd else _bridged(sorted(set(changed[row])), shown)
            for column in columns:
                yield row, column, shown[column]


class _Writer:
    """Writes cells with as few leaps and changes of style as can be."""

    def __init__(self, place: tuple[int, int] | None) -> None:
        self._out: list[str] = []
        self._place = place
        self._style = PLAIN

    def write(self, cells: Iterable[tuple[int, int, Cell]], cursor: tuple[int, int] | None) -> str:
        for row, column, (text, style) in cells:
            if not text:
                continue
            self._go(row, column)
            if style != self._style and not (text == " " and _looks_alike_blank(self._style, style)):
                self._out.append(_change(self._style, style))
                self._style = style
            self._out.append(text)
            self._place = (row, column + 1) if _is_narrow(text) else None
        if self._style != PLAIN:
            self._out.append("\x1b[m")
        if cursor is not None and self._place != cursor:
            self._out.append(f"\x1b[{cursor[0]};{cursor[1]}H")
        return "".join(self._out)

    def _go(self, row: int, column: int) -> None:
        if self._place == (row, column):
            return
        if self._place is not None and self._place[0] == row and self._place[1] < column:
            leap = column - self._place[1]
            self._out.append(f"\x1b[{leap}C" if leap > 1 else "\x1b[C")
        else:
            self._out.append(f"\x1b[{row};{column}H")


class _Frame(NamedTuple):
    """What a frame says: texts at their places, and where it leaves the cursor."""

    pieces: list[tuple[int, int, str, Style]]
    cursor: tuple[int, int] | None
    """None where the frame ends in a text: after the last column terminals have different opinions."""


def _frame(written: str) -> _Frame | None:
    """The frame in *written*; None where it is anything else than texts at known places."""
    pieces: list[tuple[int, int, str, Style]] = []
    place: tuple[int, int] | None = None
    style: Style | None = PLAIN
    is_moved = False
    end = 0
    for token in _TOKEN.finditer(written):
        if token.start() != end or style is None:
            return None
        end = token.end()
        given, final, text, _ = token.groups()
        is_moved = final == "H" or (is_moved and final == "m")
        if final == "H":
            place = _place(given)
        elif final == "m":
            style = _styled(style, given)
        elif text is None:
            place = None
        elif place is None:
            return None
        else:
            pieces.append((*place, text, style))
            place = (place[0], place[1] + _width(text))
    if end != len(written) or style is None:
        return None
    return _Frame(pieces, place if is_moved else None)


def _place(given: str) -> tuple[int, int]:
    row, _, column = given.partition(";")
    return int(row or 1), int(column.partition(";")[0] or 1)


@lru_cache(4096)
def _styled(style: Style, given: str) -> Style | None:
    """The style after SGR parameters; None where one of them is not known."""
    attributes, ink, ground = set(style.attributes), style.ink, style.ground
    rest = given or "0"
    while rest:
        colour = _COLOURS.match(rest)
        part = colour[0] if colour else rest.partition(";")[0]
        if part in ("0", ""):
            attributes, ink, ground = set(), "", ""
        elif part in _SINGLE:
            attributes.add(part)
        elif colour is None:
            return None
        elif part[0] in "39":
            ink = "" if part == "39" else part
        else:
            ground = "" if part == "49" else part
        rest = rest[len(part) + 1 :]
    return Style(frozenset(attributes), ink, ground)


@lru_cache(4096)
def _change(before: Style, after: Style) -> str:
    """The shortest SGR that makes one style of another."""
    whole = ["0", *sorted(after.attributes), after.ink, after.ground]
    anew = "\x1b[" + ";".join(part for part in whole if part) + "m"
    if before.attributes - after.attributes:
        return anew
    parts = sorted(after.attributes - before.attributes)
    parts += [after.ink or "39"] if after.ink != before.ink else []
    parts += [after.ground or "49"] if after.ground != before.ground else []
    return min("\x1b[" + ";".join(parts) + "m", anew, key=len)


@lru_cache(4096)
def _looks_alike_blank(style: Style, other: Style) -> bool:
    """Whether a blank looks the same in both styles."""
    return _blank(style) == _blank(other)


@lru_cache(4096)
def _blank(style: Style) -> Cell:
    """A blank in *style*, without what does not show on one."""
    inked = style.attributes & _INKED
    return Cell(" ", Style(inked, style.ink if inked else "", style.ground))


def _cells(text: str, style: Style, blank: Cell) -> Iterator[Cell]:
    """The cells that *text* takes."""
    if _is_narrow(text):
        for character in text:
            yield blank if character == " " else Cell(character, style)
        return
    clusters: list[str] = []
    for character in text:
        if get_character_cell_size(character) or not clusters:
            clusters.append(character)
        else:
            clusters[-1] += character
    for cluster in clusters:
        yield Cell(cluster, style)
        if get_character_cell_size(cluster[0]) > 1:
            yield Cell("", style)


@lru_cache(4096)
def _is_narrow(text: str) -> bool:
    """Whether every character of *text* is one cell wide."""
    return text.isascii() or all(get_character_cell_size(character) == 1 for character in text)


def _width(text: str) -> int:
    if _is_narrow(text):
        return len(text)
    return sum(1 for _ in _cells(text, PLAIN, Cell(" ", PLAIN)))


def _bridged(columns: list[int], shown: dict[int, Cell]) -> Iterator[int]:
    """The *columns*, and those of small gaps between them that can be written again without another style."""
    before = columns[0]
    for column in columns:
        gap = range(before + 1, column)
        if 0 < len(gap) <= _BRIDGE and all(each in shown and shown[each].style == shown[before].style for each in gap):
            yield from gap
        yield column
        before = column
