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

_FIRST_PRINTABLE: Final = 0x20
_DELETE: Final = 0x7F
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
        (0x3164, 0x3164),  # Hangul filler
        (0x2800, 0x2800),  # blank Braille
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFEFF, 0xFEFF),  # byte order mark
        (0xFFA0, 0xFFA0),  # half-width Hangul filler
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
        limit: The number of characters after which it is cut; the cut says how many are missing.

    Source: SAFETY.md, "Text from a pack"; the pictures are U+2400 to U+2421 of the Unicode standard.
    """
    if isinstance(text, CleanText) and len(text) <= limit:
        return text
    rest = len(text) - limit
    if rest > 0:
        text = text[:limit]
    shown = text if text.isascii() and text.isprintable() else "".join(_visible(text))
    return CleanText(f"{shown}…<{rest} more characters>" if rest > 0 else shown)


def is_clean(text: str) -> bool:
    """Say whether :func:`clean` would leave *text* as it is."""
    return clean(text) == text


def _visible(text: str) -> list[str]:
    """The characters of *text*, each as something that can be seen."""
    shown: list[str] = []
    marks = 0
    for character in text:
        is_mark = not character.isascii() and unicodedata.category(character)[0] == "M"
        if is_mark and character not in _INVISIBLE:
            marks += 1
            if marks > MAX_MARKS:
                if marks == MAX_MARKS + 1:
                    shown.append("<marks cut>")
                continue
        else:
            marks = 0
        shown.append(_picture(character))
    return shown


def _picture(character: str) -> str:
    """One character as something that can be seen."""
    code = ord(character)
    if code < _FIRST_PRINTABLE:
        return chr(0x2400 + code)
    if code == _DELETE:
        return "\u2421"
    if character in _INVISIBLE or not character.isprintable():
        return f"<U+{code:04X}>"
    return character
