"""What the types of frames are called in a sentence; the words for paths put a packet into their lane."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FRAME_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ack": "ACK",
        "crypto": "CRYPTO",
        "connection_close": "close",
        "data_blocked": "data blocked",
        "datagram": "datagram",
        "handshake_done": "handshake done",
        "max_data": "max data",
        "max_stream_data": "max stream data",
        "max_streams": "max streams",
        "new_connection_id": "new path identifier",
        "new_token": "new token",
        "padding": "padding",
        "path_abandon": "path abandoned",
        "path_ack": "path ACK",
        "path_available": "path available",
        "path_backup": "path as backup",
        "path_challenge": "path challenge",
        "path_response": "path response",
        "path_standby": "path as backup",
        "path_status": "path status",
        "ping": "ping",
        "reset_stream": "stream reset",
        "retire_connection_id": "path identifier retired",
        "stop_sending": "stop sending",
        "stream": "stream",
        "stream_data_blocked": "stream data blocked",
        "streams_blocked": "streams blocked",
    }
)
"""Types of frames and what they are called in a sentence."""
