"""A datagram network in simulated time, with sockets that are called as trio's are."""

from collections import deque
from typing import Final, Self, TypeAlias

import trio

from atp_tui.lab.datagrams import DatagramsUnderWay
from atp_tui.lab.testing.decisions import Dark
from atp_tui.lab.testing.outside import Decisions, NetworkOdds
from atp_tui.lab.trace import Recorder

Address: TypeAlias = str | tuple[str, int]
"""The name of a host, or a host and a port."""

MAX_DATAGRAM: Final = 65_507
"""Bytes of the largest UDP payload over IPv4. Source: RFC 768 and RFC 791."""


class Network:
    """Carries datagrams between sockets: late, in another order, twice, or not at all.

    Made by :meth:`World.network`.

    Args:
        name: Its name, with which its links begin in the event log.
        latency_ns: The shortest time on the way, in nanoseconds.
        odds: What chance may do.
        recorder: Where it is written down.
        decisions: What decides.
    """

    def __init__(self, name: str, latency_ns: int, odds: NetworkOdds, recorder: Recorder, decisions: Decisions) -> None:
        self.name = name
        self._latency_ns = latency_ns
        self._odds = odds
        self._recorder = recorder
        self._decisions = decisions
        self._sockets: dict[Address, Socket] = {}
        self._under_way: DatagramsUnderWay[tuple[Address, Address]] = DatagramsUnderWay(recorder)
        self._sent: dict[str, int] = {}
        self._cut: set[frozenset[Address]] = set()
        self._periods = decisions.source.dark_periods(name, odds)
        self._dark: Dark | None = next(self._periods, None)

    @property
    def time(self) -> float:
        """Simulated time in seconds at which the next datagram arrives; infinite where none is under way."""
        return self._under_way.next_time

    def ring(self) -> None:
        """Hand over what has arrived; called by the clock."""
        for (sender, receiver), datagram in self._under_way.arrived(self._recorder.now_ns):
            socket = self._sockets.get(receiver)
            if socket is None:
                self._recorder.say("DatagramRefused", f"no socket is open at {shown(receiver)}")
            else:
                socket.deliver(datagram, sender)

    def socket(self, address: Address) -> "Socket":
        """Open a socket.

        Args:
            address: Its address, which no other open socket of this network has.

        Raises:
            OSError: the address is in use.
        """
        if address in self._sockets:
            raise OSError(f"{self.name}: the address {shown(address)} is in use")
        socket = self._sockets[address] = Socket(self, address)
        return socket

    def cut(self, one: Address, other: Address) -> None:
        """Lose everything that is sent between two addresses from now on; what is under way arrives."""
        self._cut.add(frozenset((one, other)))
        self._recorder.say("PathDark", f"path between {shown(one)} and {shown(other)} is cut")

    def restore(self, one: Address, other: Address) -> None:
        """Undo :meth:`cut`."""
        self._cut.discard(frozenset((one, other)))
        self._recorder.say("PathLit", f"path between {shown(one)} and {shown(other)} is restored")

    def send(self, datagram: bytes, sender: Address, receiver: Address) -> None:
        """Send a datagram; called by sockets."""
        link = f"{self.name}: {shown(sender)} to {shown(receiver)}"
        number = self._sent.get(link, 0)
        self._sent[link] = number + 1
        title = self._under_way.send(link, number, datagram)
        if frozenset((sender, receiver)) in self._cut:
            self._under_way.lose(title, " on a path that is cut")
        elif self._is_dark():
            self._under_way.lose(title, " in the dark")
        else:
            fate = self._decisions.fate(link, number, self._odds)
            self._under_way.carry(title, (sender, receiver), datagram, self._latency_ns, fate)

    def forget(self, address: Address) -> None:
        """Free the address of a socket that is closed."""
        self._sockets.pop(address, None)

    def _is_dark(self) -> bool:
        """Whether a dark period covers this moment; one counts as a decision from the first datagram that it takes."""
        now_ns = self._recorder.now_ns
        while self._dark is not None and self._dark.from_ns + self._dark.for_ns <= now_ns:
            self._dark = next(self._periods, None)
        if self._dark is None or self._dark.from_ns > now_ns:
            return False
        self._decisions.strikes(self._dark)
        return True


class Socket:
    """A datagram socket with the methods of trio's that a datagram protocol needs; opened by :meth:`Network.socket`."""

    def __init__(self, network: Network, address: Address) -> None:
        self._network = network
        self._address = address
        self._inbox: deque[tuple[bytes, Address]] = deque()
        self._waiting = trio.lowlevel.ParkingLot()
        self._is_closed = False

    def getsockname(self) -> Address:
        """Return its address."""
        return self._address

    async def sendto(self, data: bytes, address: Address) -> int:
        """Send a datagram, and return how many bytes it has. Whether it arrives, nobody is told.

        Raises:
            OSError: it is larger than UDP carries.
            trio.ClosedResourceError: the socket is closed.
        """
        await trio.lowlevel.checkpoint()
        self._require_open()
        if len(data) > MAX_DATAGRAM:
            raise OSError(f"a datagram of {len(data)} bytes; UDP carries {MAX_DATAGRAM} at most")
        self._network.send(bytes(data), self._address, address)
        return len(data)

    async def recvfrom(self, bufsize: int = MAX_DATAGRAM) -> tuple[bytes, Address]:
        """Wait for a datagram and return it, cut to *bufsize* bytes, with the address of its sender.

        Raises:
            trio.ClosedResourceError: the socket is closed, or closes while it waits.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        self._require_open()
        if self._inbox:
            await trio.lowlevel.cancel_shielded_checkpoint()
        while not self._inbox:
            await self._waiting.park()
            self._require_open()
        data, sender = self._inbox.popleft()
        return data[:bufsize], sender

    def close(self) -> None:
        """Close it; what arrives after that is lost, and so is what was not received."""
        if not self._is_closed:
            self._is_closed = True
            self._inbox.clear()
            self._network.forget(self._address)
            self._waiting.unpark_all()

    def deliver(self, data: bytes, sender: Address) -> None:
        """Take a datagram in; called by the network."""
        self._inbox.append((data, sender))
        self._waiting.unpark()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _require_open(self) -> None:
        if self._is_closed:
            raise trio.ClosedResourceError(f"the socket at {shown(self._address)} is closed")


def shown(address: Address) -> str:
    """Return an address as text: ``a``, or ``10.0.0.1:4433``."""
    return address if isinstance(address, str) else f"{address[0]}:{address[1]}"
