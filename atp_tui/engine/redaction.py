"""What must not leave the house with a log: addresses, tokens, headers. Source: draft-ietf-quic-qlog-main-schema."""

import enum
import re
from collections.abc import Callable, Collection
from typing import Final


class Private(enum.StrEnum):
    """A kind of what a log may have of a person or a secret; the value is the word on the command line."""

    IP = "ip"
    """Addresses of hosts."""
    TOKEN = "token"  # noqa: S105 - a word, no secret
    """Identifiers of connections, tokens and keys: runs of hexadecimal digits."""
    HEADER = "header"
    """Headers, URLs, names of hosts, and messages of the application."""


REMOVED: Final = "(removed)"

_PATTERNS: Final = {
    Private.IP: re.compile(
        r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])"
    ),
    Private.TOKEN: re.compile(r"\b(?:0x)?[0-9a-fA-F]{8,}\b"),
    Private.HEADER: re.compile(r"\b[\w+.-]+://\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b(?::\d+)?"),
}
_MESSAGES: Final = ("loglevel:", "simulation:", "generic:")
"""How the names of events begin whose text the application wrote."""


def redactor(kinds: Collection[Private]) -> Callable[[str], str]:
    """Return what removes some kinds of private text from a text."""
    patterns = [pattern for kind, pattern in _PATTERNS.items() if kind in kinds]

    def redacted(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub(REMOVED, text)
        return text

    return redacted


def is_message(name: str) -> bool:
    """Return whether an event of this name has text of the application."""
    return name.lower().startswith(_MESSAGES)
