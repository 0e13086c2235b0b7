"""What a reader of logs yields: events, the connections to which they belong, and the faults of the file."""

import enum
from typing import Any, Final

import msgspec

U64_MAX: Final = 2**64 - 1
UNKNOWN: Final = "unknown"
"""The end, clock or resolution of a log that does not state it."""


class End(enum.StrEnum):
    """Where a log was written, as seen from the connection."""

    CLIENT = "client"
    SERVER = "server"
    NETWORK = "network"
    """Between the two ends, as from a packet capture."""
    UNKNOWN = UNKNOWN


class Framing(enum.StrEnum):
    """How the records of a file are separated."""

    CONTAINED = "JSON"
    """One JSON object, with the events in arrays."""
    SEQUENCE = "JSON-SEQ"
    """JSON texts, each after an ASCII record separator (RFC 7464)."""
    LINES = "NDJSON"
    """One JSON text per line."""
    VALUES = "JSON values"
    """JSON texts one after another, which may span lines."""


class LogEvent(msgspec.Struct, frozen=True, gc=False):
    """One event of a connection."""

    number: int
    """Its number within the connection, from 0, in the order of the file."""
    offset: int
    """Byte offset of its JSON text in the source; in a contained file, of the element of the array."""
    length: int
    """Bytes of its JSON text."""
    time_ns: int
    """Nanoseconds since the first event of the connection, u64; without a readable time, that of the event before."""
    name: str
    """Canonical ``category:event`` such as ``transport:packet_sent``; an unknown name as it was written."""
    data: dict[str, Any]
    """The decoded data; empty where it is missing."""
    extra: dict[str, Any]
    """The other fields of the event, such as ``path_id``, ``tuple``, ``group_id``; usually empty."""


class FaultKind(enum.StrEnum):
    """What a fault means for the log."""

    EMPTY = "empty"
    """The source has no log."""
    CUT = "cut"
    """The source ends inside a record or inside the document."""
    DAMAGED = "damaged"
    """Bytes that are no event; they were skipped."""
    TRACE = "trace"
    """The writer states that a trace could not be included."""
    TIME = "time"
    """A time that cannot be read, or that is earlier than the one before."""
    LIMIT = "limit"
    """More or larger parts than are read."""


class LogFault(msgspec.Struct, frozen=True):
    """What is wrong at one place of a log."""

    offset: int
    """Byte offset in the source."""
    words: str
    """What is wrong; may quote the source, so hostile."""
    kind: FaultKind = FaultKind.DAMAGED


class Connection(msgspec.Struct, frozen=True):
    """A connection as one end has logged it.

    The value that comes with the events states what was known at the first of them. The one in the reader's
    ``connections`` after the last event also has what the file states behind the events, and the counts.
    """

    number: int
    """Its place in the reader's ``connections``, from 0; unique in a file, which the key need not be."""
    key: str
    """Its group id, else its original destination connection id, else ``trace N``. From the file, so hostile."""
    end: End
    trace: int
    """The number of its trace in the file, from 0."""
    writer: str
    """The program that wrote it: from the header, else guessed from what is particular to one; may be empty."""
    version: str
    """The version as the file labels it, or its schema; empty where none is stated. Nothing is decided by it."""
    framing: Framing
    time_origin: str
    """The wall clock time of the first event in RFC 3339 with nanoseconds, or ``unknown``."""
    time_resolution: str
    """The finest step between times of the log: ``1ns``, ``100ns``, ``1us``, ``1ms``, ``1s``, or ``unknown``."""
    time_clock: str
    """The clock of the writer: ``system``, ``monotonic``, or ``unknown``."""
    time_unit: str = "ms"
    """The unit in which the log states times, those in the data of its events included."""
    title: str = ""
    events: int = 0
    """How many events it has."""
    reversals: int = 0
    """How many of them are earlier than the one before."""
