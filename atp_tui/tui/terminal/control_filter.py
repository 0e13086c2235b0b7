"""The last net: no character that acts on a terminal leaves the program inside the text of a screen.

Text is made visible by :func:`atp_tui.clean.clean` long before; this filter holds whatever got past that, anywhere.
"""

import re
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_ACTING: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, line separators and directions; each has no width, so a row without them keeps its length."""

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
"""Halves of characters, which cannot be encoded and would end the thread that writes to the terminal."""

_PLAIN: Final = Style.null()


def without_control(text: str) -> str:
    """Return *text* without the characters that a terminal obeys, in as many cells."""
    return _SURROGATE.sub("\ufffd", _ACTING.sub("", text))


class ControlFilter(LineFilter):
    """Takes out of every rendered row what a terminal would obey.

    Source: SAFETY.md, "Text from a pack", the last net.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the *segments* of one row with text and links that only show."""
        return [_filtered(segment) for segment in segments]


def _filtered(segment: Segment) -> Segment:
    """One *segment* whose text and link only show; the same one when there is nothing to change."""
    text, style, control = segment
    shown = without_control(text)
    kept = _PLAIN if style is None else style
    if kept.link is not None and kept.link != without_control(kept.link):
        kept = kept.update_link(None)
    if shown is text and kept is style and control is None:
        return segment
    return Segment(shown, kept)
