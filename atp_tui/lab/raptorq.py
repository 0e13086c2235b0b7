"""Cutting an object into blocks and blocks into RaptorQ symbols, and back. Source: RFC 6330."""

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

from raptorq import Decoder, Encoder

from atp_tui.lab.message import Symbol

PAYLOAD_ID: Final = 4
"""Bytes of the FEC payload id before a symbol."""


class Entry(NamedTuple):
    """What the manifest says of one block."""

    length: int
    """Bytes."""
    sha256: str


def cut(payload: bytes, block_size: int) -> tuple[bytes, ...]:
    """Return the blocks of an object; the last one may be shorter."""
    return tuple(payload[start : start + block_size] for start in range(0, len(payload), block_size))


def entry_of(block: bytes) -> Entry:
    """Return what a manifest says of a block."""
    return Entry(len(block), hashlib.sha256(block).hexdigest())


def manifest_hash(entries: Iterable[Entry]) -> str:
    """Return the hash of a manifest: SHA-256 over one line a block, ``NUMBER LENGTH SHA256``."""
    lines = "".join(f"{number} {entry.length} {entry.sha256}\n" for number, entry in enumerate(entries))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def source_count(length: int, symbol_size: int) -> int:
    """Return how many source symbols a block has."""
    return -(-length // symbol_size)


class BlockEncoder:
    """The symbols of one block in the sender's memory.

    Args:
        number: Number of the block.
        data: Its bytes.
        symbol_size: Length of a symbol, in bytes.
        budget: Repair symbols that there are to be had.
    """

    def __init__(self, number: int, data: bytes, symbol_size: int, budget: int) -> None:
        self._number = number
        self._encoder = Encoder.with_defaults(data, symbol_size)
        self._budget = budget
        self._repair: list[Symbol] | None = None
        self.source = self._symbols(0)
        """The source symbols, in order."""

    def flip(self, symbol: int, bit: int) -> None:
        """Change one bit in the first byte of a source symbol."""
        packet = bytearray(self.source[symbol].packet)
        packet[PAYLOAD_ID] ^= 1 << bit
        self.source[symbol] = Symbol(self._number, bytes(packet))

    def repair(self, first: int, count: int) -> list[Symbol]:
        """Return *count* repair symbols from the one numbered *first* on, or as many as the budget still has."""
        if self._repair is None:
            self._repair = self._symbols(self._budget)[len(self.source) :]
        return self._repair[first : first + count]

    def _symbols(self, repair: int) -> list[Symbol]:
        return [Symbol(self._number, packet) for packet in self._encoder.get_encoded_packets(repair)]


class BlockDecoder:
    """The symbols of one block that a replica has received.

    Args:
        length: Length of the block, in bytes.
        symbol_size: Length of a symbol, in bytes.
    """

    def __init__(self, length: int, symbol_size: int) -> None:
        self._decoder = Decoder.with_defaults(length, symbol_size)
        self.needed = source_count(length, symbol_size)
        """Source symbols of the block."""
        self.seen: set[bytes] = set()
        """FEC payload ids of the symbols that were received."""

    def add(self, symbol: Symbol) -> bytes | None:
        """Add a symbol and return the block when it can be decoded, else None."""
        self.seen.add(symbol.packet[:PAYLOAD_ID])
        block: bytes | None = self._decoder.decode(symbol.packet)
        return block

    @property
    def missing(self) -> int:
        """How many more symbols will very likely do."""
        return max(self.needed - len(self.seen), 0) + 1
