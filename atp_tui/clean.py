"""The one way by which text from a crashpack may reach a widget, a printer or an error.

Whatever a pack says, what comes out of :func:`clean` is one line of visible characters: nothing in it moves a
cursor, changes a colour, hides a character or turns the direction of the text.
"""

import unicodedata
from typing import Final

MAX_LENGTH: Final = 65_536
"""Characters that one piece of text may have on screen; the rest is cut and counted."""

MAX_MARKS: Final = 4
"""Combining marks that may follow one another; more of them would pile up over the neighbouring rows."""

_PICTURE_OF_NUL: Final = 0x2400
_DOTTED_CIRCLE: Final = "\u25cc"
"""What the Unicode standard shows a combining mark on when it has no letter of its own."""

_INVISIBLE: Final = frozenset(
    chr(code)
    for first, last in (
        (0x00AD, 0x00AD),  # soft hyphen
        (0x034F, 0x034F),  # combining grapheme joiner
        (0x061C, 0x061C),  # Arabic letter mark
        (0x115F, 0x1160),  # Hangul fillers
        (0x17B4, 0x17B5),  # Khmer inherent vowels
        (0x180B, 0x180F),  # Mongolian selectors
        (0x200B, 0x200F),  # zero width, direction marks
        (0x202A, 0x202E),  # embeddings and overrides
        (0x2060, 0x206F),  # joiners, isolates
        (0x2800, 0x2800),  # blank Braille
        (0x3164, 0x3164),  # Hangul filler
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFEFF, 0xFEFF),  # byte order mark
        (0xFFA0, 0xFFA0),  # half-width Hangul filler
        (0x13441, 0x13442),  # blank Egyptian hieroglyphs
        (0x16FE4, 0x16FE4),  # Khitan filler
        (0x1D159, 0x1D159),  # musical null note head
        (0xE0000, 0xE0FFF),  # tags, more variation selectors
    )
    for code in range(first, last + 1)
)


class CleanText(str):
    """Text that :func:`clean` made: one line, every character visible."""

    __slots__ = ()


def clean(text: str, limit: int = MAX_LENGTH) -> CleanText:
    """Return *text* as one line in which every character can be seen and none acts on a terminal.

    Args:
        text: Any text, from a pack or from elsewhere; clean text passes unchanged.
        limit: The number of characters that the result may have; a cut says how many of *text* are missing.

    Source: SAFETY.md, "Text from a pack"; the pictures are U+2400 to U+2421 of the Unicode standard.
    """
    if isinstance(text, CleanText) and len(text) <= limit:
        return text
    if len(text) <= limit and text.isascii() and text.isprintable():
        return CleanText(text)
    return CleanText(_fitted(_visible(text[: max(limit, 0) + 1]), len(text), limit))


def clean_str(text: str, limit: int = MAX_LENGTH) -> str:
    """Return the text of :func:`clean` as a plain str, which an encoder of JSON takes several times as fast."""
    is_unchanged = len(text) <= limit and text.isascii() and text.isprintable()
    return text if is_unchanged else str(clean(text, limit))


def is_clean(text: str) -> bool:
    """Return whether :func:`clean` would leave *text* as it is."""
    return clean(text) == text


def _fitted(shown: list[str], length: int, limit: int) -> str:
    """The pictures *shown* of a text of *length* characters, as many as *limit* lets in."""
    whole = "".join(shown)
    if len(shown) == length and len(whole) <= limit:
        return whole
    sentence = f"…<{length} more characters>"
    kept, room = 0, limit - len(sentence)
    for picture in shown:
        room -= len(picture)
        if room < 0:
            break
        kept += 1
    missing = f"…<{length - kept} more characters>"
    return "".join(shown[:kept]) + missing if len(sentence) <= limit else "…"[: max(limit, 0)]


def _visible(text: str) -> list[str]:
    """The characters of *text*, each as something that can be seen; an empty one stands for a mark that was cut."""
    if text.isascii() and text.isprintable():
        return list(text)
    shown: list[str] = []
    marks = 0
    for character in text:
        if character.isascii() or character in _INVISIBLE or unicodedata.category(character)[0] != "M":
            marks = 0
            shown.append(_picture(character))
        else:
            marks += 1
            shown.append(_mark(character, marks, is_first=len(shown) == 0))
    return shown


def _mark(character: str, place: int, *, is_first: bool) -> str:
    """A combining mark that is number *place* in its run; the first of a text needs a letter to stand on."""
    if is_first:
        return f"{_DOTTED_CIRCLE}{character}"
    if place <= MAX_MARKS:
        return character
    return "<marks cut>" if place == MAX_MARKS + 1 else ""


def _picture(character: str) -> str:
    """One character as something that can be seen."""
    if character < " ":
        return chr(ord(character) + _PICTURE_OF_NUL)
    if character == "\x7f":
        return "\u2421"
    if character in _INVISIBLE or not character.isprintable():
        return f"<U+{ord(character):04X}>"
    return character
