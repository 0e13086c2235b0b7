"""What the program itself writes to a terminal, told apart from whatever else an output holds."""

import base64
import re
from collections import Counter
from typing import Final

from tests.hostile import acting

_OWN: Final = re.compile(
    rb"""
    (?P<text> [^\x00-\x1f\x7f]+ )
    | (?P<line> \r+\n )
    | (?P<move> \x1b\[ (?: \d+;\d+ )? H | \x1b\[ \d* [ABCD] )
    | (?P<style> \x1b\[ [\d;:]* m )
    | (?P<frame> \x1b\[\? (?: 2026 | 25 ) [hl] | \x1b\]22; (?: default | pointer | text ) \x07 )
    | (?P<switch> \x1b\[\? \d+ [hl] | \x1b\[\? \d+ \$p | \x1b\[ [<>=] \d* u | \x1b\[ 2J )
    | (?P<copy> \x1b\]52;c; (?P<copied> [A-Za-z0-9+/=]+ ) \x07 )
    """,
    re.VERBOSE,
)
"""All that there is; a payload that passes for a style or a switch is seen in :func:`switches` and :func:`raw`."""


def foreign(output: bytes) -> list[str]:
    """Return what is none of the program's own sequences, and the characters of its texts that act or are not seen."""
    found, place = [], 0
    for own in _OWN.finditer(output):
        if own.start() > place:
            found.append(repr(output[place : own.start()]))
        found += acting(own[0] if own["text"] else base64.b64decode(own["copied"] or b""))
        place = own.end()
    return found + ([repr(output[place:])] if place < len(output) else [])


def switches(output: bytes) -> Counter[bytes]:
    """Count what turns something of the terminal on or off, asks it, erases it or, as an empty one, copies into it."""
    return Counter(own["switch"] or b"" for own in _OWN.finditer(output) if own["switch"] or own["copy"])
