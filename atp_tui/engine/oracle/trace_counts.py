"""What a trace shows of a transfer by itself: what was opened and never closed, and whether time ran backwards.

What is counted is given as lifetimes; those of a transfer are rows of :data:`atp_tui.engine.oracle.state.LIFETIMES`.
Source: EVIDENCE.md, "The ATP transfer oracle".
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec

from atp_tui.engine.trace import U64_MAX, BrokenEvent, EventFields, TraceEvent


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How a trace spells that something begins and ends."""

    field: str
    """The field of the state that counts those without an end."""
    subject: str
    """The key, or the word in a message, behind which its name stands."""
    begins: frozenset[str]
    """The kinds of event that begin it."""
    ends: frozenset[str]
    """The kinds of event that end it."""
    begin_words: tuple[str, ...] = ()
    """A message that says one of these behind the name begins it, whatever its kind."""
    end_words: tuple[str, ...] = ()
    """As before, for its end."""


_PLACE: Final = "replica"


class _Vocabulary:
    """How a trace spells some lifetimes, in the forms in which an event is looked up."""

    def __init__(self, lifetimes: tuple[Lifetime, ...]) -> None:
        self._turns = {kind: (lifetime, False) for lifetime in lifetimes for kind in lifetime.ends}
        self._turns |= {kind: (lifetime, True) for lifetime in lifetimes for kind in lifetime.begins}
        self._names = {
            word: re.compile(rf"\b{word} ([\w.-]+)") for word in (_PLACE, *(each.subject for each in lifetimes))
        }
        self._messages = [
            (re.compile(rf"\b{lifetime.subject} [\w.-]*\d[\w.-]* {word}\b"), lifetime, begins)
            for lifetime in lifetimes
            for words, begins in ((lifetime.begin_words, True), (lifetime.end_words, False))
            for word in words
        ]
        self.kinds = frozenset(f'"{kind}"'.encode() for kind in self._turns)
        """The kinds that begin or end something, as JSON."""
        self.hints = tuple(
            word.encode() for lifetime in lifetimes for word in (*lifetime.begin_words, *lifetime.end_words)
        )
        """Bytes without which no message begins or ends anything."""

    def turn(self, fields: EventFields) -> tuple[Lifetime, bool] | None:
        """Return what an event begins (true) or ends (false), or None."""
        found = self._turns.get(fields.kind or "")
        message = fields.message
        if found is not None or message is None:
            return found
        return next(((lifetime, begins) for text, lifetime, begins in self._messages if text.search(message)), None)

    def name(self, fields: EventFields, subject: str) -> tuple[str, str] | None:
        """Return the name of what an event is about and its replica, which is empty where the event has none."""
        if fields.message is not None:
            found = {word: self._names[word].search(fields.message) for word in (subject, _PLACE)}
            named, placed = found[subject], found[_PLACE]
            return (named[1], placed[1] if placed else "") if named else None
        if not fields.data.startswith(b"{"):
            return None
        for value in _decode(fields.data).values():
            if isinstance(value, dict) and isinstance(value.get(subject), str | int):
                return str(value[subject]), str(value.get(_PLACE, ""))
        return None


_vocabulary: Final = cache(_Vocabulary)


class _Head(msgspec.Struct):
    """What every event is asked for, as the JSON stands; empty where it is missing."""

    time: msgspec.Raw = msgspec.Raw(b"")
    kind: msgspec.Raw = msgspec.Raw(b"")


_decode_head: Final = msgspec.json.Decoder(_Head).decode
_decode: Final = msgspec.json.Decoder(dict[str, object]).decode


class TraceCounts:
    """Counts over the events of one trace, given in order: what *lifetimes* begin and do not end, and more."""

    def __init__(self, lifetimes: tuple[Lifetime, ...]) -> None:
        self._vocabulary = _vocabulary(lifetimes)
        self._open: dict[str, set[tuple[str, str]]] = {lifetime.field: set() for lifetime in lifetimes}
        self._last_time: int | None = None
        self.time_reversals = 0
        """Events whose time is before that of the last event before them that has one."""
        self.unnamed = 0
        """Events that begin or end something and do not name it; they are not counted."""
        self.broken = 0
        """Elements that are no events; what they told is not counted."""

    def add(self, event: TraceEvent | BrokenEvent) -> None:
        """Add the next event."""
        if isinstance(event, BrokenEvent):
            self.broken += 1
            return
        head = _decode_head(event.raw)
        time = _u64(bytes(head.time))
        if time is not None:
            self.time_reversals += self._last_time is not None and time < self._last_time
            self._last_time = time
        # Few events begin or end anything, so only those are decoded in full.
        if bytes(head.kind) in self._vocabulary.kinds or any(hint in event.raw for hint in self._vocabulary.hints):
            fields = event.fields
            found = self._vocabulary.turn(fields)
            if found is not None:
                self._take(fields, *found)

    def counts(self) -> dict[str, int]:
        """Return the fields of the state that the events so far give."""
        return {field: len(names) for field, names in self._open.items()} | {"time_reversals": self.time_reversals}

    def _take(self, fields: EventFields, lifetime: Lifetime, begins: bool) -> None:
        name = self._vocabulary.name(fields, lifetime.subject)
        if name is None:
            self.unnamed += 1
        elif begins:
            self._open[lifetime.field].add(name)
        else:
            self._open[lifetime.field].discard(name)


def _u64(token: bytes) -> int | None:
    """The time that a JSON token is, or None where it is no unsigned 64-bit integer."""
    if not token.isdigit() or len(token) > len(str(U64_MAX)):
        return None
    value = int(token)
    return value if value <= U64_MAX else None
