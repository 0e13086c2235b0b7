"""A path: it carries datagrams late, in another order, or not at all.

One task a path drives all connections over it: what has arrived is received, timers that ran out are fired, what is to
be sent goes on its way, and then it sleeps until the next of these.
"""

from typing import Final

from atp_tui.lab.clock import LabClock
from atp_tui.lab.datagrams import DatagramsUnderWay
from atp_tui.lab.decision import DecisionLog
from atp_tui.lab.endpoint import Endpoint
from atp_tui.lab.faults import Faults
from atp_tui.lab.link import Link
from atp_tui.lab.message import Symbol
from atp_tui.lab.options import LabOptions
from atp_tui.lab.trace import NS, Recorder

REST_S: Final = 0.002
"""Seconds that a path sleeps at least, so that datagrams that arrive close together are received together."""


class Path:
    """One path with the links to all replicas over it."""

    def __init__(
        self,
        number: int,
        options: LabOptions,
        recorder: Recorder,
        decisions: DecisionLog,
        faults: Faults,
        clock: LabClock,
    ) -> None:
        self.number = number
        self.is_dark = False
        """Nothing that is sent arrives."""
        self.links: list[Link] = []
        self._options = options
        self._recorder = recorder
        self._decisions = decisions
        self._faults = faults
        self._latency_ns: dict[str, int] = {}
        self._other_end: dict[str, Endpoint] = {}
        self._loss: dict[str, float] = {}
        self._ends: list[Endpoint] = []
        self._to_flush: dict[str, Endpoint] = {}
        self._datagrams: DatagramsUnderWay[Endpoint] = DatagramsUnderWay(recorder)
        self._alarm = clock.alarm()
        self._unread: Endpoint | None = None

    def add(self, link: Link) -> None:
        """Lay a link over this path."""
        self.links.append(link)
        for end, other in ((link.near, link.far), (link.far, link.near)):
            self._ends.append(end)
            self._other_end[end.name] = other
            self._latency_ns[end.name] = self._options.latency_ns(self.number, link.replica)
            self._loss[end.name] = self._options.loss
            end.wake = self._wake

    async def run(self) -> None:
        """Carry until cancelled."""
        for link in self.links:
            link.connect(self._recorder.now)
            self._recorder.say("Connect", f"quic connection opening on {link.name}")
        is_wanted = True
        while is_wanted:
            now = self._recorder.now
            self._receive(now)
            self._fire_timers(now)
            self._flush(now)
            is_wanted = await self._alarm.sleep_until(self._next())

    def storm(self, replica: int) -> None:
        """Lose most of what is sent to a replica from now on."""
        for link in self.links:
            if link.replica == replica:
                self._loss[link.near.name] = max(self._options.storm, self._options.loss)

    def _wake(self, end: Endpoint) -> None:
        self._to_flush[end.name] = end
        self._alarm.call()

    def _next(self) -> float:
        """Lab time in seconds at which there is something to do."""
        first = self._datagrams.next_time
        for end in self._ends:
            if end.timer is not None and end.timer < first:
                first = end.timer
        return max(first, self._recorder.now + REST_S)

    def _receive(self, now: float) -> None:
        for end, datagram in self._datagrams.arrived(round(now * NS)):
            was_open = end.opened.is_set()
            end.receive(datagram, now)
            if end.opened.is_set() and not was_open:
                self._open(end)

    def _open(self, end: Endpoint) -> None:
        self._recorder.say("HandshakeComplete", f"quic connection open on {end.name}")
        link = next(link for link in self.links if end in (link.near, link.far))
        place = {"path": link.path, "replica": link.replica}
        if end is link.near and self._faults.strikes("lost-finished", **place):
            self._unread = end

    def _fire_timers(self, now: float) -> None:
        for end in self._ends:
            if end.fire_timer(now):
                self._to_flush[end.name] = end

    def _flush(self, now: float) -> None:
        while self._to_flush:
            ends, self._to_flush = self._to_flush, {}
            for end in ends.values():
                datagrams, symbols = end.flush(now)
                for symbol in symbols:
                    self._tell_symbol(end, symbol)
                for datagram in datagrams:
                    self._send(end, datagram)

    def _tell_symbol(self, end: Endpoint, symbol: Symbol) -> None:
        is_repair = symbol.number >= self._options.source_symbols(symbol.block)
        kind, word = ("RepairSent", "repair symbol") if is_repair else ("SymbolSent", "symbol")
        self._recorder.say(kind, f"racing: {word} {symbol.number} of block {symbol.block} on {end.name}")

    def _send(self, end: Endpoint, datagram: bytes) -> None:
        number, name = end.sent, end.name
        end.sent += 1
        title = self._datagrams.send(name, number, datagram)
        # The first datagram after a client's handshake is complete holds its Finished.
        if self._unread is end:
            self._unread = None
            self._datagrams.lose(title)
        elif self.is_dark:
            self._datagrams.lose(title, " in the dark")
        else:
            fate = self._decisions.fate(name, number, self._loss[name])
            self._datagrams.carry(title, self._other_end[name], datagram, self._latency_ns[name], fate)
