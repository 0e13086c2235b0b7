"""Access to the data of an event, whatever age of qlog or writer it is from.

The data is hostile: every function takes values of any type, never raises, and returns None where it finds nothing
readable. Source: draft-marx-qlog-event-definitions-quic-h3-00 to -02, draft-ietf-quic-qlog-quic-events-03 to -13.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from atp_tui.engine.qlog.event import U64_MAX

Data: TypeAlias = Mapping[str, Any]
"""A decoded JSON object: the data of an event, or a frame."""
PathName: TypeAlias = int | str
"""The number or the text by which a log names a path."""
AckRanges: TypeAlias = list[tuple[int, int]]
"""Ranges of packet numbers, the first and the last of each."""

_NONE: Final[Data] = MappingProxyType({})
_U64_DIGITS: Final = len(str(U64_MAX))

INITIAL: Final = "initial"
HANDSHAKE: Final = "handshake"
ZERO_RTT: Final = "0RTT"
ONE_RTT: Final = "1RTT"
RETRY: Final = "retry"
VERSION_NEGOTIATION: Final = "version_negotiation"
STATELESS_RESET: Final = "stateless_reset"
UNKNOWN_TYPE: Final = "unknown"

APPLICATION: Final = "application"
"""The packet number space of 0-RTT and 1-RTT packets; the other two are named as their packet types."""

# The tables that are read for each packet are plain dictionaries, which are read faster than views of them.
_PACKET_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "initial": INITIAL,
        "handshake": HANDSHAKE,
        **dict.fromkeys(("0rtt", "zerortt"), ZERO_RTT),
        **dict.fromkeys(("1rtt", "onertt", "short", "shortheader", "application", "applicationdata"), ONE_RTT),
        "retry": RETRY,
        "versionnegotiation": VERSION_NEGOTIATION,
        "statelessreset": STATELESS_RESET,
    }
)
"""Packet types and packet number spaces in lower case without marks, and the type that each means."""

_SPACES: Final[dict[str, str | None]] = {
    INITIAL: INITIAL,
    HANDSHAKE: HANDSHAKE,
    **dict.fromkeys((ZERO_RTT, ONE_RTT, UNKNOWN_TYPE), APPLICATION),
    **dict.fromkeys((RETRY, VERSION_NEGOTIATION, STATELESS_RESET), None),
}

_FRAME_TYPES: Final[dict[str, str]] = {
    **{each: each for each in ("ack", "crypto", "padding", "ping", "stream", "max_data", "max_stream_data")},
    "ack_ecn": "ack",
    **dict.fromkeys(("ack_mp", "mp_ack", "ack_mp_ecn", "mp_ack_ecn", "path_ack_ecn"), "path_ack"),
    "application_close": "connection_close",
    **dict.fromkeys(("rst_stream", "reset_stream_at"), "reset_stream"),
}
"""Frame types in lower case that are another name of a type, and the most frequent ones."""

_NOT_ELICITING: Final = frozenset({"ack", "path_ack", "padding", "connection_close"})

METRICS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bytes_in_flight": ("bytes_in_flight",),
        "congestion_window": ("congestion_window", "cwnd"),
        **{each: (each,) for each in ("latest_rtt", "min_rtt", "pto_count", "smoothed_rtt", "ssthresh")},
    }
)
"""The metrics of ``recovery:metrics_updated``, each with its names. Times are in the unit of the log."""


def whole(value: object) -> int | None:
    """Return a value as an unsigned 64-bit integer, whether written as a number or as text, or None."""
    if type(value) is int:
        return value if 0 <= value <= U64_MAX else None
    if isinstance(value, str):
        return _whole_text(value)
    if isinstance(value, float) and value.is_integer() and 0 <= value <= U64_MAX:
        return int(value)
    return None


def _whole_text(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= _U64_DIGITS:
        number = int(text)
    elif text[:2] in {"0x", "0X"} and len(text) <= len("0x") + 16:
        try:
            number = int(text, 0)
        except ValueError:
            return None
    else:
        return None
    return number if 0 <= number <= U64_MAX else None


def number(value: object) -> float | None:
    """Return a value as a finite number, whether written as a number or as text, or None."""
    if type(value) not in (int, float, str):
        return None
    try:
        found = float(value)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    return found if abs(found) <= float(U64_MAX) else None


def text(value: object) -> str:
    """Return a value where it is text, else the empty text."""
    return value if isinstance(value, str) else ""


def part(data: Data, key: str) -> Data:
    """Return the object under a key, empty where there is none."""
    found = data.get(key)
    return found if type(found) is dict else _NONE


def packet(data: Data) -> tuple[str, int | None]:
    """Return the type and the number of a packet, as :func:`packet_type` and :func:`packet_number` do."""
    header = data.get("header")
    if type(header) is dict:
        kind, found = header.get("packet_type"), header.get("packet_number")
        if type(kind) is str and kind in _SPACES and type(found) is int and 0 <= found <= U64_MAX:
            return kind, found
    return packet_type(data), packet_number(data)


def packet_number(data: Data) -> int | None:
    """Return the packet number that the data of an event names, in ``header.packet_number`` or ``packet_number``."""
    header = data.get("header")
    found = header.get("packet_number") if type(header) is dict else None
    if type(found) is int and 0 <= found <= U64_MAX:
        return found
    return whole(data.get("packet_number")) if found is None else whole(found)


def packet_type(data: Data) -> str:
    """Return the type of a packet: one of the constants of this module, ``unknown`` where it is not readable."""
    header = data.get("header")
    found = header.get("packet_type") if type(header) is dict else None
    for key in ("packet_type", "type", "packet_number_space"):
        if found is None:
            found = data.get(key)
    return type_named(found)


def type_named(name: object) -> str:
    """Return the packet type or packet number space that a name means, ``unknown`` where it means none."""
    if type(name) is not str:
        return UNKNOWN_TYPE
    if name in _SPACES:
        return name
    return _PACKET_TYPES.get(name.lower().replace("_", "").replace("-", ""), UNKNOWN_TYPE)


def space_of(kind: str) -> str | None:
    """Return the packet number space of a packet type, None where its packets have no number.

    Writers that do not know the type of a packet log nothing but 1-RTT packets with frames (quic-trace), so an
    unknown type is in the space of the application.
    """
    return _SPACES.get(kind, APPLICATION)


def frames(data: Data) -> list[dict[str, Any]] | None:
    """Return the frames of a packet, None where the log has none; what is not an object is left out."""
    found = data.get("frames")
    if type(found) is not list:
        return None
    for each in found:
        if type(each) is not dict:
            return [one for one in found if type(one) is dict]
    return found


def is_eliciting(listed: list[dict[str, Any]]) -> bool:
    """Return whether one of the frames of a packet asks for an acknowledgement. Source: RFC 9002, section 2."""
    return any(frame_type(frame) not in _NOT_ELICITING for frame in listed)


def frame_type(frame: Data) -> str:
    """Return the type of a frame in lower case, one name for each type; empty where it is not readable."""
    found = frame.get("frame_type")
    if type(found) is str and found in _FRAME_TYPES:
        return _FRAME_TYPES[found]
    if found is None:
        found = frame.get("type")
    if type(found) is not str:
        return ""
    found = found.lower()
    return _FRAME_TYPES.get(found, found)


def stream_id(data: Data) -> int | None:
    """Return the stream that a frame or event is about, in ``stream_id`` or ``id``."""
    found = data.get("stream_id")
    if type(found) is int and 0 <= found <= U64_MAX:
        return found
    return whole(data.get("id") if found is None else found)


def is_bidirectional(stream: int) -> bool:
    """Return whether a stream has two directions. Source: RFC 9000, section 2.1."""
    return not stream & 2


def span(frame: Data) -> tuple[int, int] | None:
    """Return the offset of the data of a STREAM or CRYPTO frame and the one after its end, None where not readable."""
    start, length = frame.get("offset"), frame.get("length")
    if type(start) is not int or type(length) is not int or start < 0 or length < 0:
        start = 0 if start is None else whole(start)
        length = whole(length)
        if length is None:
            raw = part(frame, "raw")
            length = whole(raw.get("payload_length"))
            length = whole(raw.get("length")) if length is None else length
        if start is None or length is None:
            return None
    end = start + length
    return (start, end) if end <= U64_MAX else None


def stream_data(frame: Data) -> tuple[int, int, int] | None:
    """Return the stream of a STREAM frame with the :func:`span` of its data, None where one is not readable."""
    stream, start, length = frame.get("stream_id"), frame.get("offset"), frame.get("length")
    if type(stream) is type(start) is type(length) is int:
        end = start + length
        if 0 <= stream <= U64_MAX and 0 <= start <= end <= U64_MAX:
            return stream, start, end
    found, read = stream_id(frame), span(frame)
    return None if found is None or read is None else (found, *read)


def is_fin(frame: Data) -> bool:
    """Return whether a STREAM frame ends its stream."""
    found = frame.get("fin")
    if found is True or found is False:
        return found
    return frame.get("fin", frame.get("is_fin")) in (True, "true")


def final_size(frame: Data) -> int | None:
    """Return the final size that a RESET_STREAM frame states."""
    return whole(frame.get("final_size"))


def ack_ranges(frame: Data) -> AckRanges:
    """Return the ranges of packet numbers that an ACK frame acknowledges; ranges that are not readable are left out."""
    found = frame.get("acked_ranges")
    if type(found) is not list:
        return []
    return [read for each in found if (read := ack_range(each)) is not None]


def ack_range(written: object) -> tuple[int, int] | None:
    """Return the first and the last number of a range: ``[n]``, ``[a, b]`` or ``n``, as numbers or text."""
    if type(written) is list and len(written) == len(("first", "last")):
        first, last = written
        if type(first) is int and type(last) is int and 0 <= first <= last <= U64_MAX:
            return first, last
    if type(written) is list and 1 <= len(written) <= len(("first", "last")):
        first, last = whole(written[0]), whole(written[-1])
    else:
        first = last = whole(written)
    if first is None or last is None:
        return None
    return (first, last) if first <= last else (last, first)


def packet_numbers(data: Data) -> list[int]:
    """Return the packet numbers that an event lists, as ``transport:packets_acked`` does."""
    found = data.get("packet_numbers")
    listed = found if type(found) is list else []
    return [read for each in listed if (read := whole(each)) is not None]


def challenge(frame: Data) -> str:
    """Return the data of a PATH_CHALLENGE or PATH_RESPONSE frame as text, empty where the log does not have it."""
    for key in ("data", "path_challenge", "path_response"):
        found = frame.get(key)
        if isinstance(found, str):
            return found
    return text(part(frame, "raw").get("data"))


def metric(data: Data, name: str) -> float | None:
    """Return a metric of :data:`METRICS`, None where the event does not state it."""
    found = (number(data[key]) for key in METRICS[name] if key in data)
    return next((each for each in found if each is not None), None)


def pto_count(data: Data) -> int | None:
    """Return how many probe timeouts in a row an event states."""
    return whole(data.get("pto_count"))
