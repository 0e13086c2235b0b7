"""What sender and replicas tell one another, beside symbols, and how it is put into bytes.

Control messages go over the streams of all connections to a replica at once: they race as the symbols do, and the
first copy to arrive counts. Symbols go in DATAGRAM frames (RFC 9221), which nobody repeats.
"""

import struct
from typing import Final, NamedTuple, TypeAlias

import msgspec


class Offer(msgspec.Struct, frozen=True, tag="offer"):
    """The manifest: what is going to be sent."""

    symbol_size: int
    blocks: tuple[tuple[int, str], ...]
    """Length in bytes and SHA-256 of each block."""


class Mark(msgspec.Struct, frozen=True, tag="mark"):
    """All symbols of a round of a block have been handed to the paths."""

    block: int
    round: int


class Short(msgspec.Struct, frozen=True, tag="short"):
    """A replica has too few symbols for a block, and no more come."""

    block: int
    round: int
    missing: int


class Acknowledged(msgspec.Struct, frozen=True, tag="acknowledged"):
    """A block is stored and its journal record is synced."""

    block: int
    paths: tuple[int, ...]
    """How many of its symbols each path brought."""


class Seal(msgspec.Struct, frozen=True, tag="seal"):
    """All blocks are there: sync what is left and say so."""


class Sealed(msgspec.Struct, frozen=True, tag="sealed"):
    """Nothing is left to sync."""


class Retire(msgspec.Struct, frozen=True, tag="retire"):
    """A path will carry no more, and this is what came of it."""

    path: int
    outcome: str


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """Encode the outcome of every path."""


class Report(msgspec.Struct, frozen=True, tag="report"):
    """The outcome of every path, as a replica knows it."""

    outcomes: tuple[str, ...]


Message: TypeAlias = Offer | Mark | Short | Acknowledged | Seal | Sealed | Retire | Ask | Report


class _Envelope(msgspec.Struct):
    """A message with its number, by which copies are known."""

    number: int
    message: Message


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(_Envelope).decode
_LENGTH: Final = struct.Struct(">I")
_BLOCK: Final = struct.Struct(">I")


def frame(number: int, message: Message) -> bytes:
    """Return a message as bytes for a stream: its length in four bytes, and JSON."""
    body = _encode(_Envelope(number, message))
    return _LENGTH.pack(len(body)) + body


class FrameReader:
    """Puts the bytes of one stream together into messages."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[int, Message]]:
        """Return the messages that are complete with *data*, each with its number."""
        self._rest += data
        found = []
        while len(self._rest) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self._rest)[0]
            if len(self._rest) < end:
                break
            envelope = _decode(self._rest[_LENGTH.size : end])
            found.append((envelope.number, envelope.message))
            self._rest = self._rest[end:]
        return found


class Symbol(NamedTuple):
    """One RaptorQ symbol of a block. Source: RFC 6330 section 4.4."""

    block: int
    packet: bytes
    """FEC payload id in four bytes, and the symbol."""

    @property
    def number(self) -> int:
        """The encoding symbol id."""
        return int.from_bytes(self.packet[1:4], "big")

    def write(self) -> bytes:
        """Return the symbol as the content of a DATAGRAM frame."""
        return _BLOCK.pack(self.block) + self.packet

    @classmethod
    def read(cls, data: bytes) -> "Symbol":
        """Return the symbol that a DATAGRAM frame holds."""
        return cls(_BLOCK.unpack_from(data)[0], data[_BLOCK.size :])
