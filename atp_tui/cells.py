"""Text measured in the cells that a terminal gives it, and fitted into a number of them.

Rich's tables are the measure, as Rich and Textual draw by them: a wide character (CJK, emoji) has two cells, a
combining mark none. Characters of ambiguous width have one, as in every terminal that is not set to East Asian width.
"""

from typing import Final

ELLIPSIS: Final = "…"


def cell_len(text: str) -> int:
    """Return the number of cells that a terminal gives *text*."""
    if text.isascii() and text.isprintable():
        return len(text)
    # Most commands measure nothing else, and start sooner without it.
    from rich.cells import cell_len as measured

    return measured(text)


def cut(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """Return *text* if it goes into *width* cells, else as much of its beginning as does with an *ellipsis* behind.

    A wide character that would be cut in two is left out, and a combining mark stays with its letter; so the result
    may have a cell less than *width*. The cost depends on *width*, not on the length of *text*.
    """
    room, used, kept = width - cell_len(ellipsis), 0, 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used <= room:
            kept = index + 1
        if used > width:
            return _within(text[:kept], room) + ellipsis if room >= 0 else ""
    # What joins or widens the characters around it is only known by the measure of the whole.
    return text if cell_len(text) <= width else _within(text[:kept], room) + ellipsis


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* in exactly *width* cells: cut with an ellipsis, or padded with spaces, *right* on its left."""
    shown = cut(text, width)
    space = " " * (width - cell_len(shown))
    return space + shown if right else shown + space


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* in at least *width* cells, padded with spaces and never cut."""
    space = " " * (width - cell_len(text))
    return space + text if right else text + space


def tail(text: str, width: int) -> str:
    """Return as much of the end of *text* as goes into *width* cells, without a mark that has lost its letter."""
    used, start = 0, len(text)
    for index in range(len(text) - 1, -1, -1):
        size = cell_len(text[index])
        used += size
        if used > width:
            break
        if size:
            start = index
    return text[start:]


def _within(text: str, width: int) -> str:
    while text and cell_len(text) > width:
        text = text[:-1]
    return text
