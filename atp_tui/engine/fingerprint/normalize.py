"""Removes from a text what differs between two runs of the same failure: digests, numbers and the length of lists.

The rules run in the order of the table. Digests come before numbers: otherwise the letters of a digest would remain
and every run would have a fingerprint of its own. All rules leave the same mark, because a digest may consist of digits
alone. No rule matches what a rule has left, so a text that was normalized stays as it is.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

MARK: Final = "#"
"""What is left of a digest, a number or a list of them."""

_CACHED_LENGTH: Final = 256
"""Longer texts are not kept in memory; a hostile pack may have parts of megabytes."""


class Rule(NamedTuple):
    """What is replaced in a text."""

    what: str
    """In words, for the documentation."""
    pattern: re.Pattern[str]
    replacement: str


def _whole(what: str, pattern: str) -> Rule:
    """A rule for something that is no part of a longer word."""
    return Rule(what, re.compile(_BEFORE + pattern + _AFTER), MARK)


_BEFORE: Final = r"(?<![0-9A-Za-z#])"
_AFTER: Final = r"(?![0-9A-Za-z#])"

RULES: Final[tuple[Rule, ...]] = (
    _whole("a digest with the name of its hash", r"(?:sha|md|blake)\w{1,8}:[0-9A-Fa-f]+"),
    _whole("a UUID", r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
    _whole("a number in hexadecimal", r"0[xX][0-9A-Fa-f]+"),
    _whole("six or more hexadecimal digits, a decimal one among them", r"(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{6,}"),
    Rule("a number", re.compile(r"\d+(?:[.,_]\d+)*(?:[eE][-+]?\d+)?"), MARK),
    Rule("the sign of a number", re.compile(r"(?<![\w#+-])[-+]+(?=#)"), ""),
    Rule("white space", re.compile(r"\s+"), " "),
    Rule("numbers next to each other", re.compile(r"#(?:[ ,;]*#)+"), MARK),
)
"""The normalizing rules of version 1, in the order in which they run."""


def normalize(text: str) -> str:
    """Return *text* without what differs between two runs of the same failure.

    Linear in the length of the text. What UTF-8 cannot carry becomes a question mark.
    """
    return _cached(text) if len(text) <= _CACHED_LENGTH else _normalized(text)


def _normalized(text: str) -> str:
    carried = text.encode("utf-8", "replace").decode()
    for rule in RULES:
        carried = rule.pattern.sub(rule.replacement, carried)
    return carried.strip()


_cached = lru_cache(maxsize=4096)(_normalized)
