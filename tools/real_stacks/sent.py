"""Which packets of a sender were in which datagram of the relay's list, so that the fate of each packet is known.

The relay sees encrypted datagrams. What a stack logs as sent, in order, comes to the relay in the same order, and the
lengths of the packets of a datagram make up its size. Datagrams may be longer: some stacks pad behind the last packet.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from atp_tui.engine.qlog import fields
from atp_tui.engine.qlog.event import LogEvent
from tools.real_stacks.relay import Datagram

MOST_COALESCED: Final = 4
"""One of each packet number space, and one more that is repeated."""
PADDED: Final = 1200
"""The least size of a datagram with an Initial packet that asks for an acknowledgement (RFC 9000, section 14.1)."""
MOST_LEFT: Final = 8


class Packet(NamedTuple):
    """A packet by its packet number space and number, and its bytes."""

    space: str
    number: int
    size: int


def datagrams(directory: Path, direction: str) -> list[Datagram]:
    """What the relay got in one direction, in order."""
    with (directory / "relay.csv").open(encoding="utf-8") as file:
        rows = (Datagram(row[0], int(row[1]), float(row[2]), int(row[3]), row[4]) for row in list(csv.reader(file))[1:])
        return [row for row in rows if row.direction == direction]


def packets(events: Iterable[LogEvent]) -> Iterator[Packet]:
    """The packets that a log says were sent, in order; those without a number, as Retry, have -1."""
    for event in events:
        if event.name == "transport:packet_sent":
            size = fields.whole(fields.part(event.data, "raw").get("length"))
            space = fields.space_of(fields.packet_type(event.data))
            number = fields.packet_number(event.data)
            yield Packet(space or "", -1 if number is None or space is None else number, size or 0)


def fates(sent: list[Packet], came: list[Datagram]) -> dict[tuple[str, int], set[str]] | None:
    """The fates of each packet's datagrams, or None if the two lists do not fit together.

    A datagram that no packets make up was not logged, as a Retry or a repeated CONNECTION_CLOSE is not. Packets may be
    left over at the end, where they did not leave; datagrams too, where the log is cut.
    """
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    place = unlogged = pending = 0
    for number, datagram in enumerate(came):
        after = came[number + 1].size if number + 1 < len(came) else 0
        count = exact(sent, place, datagram.size) or padded(sent, place, datagram.size, after)
        pending, unlogged = (0, unlogged + pending) if count else (pending + 1, unlogged)
        for packet in sent[place : place + count]:
            found[packet.space, packet.number].add(datagram.fate)
        place += count
    return dict(found) if len(sent) - place <= MOST_LEFT and unlogged <= MOST_LEFT else None


def exact(sent: list[Packet], place: int, size: int) -> int:
    """How many packets from *place* on make up *size* exactly; 0 if none do."""
    for count, packet in enumerate(sent[place : place + MOST_COALESCED], start=1):
        size -= packet.size
        if size <= 0:
            return 0 if size else count
    return 0


def padded(sent: list[Packet], place: int, size: int, after: int) -> int:
    """How many packets from *place* on a datagram has that is padded behind the last, as a first one may be.

    Of the counts that fit, that after which the next datagram is made up exactly, else the largest.
    """
    if size < PADDED or place >= len(sent) or sent[place].space not in (fields.INITIAL, fields.HANDSHAKE):
        return 0
    largest, spaces = 0, set[str]()
    for count, packet in enumerate(sent[place : place + MOST_COALESCED], start=1):
        size -= packet.size
        if size < 0 or packet.space in spaces:
            break
        spaces.add(packet.space)
        if exact(sent, place + count, after):
            return count
        largest = count
    return largest
