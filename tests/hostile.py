"""Text that would act on a terminal, and how to see that none of it came through."""

import unicodedata
from typing import Final

PAYLOADS: Final = {
    "newline": "a\nb",
    "return": "a\rFAKE",
    "crlf": "a\r\nb",
    "tab": "a\tb",
    "backspace": "abc\b\b\bxyz",
    "bell": "\a",
    "nul": "a\0b",
    "form feed": "\f",
    "vertical tab": "\v",
    "shift out": "\x0e",
    "file separator": "a\x1cb",
    "delete": "a\x7fb",
    "escape": "\x1b",
    "colour": "\x1b[31mred\x1b[0m",
    "clear screen": "\x1b[2J\x1b[H",
    "cursor up": "\x1b[9A\x1b[2K",
    "alternate screen": "\x1b[?1049h",
    "mouse on": "\x1b[?1003h",
    "paste on": "\x1b[?2004h",
    "window title": "\x1b]0;owned\a",
    "clipboard": "\x1b]52;c;b3duZWQ=\a",
    "link": "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "device control": "\x1bP$q\x1b\\",
    "device status": "\x1b[6n",
    "reset": "\x1bc",
    "C1 introducer": "\x9b31mred",
    "C1 command": "\x9d0;owned\x9c",
    "C1 next line": "a\x85b",
    "C1 device control": "\x90q\x9c",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "override": "\u202egnp.exe",
    "isolate": "\u2066a\u2069",
    "embedding": "\u202aa\u202c",
    "direction mark": "a\u200fb",
    "Arabic mark": "a\u061cb",
    "zero width space": "a\u200bb",
    "zero width joiner": "a\u200db",
    "byte order mark": "\ufeffa",
    "soft hyphen": "a\u00adb",
    "word joiner": "a\u2060b",
    "tag": "a\U000e0041b",
    "variation selector": "a\ufe0fb",
    "annotation": "\ufff9a\ufffbb",
    "Hangul filler": "a\u3164b",
    "marks": "z" + "\u0335\u0336" * 50,
    "private use": "\ue000",
    "noncharacter": "\ufdd0",
    "markup": "[@click=app.quit]x[/] [/ [bold]",
    "many columns": "字" * 200,
}
"""Text by the name of what it tries."""

_ACTING: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_INVISIBLE: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)


def acting(output: bytes) -> list[str]:
    """Return the characters of an output that act on a terminal or cannot be seen; a newline may stand in it."""
    found = set(output.decode("utf-8")) - {"\n"}
    return sorted(f"U+{ord(each):04X}" for each in found if unicodedata.category(each) in _ACTING or each in _INVISIBLE)
