"""Datagrams between sending and arrival: lost, late, overtaken or doubled.

What carries them knows nothing of what they hold, so that the QUIC paths of a transfer and the network of a test are
made of the same.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from math import inf
from typing import Final, Generic, TypeVar

from atp_tui.lab.decision import Fate
from atp_tui.lab.dice import Dice
from atp_tui.lab.trace import NS, Recorder

REORDER_FACTOR: Final = 4
"""How many times the jitter, with two milliseconds at least, a datagram is held back to be overtaken."""

MIN_JITTER_NS: Final = 2_000_000

LOST: Final = Fate(lost=True)

_End = TypeVar("_End")


def drawn_fate(dice: Dice, *, loss: float, jitter_ns: int, reorder: float, duplicate: float = 0.0) -> Fate:
    """Roll the dice of a link for its next datagram.

    Args:
        dice: The stream of the link.
        loss: Probability that it is lost.
        jitter_ns: The most that chance adds to the latency, in nanoseconds.
        reorder: Probability that it is held back so that later ones overtake it.
        duplicate: Probability that it arrives twice; nothing is rolled for 0.
    """
    if dice.chance(loss):
        return LOST
    delay_ns = dice.below(jitter_ns + 1)
    if dice.chance(reorder):
        delay_ns += REORDER_FACTOR * max(jitter_ns, MIN_JITTER_NS)
    if duplicate and dice.chance(duplicate):
        return Fate(delay_ns=delay_ns, copy_ns=dice.below(jitter_ns + 1))
    return Fate(delay_ns=delay_ns)


class DatagramsUnderWay(Generic[_End]):
    """The datagrams that have been sent and have not arrived.

    Args:
        recorder: Where it is written down what becomes of each.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._order = 0
        self._under_way: list[tuple[int, int, _End, bytes, str]] = []

    @property
    def next_time(self) -> float:
        """Lab time in seconds at which the next one arrives; infinite where none is under way."""
        return self._under_way[0][0] / NS if self._under_way else inf

    def send(self, link: str, number: int, datagram: bytes) -> str:
        """Write down that a datagram is sent, and return its title."""
        title = f"udp datagram {number} on {link}"
        self._recorder.say("DatagramSent", f"{title} sent: {len(datagram)} bytes")
        return title

    def lose(self, title: str, where: str = "") -> None:
        """Write down that a datagram is lost."""
        self._recorder.say("DatagramLost", f"{title} lost{where}")

    def carry(self, title: str, end: _End, datagram: bytes, latency_ns: int, fate: Fate) -> None:
        """Let a datagram arrive at an end when its fate says, once, twice or not at all."""
        if fate.lost:
            self.lose(title)
            return
        self._push(title, end, datagram, latency_ns + fate.delay_ns)
        if fate.copy_ns is not None:
            self._push(f"{title}, a copy,", end, datagram, latency_ns + fate.copy_ns)

    def arrived(self, now_ns: int) -> Iterator[tuple[_End, bytes]]:
        """Yield what has arrived until now, each with its end, in order."""
        while self._under_way and self._under_way[0][0] <= now_ns:
            _, _, end, datagram, title = heappop(self._under_way)
            self._recorder.say("DatagramReceived", f"{title} received")
            yield end, datagram

    def _push(self, title: str, end: _End, datagram: bytes, after_ns: int) -> None:
        self._order += 1
        heappush(self._under_way, (self._recorder.now_ns + after_ns, self._order, end, datagram, title))
