"""Parts of lines that a terminal may colour."""

import enum
from typing import Final, NamedTuple

from atp_tui.clean import CleanText, clean
from atp_tui.engine.record import Severity


class Tone(enum.Enum):
    """What a part of a line means; the value is how a terminal shows it, as parameters of SGR (ECMA-48, 8.3.117)."""

    PLAIN = ""
    GOOD = "32"
    NOTE = "36"
    WARNING = "33"
    BAD = "1;31"


SEVERITY_TONES: Final = {
    Severity.CRITICAL: Tone.BAD,
    Severity.HIGH: Tone.BAD,
    Severity.MEDIUM: Tone.WARNING,
    Severity.LOW: Tone.NOTE,
}


class Part(NamedTuple):
    """A part of a line."""

    text: CleanText
    tone: Tone = Tone.PLAIN


Line = tuple[Part, ...]


def plain(text: str) -> Line:
    """Return a line without colours."""
    return (Part(clean(text)),)


def text_of(line: Line) -> CleanText:
    """Return the text of a line."""
    if len(line) == 1:
        return line[0].text
    text = "".join(part.text for part in line)
    return clean(text, len(text))
