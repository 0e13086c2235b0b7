"""The sentence that a trace has as the Message of an event of a log.

Its lanes are decided by the name of the event and the types of its frames: the words of a row name its lanes, and what
is quoted of the log is plain text without a word of any lane, identifier, header or URL.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.qlog.fields import (
    UNKNOWN_TYPE,
    Data,
    frame_type,
    frames,
    metric,
    packet,
    packet_number,
    packet_numbers,
    packet_type,
    part,
    stream_id,
    whole,
)
from atp_tui.engine.qlog.frame_words import FRAME_WORDS
from atp_tui.engine.trace import LANE_WORDS, small_letters

MAX_SENTENCE: Final = 300
"""Characters of a sentence."""

_QUOTED: Final = 120
_FRAMES: Final = 4
_MOST_FRAMES: Final = 1000
"""Frames of a packet that are looked at."""
_FRAME_WORDS: Final = dict(FRAME_WORDS)
_OF_STREAM: Final = frozenset({"stream", "reset_stream"})
_METRICS: Final = (
    ("smoothed RTT", "smoothed_rtt"),
    ("latest RTT", "latest_rtt"),
    ("congestion window", "congestion_window"),
    ("in flight", "bytes_in_flight"),
    ("PTO count", "pto_count"),
)
_MOST_METRICS: Final = 3
_UNSAFE: Final = re.compile(
    r"[^\x20-\x7e]|://|www\.|@|[0-9A-Fa-f]{8}|::|[0-9a-f]{1,4}:[0-9a-f]{0,4}:|\d+\.\d+\.\d+\.\d+"
)
"""What is not quoted: characters that are not printable ASCII, URLs, addresses, runs of hexadecimal digits."""
_WORDS: Final = tuple(word for words in LANE_WORDS.values() for word in words)


def quoted(value: object) -> str:
    """Return text, a number or a boolean of a log as it may be quoted, empty where it may not."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)[:20]
    if not isinstance(value, str) or len(value) > _QUOTED or _UNSAFE.search(value):
        return ""
    small = small_letters(value)
    return "" if any(word in small for word in _WORDS) else value


def sentence(event: LogEvent) -> str:
    """Return the sentence of an event; never raises, whatever its data."""
    say = _SENTENCES.get(event.name)
    said = say(event.data) if say is not None else _unknown(event.name)
    return said if len(said) <= MAX_SENTENCE else said[:MAX_SENTENCE]


def _packet(done: str) -> Callable[[Data], str]:
    def say(data: Data) -> str:
        kind, number = packet(data)
        shown = "packet" if kind == UNKNOWN_TYPE else f"{kind} packet"
        if number is not None:
            shown = f"{shown} {number}"
        size = whole(part(data, "raw").get("length"))
        if size is None:
            size = whole(part(data, "header").get("packet_size"))
        listed = _frames(frames(data) or ())
        if size is None:
            return f"{shown} {done}: {listed}" if listed else f"{shown} {done}"
        return f"{shown} {done}: {listed}, {size} bytes" if listed else f"{shown} {done}: {size} bytes"

    return say


def _frames(listed: Sequence[Data]) -> str:
    """The frames of a packet, each type once."""
    if len(listed) == 1:
        return _frame(listed[0])
    found = list(dict.fromkeys(map(_frame, listed[:_MOST_FRAMES])))
    rest = f" and {len(found) - _FRAMES} more" if len(found) > _FRAMES else ""
    return ", ".join(found[:_FRAMES]) + rest


def _frame(frame: Data) -> str:
    kind = frame_type(frame)
    words = _FRAME_WORDS.get(kind, "other frame")
    if kind not in _OF_STREAM or (stream := stream_id(frame)) is None:
        return words
    return f"{words} {stream}"


def _detail(words: str, *keys: str) -> Callable[[Data], str]:
    """A sentence of fixed words, and what may be quoted of the first of some fields."""

    def say(data: Data) -> str:
        found = next((shown for key in keys if (shown := quoted(data.get(key)))), "")
        return f"{words}: {found.replace('_', ' ')}" if found else words

    return say


def _change(words: str, old: tuple[str, ...], new: tuple[str, ...]) -> Callable[[Data], str]:
    """A sentence of fixed words and the states before and after."""

    def say(data: Data) -> str:
        before = next((shown for key in old if (shown := quoted(data.get(key)))), "")
        after = next((shown for key in new if (shown := quoted(data.get(key)))), "")
        states = f"{before} to {after}" if before and after else after
        return f"{words}: {states.replace('_', ' ')}" if states else words

    return say


def _stream(words: str, *keys: str) -> Callable[[Data], str]:
    """A sentence about a stream."""

    def say(data: Data) -> str:
        stream = stream_id(data)
        shown = f"{words} on stream {stream}" if stream is not None else words
        return _detail(shown, *keys)(data)

    return say


def _metrics(data: Data) -> str:
    found = []
    for words, key in _METRICS:
        value = metric(data, key)
        if value is not None:
            found.append(f"{words} {value:.10g}")
            if len(found) == _MOST_METRICS:
                break
    return f"repair metrics: {', '.join(found)}" if found else "repair metrics"


def _lost(words: str) -> Callable[[Data], str]:
    def say(data: Data) -> str:
        kind, number = packet_type(data), packet_number(data)
        shown = f"packet {number}" if number is not None else "packet"
        shown = shown if kind == UNKNOWN_TYPE else f"{kind} {shown}"
        return _detail(f"repair: {shown} {words}", "trigger")(data)

    return say


def _acked(data: Data) -> str:
    count = len(packet_numbers(data))
    return f"{count or ''} packets acknowledged".lstrip()


def _marked(data: Data) -> str:
    count = len(frames(data) or ())
    frames_said = "1 frame" if count == 1 else f"{count} frames"
    return f"repair: {frames_said} to be sent again" if count else "repair: data to be sent again"


def _datagrams(done: str) -> Callable[[Data], str]:
    def say(data: Data) -> str:
        raw = data.get("raw")
        first = raw[0] if isinstance(raw, list) and raw else raw
        size = whole(data.get("byte_length"))
        if size is None and isinstance(first, dict):
            size = whole(first.get("length"))
        return f"UDP datagram {done}" + ("" if size is None else f": {size} bytes")

    return say


def _closed(data: Data) -> str:
    keys = ("connection_code", "application_code", "connection_error", "application_error", "error_code", "trigger")
    found = [shown.replace("_", " ") for key in keys if (shown := quoted(data.get(key)))]
    by = quoted(data.get("owner")) or quoted(data.get("initiator"))
    return "connection closed" + (f" by the {by} end" if by else "") + (f": {', '.join(found)}" if found else "")


def _parameters(words: str) -> Callable[[Data], str]:
    def say(data: Data) -> str:
        by = quoted(data.get("owner")) or quoted(data.get("initiator"))
        return f"{words} of the {by} end" if by else words

    return say


def _http(done: str) -> Callable[[Data], str]:
    def say(data: Data) -> str:
        kind = quoted(part(data, "frame").get("frame_type"))
        return _stream(f"HTTP {kind} frame {done}" if kind else f"HTTP frame {done}")(data)

    return say


def _moved(data: Data) -> str:
    size = whole(data.get("length"))
    return _stream("data moved")(data) + (f", {size} bytes" if size is not None else "")


def _unknown(name: str) -> str:
    """The sentence of an event that is not in the table; its own name decides its lanes."""
    category, colon, event = name.partition(":")
    plain = _UNSAFE.search(name) is None and len(name) <= _QUOTED
    if category.lower() == "recovery":
        return f"repair event {quoted(event.replace('_', ' '))}".rstrip() if plain else "repair event"
    if not plain:
        return "event of an unknown type"
    return f"{category}: {event.replace('_', ' ')}" if colon else name


_SENTENCES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "connectivity:server_listening": _detail("server listening"),
    "connectivity:connection_started": _detail("connection started"),
    "connectivity:connection_closed": _closed,
    "connectivity:connection_id_updated": _parameters("path identifier changed"),
    "connectivity:connection_state_updated": _change("connection state", ("old",), ("new", "state")),
    "connectivity:spin_bit_updated": _detail("spin bit", "state"),
    "connectivity:path_assigned": _detail("path assigned", "path_id", "tuple_id"),
    "connectivity:mtu_updated": _change("path MTU", ("old",), ("new", "mtu")),
    "connectivity:migration_state_updated": _change("path migration", ("old",), ("new", "success")),
    "transport:version_information": _detail("protocol version", "chosen_version"),
    "transport:alpn_information": _detail("application protocol", "chosen_alpn", "alpn"),
    "transport:parameters_set": _parameters("transport parameters"),
    "transport:parameters_restored": _parameters("transport parameters restored"),
    "transport:packet_sent": _packet("sent"),
    "transport:packet_received": _packet("received"),
    "transport:packet_dropped": _detail("packet dropped", "trigger", "details"),
    "transport:packet_buffered": _detail("packet buffered", "trigger"),
    "transport:packets_acked": _acked,
    "transport:datagrams_sent": _datagrams("sent"),
    "transport:datagrams_received": _datagrams("received"),
    "transport:datagram_dropped": _datagrams("dropped"),
    "transport:stream_state_updated": _stream("state change", "new"),
    "transport:frames_processed": _detail("frames processed"),
    "transport:data_moved": _moved,
    "transport:stream_data_moved": _moved,
    "transport:datagram_data_moved": _detail("datagram data moved"),
    "transport:connection_data_blocked_updated": _change("connection data blocked", ("old",), ("new",)),
    "transport:stream_data_blocked_updated": _stream("data blocked", "new"),
    "transport:datagram_data_blocked_updated": _change("datagram data blocked", ("old",), ("new",)),
    "security:key_updated": _detail("key updated", "key_type", "trigger"),
    "security:key_discarded": _detail("key discarded", "key_type", "trigger"),
    "recovery:parameters_set": _detail("repair parameters set"),
    "recovery:metrics_updated": _metrics,
    "recovery:congestion_state_updated": _change("repair: congestion state", ("old",), ("new",)),
    "recovery:loss_timer_updated": _detail("repair timer", "event_type", "timer_type"),
    "recovery:packet_lost": _lost("lost"),
    "recovery:spurious_loss": _lost("was not lost"),
    "recovery:marked_for_retransmit": _marked,
    "recovery:ecn_state_updated": _change("repair: ECN state", ("old",), ("new",)),
    "http:parameters_set": _parameters("HTTP settings"),
    "http:parameters_restored": _parameters("HTTP settings restored"),
    "http:stream_type_set": _stream("HTTP type", "stream_type", "new"),
    "http:frame_created": _http("sent"),
    "http:frame_parsed": _http("received"),
    "http:datagram_created": _detail("HTTP datagram sent"),
    "http:datagram_parsed": _detail("HTTP datagram received"),
    "http:push_resolved": _detail("HTTP push resolved", "decision"),
    "http:priority_updated": _stream("HTTP priority"),
    "qpack:state_updated": _parameters("header compression state"),
    "qpack:stream_state_updated": _stream("header compression", "state"),
    "qpack:dynamic_table_updated": _parameters("header table"),
    "qpack:headers_encoded": _stream("headers encoded"),
    "qpack:headers_decoded": _stream("headers decoded"),
    "qpack:instruction_created": _detail("header instruction sent"),
    "qpack:instruction_parsed": _detail("header instruction received"),
    "loglevel:error": _detail("error", "message"),
    "loglevel:warning": _detail("warning", "message"),
    "loglevel:info": _detail("note", "message"),
    "loglevel:debug": _detail("debug", "message"),
    "loglevel:verbose": _detail("verbose", "message"),
    "simulation:scenario": _detail("scenario", "name"),
    "simulation:marker": _detail("marker", "type", "message"),
}
"""What is said of each canonical event; its words for lanes are those of :data:`~atp_tui.engine.trace.LANE_WORDS`."""
