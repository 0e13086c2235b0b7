"""Hostile data of events: the keys that are read, with values of any type."""

from typing import Final

from hypothesis import strategies as st

KEYS: Final = (
    *("header", "packet_number", "packet_type", "frames", "frame_type", "raw", "offset", "length", "id", "stream_id"),
    *("acked_ranges", "data", "payload_length", "path_id", "tuple", "packet_numbers", "fin", "new", "owner", "trigger"),
    *("error_code", "raw_error_code", "error_space", "application_code", "connection_code", "pto_count", "final_size"),
)
WORDS: Final = (
    *("initial", "handshake", "1RTT", "0RTT", "retry", "version_negotiation", "stream", "crypto", "ack", "path_ack"),
    *("reset_stream", "stop_sending", "connection_close", "path_challenge", "path_response", "handshake_done", "ping"),
    *("transport", "application", "closed", "local", "remote", "idle_timeout", "expired", "pto", "no_error"),
)

SCALARS: Final = (
    st.none()
    | st.booleans()
    | st.integers(-2, 12)
    | st.integers()
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=4)
)
ANYTHING: Final = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=8,
)
OBJECTS: Final = st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6)

_FLAT: Final = st.dictionaries(st.sampled_from(KEYS), SCALARS | st.lists(SCALARS, max_size=2), max_size=6)
_FRAMES: Final = st.tuples(st.sampled_from(WORDS), _FLAT).map(lambda each: {"frame_type": each[0], **each[1]})
PACKETS: Final = st.fixed_dictionaries(
    {"header": _FLAT | SCALARS, "frames": st.lists(_FRAMES | SCALARS, max_size=3) | SCALARS}
)
"""Data that looks like that of a packet."""
