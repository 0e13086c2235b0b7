"""A UDP relay between a client and a server on loopback that loses, delays and cuts, and lists what it did."""

import asyncio
import random
import socket
from collections.abc import Callable
from typing import Final, NamedTuple

from tools.real_stacks.plan import Options

HOST: Final = "127.0.0.1"
TO_SERVER: Final = "to_server"
TO_CLIENT: Final = "to_client"
QUEUE_MS: Final = 200.0
"""The longest wait at a relay with a bounded rate; what would wait longer is dropped."""
BUFFER: Final = 1 << 22
DATAGRAM: Final = 1 << 16

Address = tuple[str, int]


class Datagram(NamedTuple):
    """One datagram that came to the relay."""

    direction: str
    place: int
    """Place among the datagrams of its direction, from 0."""
    ms: float
    size: int
    fate: str
    """"passed", or why it was dropped: "loss", "dark", "cut", "queue", or "refused" by the system."""


def bound_socket() -> socket.socket:
    """A UDP socket of loopback with a free port and as large a buffer as the system gives."""
    found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    found.setblocking(False)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    found.bind((HOST, 0))
    return found


class Relay:
    """Relays like a NAT: each address of the client has a socket of its own towards the server."""

    def __init__(self, options: Options, server: Address) -> None:
        self.options = options
        self.list: list[Datagram] = []
        self.faulty = False
        """Whether the fault of a "dark" or "cut" scenario is on."""
        self.on_datagram: Callable[[], None] = lambda: None
        """Called after each datagram."""
        self.bytes = 0
        """What came from both sides, in bytes."""
        self.server = server
        self._dice = {
            way: random.Random(f"{options.seed} {way}")  # noqa: S311 - losses that can be drawn again
            for way in (TO_SERVER, TO_CLIENT)
        }
        self._free_at = {TO_SERVER: 0.0, TO_CLIENT: 0.0}
        self._count = {TO_SERVER: 0, TO_CLIENT: 0}
        self._upstreams: dict[Address, socket.socket] = {}
        self._clients: set[Address] = set()
        self._sockets: list[socket.socket] = []
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._front = self._opened(self._from_client)

    @property
    def port(self) -> int:
        """The port to which the client sends."""
        port: int = self._front.getsockname()[1]
        return port

    def rebind(self) -> None:
        """From now on datagrams reach the server from a new port, as after a NAT has lost its table."""
        self._upstreams.clear()

    def close(self) -> None:
        """Closes all sockets; what is still on its way is lost and stays listed as passed."""
        for each in self._sockets:
            self._loop.remove_reader(each)
            each.close()

    def client_ports(self) -> set[int]:
        """The ports from which the client has sent."""
        return {address[1] for address in self._clients}

    def dropped(self) -> list[Datagram]:
        """The datagrams that did not go on."""
        return [each for each in self.list if each.fate != "passed"]

    def _opened(self, take: Callable[[bytes, Address], None]) -> socket.socket:
        found = bound_socket()
        self._sockets.append(found)

        def read() -> None:
            while True:
                try:
                    data, sender = found.recvfrom(DATAGRAM)
                except BlockingIOError:
                    return
                except ConnectionRefusedError:
                    continue
                take(data, sender)

        self._loop.add_reader(found, read)
        return found

    def _from_client(self, data: bytes, sender: Address) -> None:
        upstream = self._upstreams.get(sender)
        if upstream is None:
            upstream = self._opened(lambda answer, _: self._pass(TO_CLIENT, answer, self._front, sender))
            self._upstreams[sender] = upstream
            self._clients.add(sender)
        self._pass(TO_SERVER, data, upstream, self.server)

    def _pass(self, direction: str, data: bytes, out: socket.socket, place: Address) -> None:
        now = (self._loop.time() - self._began) * 1000
        fate, wait = self._fate(direction, now, len(data))
        place_in_list = len(self.list)
        self.list.append(Datagram(direction, self._count[direction], round(now, 3), len(data), fate))
        self._count[direction] += 1
        self.bytes += len(data)
        if fate == "passed":
            self._loop.call_later(wait / 1000, self._send, out, data, place, place_in_list)
        self.on_datagram()

    def _fate(self, direction: str, now: float, size: int) -> tuple[str, float]:
        """What becomes of a datagram, and after how many ms it goes on."""
        options, dice = self.options, self._dice[direction]
        lost, jitter = dice.random() < options.loss, dice.random() * options.jitter_ms
        if self.faulty and options.scenario == "dark":
            return "dark", 0
        if self.faulty and direction == (TO_SERVER if options.fault_end == "client" else TO_CLIENT):
            return "cut", 0
        if lost:
            return "loss", 0
        start = max(now, self._free_at[direction])
        if start - now > QUEUE_MS:
            return "queue", 0
        self._free_at[direction] = start + (size * 8 / options.rate_mbit / 1000 if options.rate_mbit else 0)
        return "passed", self._free_at[direction] - now + options.delay_ms + jitter

    def _send(self, out: socket.socket, data: bytes, place: Address, place_in_list: int) -> None:
        """Sends *data*, unless the relay has been closed meanwhile."""
        if out.fileno() < 0:
            return
        try:
            out.sendto(data, place)
        except OSError:
            self.list[place_in_list] = self.list[place_in_list]._replace(fate="refused")
