"""Trace events: what happened, in order, and which of the three logs tells of it.

Source: FORMAT.md section 5, "Trace events" and "The three filters".
"""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.json_text import canonical, compact

U64_MAX: Final = 2**64 - 1

PATH_KINDS: Final = frozenset(
    {
        "Spawn",
        "Schedule",
        "Yield",
        "Wake",
        "Poll",
        "Complete",
        "RegionCreated",
        "RegionCloseBegin",
        "RegionCloseComplete",
        "RegionCancelled",
        "Checkpoint",
    }
)
"""The kinds that belong to the path log whatever their data."""

SCHEDULER_KINDS: Final = PATH_KINDS - {"Checkpoint"}
"""The kinds by which the runtime reports what it schedules: tasks that run and wait, regions that open and close."""


class Lane(enum.Enum):
    """One of the three logs that are filtered from the trace."""

    PATH = "path"
    QUIC = "quic"
    REPAIR = "repair"


LANE_WORDS: Final[Mapping[Lane, tuple[str, ...]]] = MappingProxyType(
    {
        Lane.PATH: ("path", "route", "racing"),
        Lane.QUIC: ("quic", "udp", "packet", "connection id"),
        Lane.REPAIR: ("repair", "raptorq", "fec", "symbol"),
    }
)
"""The words of which a message must say one to belong to a lane, in small ASCII letters."""

_PATH_ALONE: Final = frozenset({Lane.PATH})
_NO_LANE: Final[frozenset[Lane]] = frozenset()

MESSAGE_START: Final = b'{"Message":"'
"""How the data of an event begins, in JSON without white space, when it is a Message."""

BROKEN_LINE: Final = "broken: "
"""How the line of a broken element begins; that of an event begins with its number."""

SEQ_WIDTH: Final = 6
"""The digits that the sequence number of an event has at least in a display line."""

NO_SEQ: Final = "-" * SEQ_WIDTH
"""Shown for an event without a sequence number."""

_BREAKING: Final = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
_SHORT_ESCAPES: Final = MappingProxyType({"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"})


class RawFields(msgspec.Struct):
    """The fields with a meaning, as the JSON stands; empty where one is missing."""

    seq: msgspec.Raw = msgspec.Raw(b"")
    time: msgspec.Raw = msgspec.Raw(b"")
    kind: msgspec.Raw = msgspec.Raw(b"")
    data: msgspec.Raw = msgspec.Raw(b"")


class _OwnFields(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of version 1."""

    seq: msgspec.Raw
    time: msgspec.Raw
    kind: str
    data: msgspec.Raw


_decode_own_fields: Final = msgspec.json.Decoder(_OwnFields).decode
_decode_fields: Final = msgspec.json.Decoder(RawFields).decode
_decode_text: Final = msgspec.json.Decoder(str).decode
_decode_members: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_U64_DIGITS: Final = len(str(U64_MAX))


class EventFields(NamedTuple):
    """The fields of an event that have a meaning, ``None`` where one is missing or of another type."""

    seq: int | None
    """Number of the event, u64."""
    time: int | None
    """Nanoseconds on the lab's clock, u64."""
    kind: str | None
    message: str | None
    """The text of a Message."""
    data: bytes
    """The JSON of data without white space, empty where it is missing."""


@dataclass(frozen=True, slots=True)
class TraceEvent:
    """One thing that happened: a JSON object, kept as it was written."""

    raw: bytes
    """The object as JSON without white space; numbers, key order and unknown fields as they stood."""

    @classmethod
    def read(cls, raw: bytes) -> "TraceEvent":
        """Return the event that a JSON text holds.

        Raises:
            SerializationError: *raw* is not JSON.
            InvalidFormatError: *raw* is JSON but no object.
        """
        text = canonical(raw)
        if not text.startswith(b"{"):
            raise InvalidFormatError("an object for a trace event", text[:40].decode("utf-8", "replace"))
        return cls(text)

    @classmethod
    def of(cls, seq: int, time: int, kind: str, data: Mapping[str, Any] | str = "None") -> "TraceEvent":
        """Return an event with the four fields of version 1.

        Args:
            seq: Number of the event, u64.
            time: Nanoseconds on the lab's clock, u64.
            kind: One of the kinds with a meaning, or any other.
            data: A bare tag, or an object with the tag as its one key.

        Raises:
            InvalidFormatError: *seq* or *time* is no u64.
        """
        for name, value in (("seq", seq), ("time", time)):
            if type(value) is not int or not 0 <= value <= U64_MAX:
                raise InvalidFormatError(f"an unsigned 64-bit integer (0 to {U64_MAX})", repr(value), place=name)
        return cls(compact({"seq": seq, "time": time, "kind": kind, "data": data}))

    @classmethod
    def message(cls, seq: int, time: int, kind: str, text: str) -> "TraceEvent":
        """Return an event whose data is a Message; arguments and errors as for :meth:`of`."""
        return cls.of(seq, time, kind, {"Message": text})

    @property
    def fields(self) -> EventFields:
        """The fields with a meaning, decoded."""
        return decode_fields(self.raw)

    @property
    def is_scheduler(self) -> bool:
        """Whether the event reports scheduling alone; see :func:`is_scheduler`."""
        return is_scheduler(self.fields)

    @property
    def is_own_format(self) -> bool:
        """Whether the event has the four fields of version 1, of their types, and no others."""
        try:
            found = _decode_own_fields(self.raw)
        except msgspec.ValidationError:
            return False
        return _u64(bytes(found.seq)) is not None and _u64(bytes(found.time)) is not None

    @property
    def lanes(self) -> frozenset[Lane]:
        """The logs to which the event belongs: none, one or several."""
        return lanes_of(self.fields)

    @property
    def line(self) -> str:
        """The display line: ``SEQ TIME KIND DATA``."""
        return display_line(self.fields)


@dataclass(frozen=True, slots=True)
class BrokenEvent:
    """An element of the trace that cannot be read as an event."""

    raw: bytes
    """The element as it stands, or as much of it as is there."""
    expected: str
    found: str

    @property
    def is_scheduler(self) -> bool:
        """Return False: what cannot be read may report anything."""
        return False

    @property
    def line(self) -> str:
        """The one line that it is shown and searched as."""
        return f"{BROKEN_LINE}expected {self.expected}, found {self.found}"


def decode_fields(raw: bytes) -> EventFields:
    """Return the fields of an event from its JSON, which must be an object in valid JSON without white space."""
    return fields_of(_decode_fields(raw))


def fields_of(found: RawFields) -> EventFields:
    """Return the fields of an event, decoded."""
    data = bytes(found.data)
    return EventFields(
        seq=_u64(bytes(found.seq)),
        time=_u64(bytes(found.time)),
        kind=_text(bytes(found.kind)),
        message=_message(data),
        data=data,
    )


def small_letters(text: str) -> str:
    """Return *text* with its ASCII letters in lower case, and no others."""
    if text.isascii():
        return text.lower()
    # Bytes do in lower case what is wanted here, and some ten times as fast as a table of letters does it for text.
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def lanes_of(event: EventFields) -> frozenset[Lane]:
    """Return the lanes of an event; in what a message says only the ASCII letters A-Z are made small."""
    by_kind = _PATH_ALONE if event.kind in PATH_KINDS else _NO_LANE
    if event.message is None:
        return by_kind
    said = small_letters(event.message)
    return by_kind.union(lane for lane, words in LANE_WORDS.items() if any(word in said for word in words))


def is_scheduler(event: EventFields) -> bool:
    """Return whether an event reports scheduling alone: it is of a scheduler's kind and has no message."""
    return event.kind in SCHEDULER_KINDS and event.message is None


def seq_text(seq: int | None) -> str:
    """Return a sequence number as it is shown."""
    return NO_SEQ if seq is None else f"{seq:0{SEQ_WIDTH}d}"


def display_line(event: EventFields) -> str:
    """Return ``SEQ TIME KIND DATA`` for an event: one line, whatever its text holds."""
    time = "-" if event.time is None else str(event.time)
    kind = "-" if event.kind is None else event.kind
    data = event.message if event.message is not None else event.data.decode("utf-8") or "-"
    return escape_breaks(f"{seq_text(event.seq)} {time} {kind} {data}")


def escape_breaks(text: str) -> str:
    """Return *text* with its control characters and line separators as JSON escapes, and nothing else changed."""
    return _BREAKING.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"


def is_u64(token: bytes) -> bool:
    """Return whether a JSON token is an unsigned 64-bit integer."""
    return token.isdigit() and (len(token) < _U64_DIGITS or (len(token) == _U64_DIGITS and int(token) <= U64_MAX))


def _u64(token: bytes) -> int | None:
    """The unsigned 64-bit integer that a JSON token is, or None."""
    return int(token) if is_u64(token) else None


def _text(token: bytes) -> str | None:
    return _decode_text(token) if token.startswith(b'"') else None


def _message(data: bytes) -> str | None:
    """The text of a Message: an object with that one key and a text for it."""
    if not data.startswith(MESSAGE_START):
        return None
    found = _decode_members(data)
    return _text(bytes(found["Message"])) if len(found) == 1 else None
