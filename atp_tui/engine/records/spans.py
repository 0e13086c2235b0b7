"""The spans of a log that are open, by whatever identifies them, and the names of their regions and tasks.

A span may be identified by an id, or by an object with its name and fields, to which fields are added while it is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

import msgspec

MAX_OPEN: Final = 100_000
"""Spans that are known while they are open; of more at once, those that come last are not followed."""

_COMPARED: Final = 64
"""Spans of one name, the newest first, with which a span that has more fields than before is compared."""

_encode: Final = msgspec.json.Encoder(order="deterministic").encode


@dataclass(slots=True, eq=False)
class OpenSpan:
    """A span that began and did not end."""

    region: str
    key: bytes
    name: str
    fields: frozenset[bytes]
    is_entered: bool
    """Whether it began by being entered, so that it ends by being left."""
    is_ended: bool = False
    tasks: list[str] = field(default_factory=list)
    """Its entries that were not left."""


class _Named:
    """The spans of one name by age, with those that ended in between until these are the most."""

    __slots__ = ("ended", "spans")

    def __init__(self) -> None:
        self.spans: list[OpenSpan] = []
        self.ended = 0

    def end_one(self) -> None:
        self.ended += 1
        while self.spans and self.spans[-1].is_ended:
            self.spans.pop()
            self.ended -= 1
        if self.ended * 2 > len(self.spans):
            self.spans = [span for span in self.spans if not span.is_ended]
            self.ended = 0


class OpenSpans:
    """The open spans of one log."""

    def __init__(self) -> None:
        self._by_key: dict[bytes, list[OpenSpan]] = {}
        self._by_name: dict[str, _Named] = {}
        self._count = self._regions = self._tasks = 0
        self.is_crowded = False
        """Whether more were open at once than are followed."""

    def begin(self, identity: object, *, is_entered: bool = False) -> OpenSpan | None:
        """Open a span, which is another one than those that are identified alike; None where too many are open."""
        if self._count >= MAX_OPEN:
            self.is_crowded = True
            return None
        self._regions += 1
        name, fields = _name_and_fields(identity)
        span = OpenSpan(f"s{self._regions}", _digest(identity), name, fields, is_entered)
        self._count += 1
        self._by_key.setdefault(span.key, []).append(span)
        self._by_name.setdefault(name, _Named()).spans.append(span)
        return span

    def find(self, identity: object) -> OpenSpan | None:
        """Return the newest open span that something identifies; None where there is none."""
        if alike := self._by_key.get(_digest(identity)):
            return alike[-1]
        if not isinstance(identity, dict):
            return None
        name, fields = _name_and_fields(identity)
        named = self._by_name.get(name)
        newest = () if named is None else reversed(named.spans[-_COMPARED:])
        return next((each for each in newest if not each.is_ended and each.fields <= fields), None)

    def end(self, span: OpenSpan) -> None:
        """Close a span that was found, which is the newest of those that are identified alike."""
        span.is_ended = True
        alike = self._by_key[span.key]
        alike.pop()
        if not alike:
            del self._by_key[span.key]
        named = self._by_name[span.name]
        named.end_one()
        if not named.spans:
            del self._by_name[span.name]
        self._count -= 1

    def enter(self, span: OpenSpan) -> str:
        """Enter a span, and return the name of that entry."""
        self._tasks += 1
        task = f"t{self._tasks}"
        span.tasks.append(task)
        return task


def _digest(identity: object) -> bytes:
    return blake2b(_encode(identity), digest_size=16).digest()


def _name_and_fields(identity: object) -> tuple[str, frozenset[bytes]]:
    if not isinstance(identity, Mapping):
        return "", frozenset()
    fields: Mapping[str, Any] = identity
    name = fields.get("name")
    return name if isinstance(name, str) else "", frozenset(_digest([*item]) for item in fields.items())
