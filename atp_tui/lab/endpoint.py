"""One end of a QUIC connection: aioquic without sockets.

link -> receive() ----> aioquic ----> messages and symbols to the mailbox
tasks -> tell(), push() -> aioquic -> flush() ----> datagrams for the link
"""

from collections import deque
from collections.abc import Callable
from typing import Final

import trio
from aioquic.quic import events
from aioquic.quic.connection import NetworkAddress, QuicConnection

from atp_tui.lab.errors import LabError
from atp_tui.lab.message import FrameReader, Message, Symbol, frame

OUTBOX: Final = 8
"""Symbols that may wait for room in a connection."""

BURST: Final = 4
"""Symbols that are handed to aioquic at a time."""

ATTENTION: Final = 0.003
"""Seconds after which an open end answers what it received, so that one acknowledgement does for several datagrams."""

TIMER_SLACK: Final = 0.000_001
"""Seconds that a timer is waited for longer: at exact equality loss detection would make no progress."""


class Endpoint:
    """One end of a connection over one path.

    Args:
        connection: The aioquic connection, with datagrams enabled.
        name: The one-way link that leads away from here, as ``path 0 to replica 1``.
        peer: Address of the other end, from which alone it may receive.
        deliver: Called with each message (and its number) or symbol that arrives.
        is_server: A server says nothing before it has heard something.

    Raises:
        LabError: this aioquic does not tell how many DATAGRAM frames wait.
    """

    def __init__(
        self,
        connection: QuicConnection,
        *,
        name: str,
        peer: NetworkAddress,
        deliver: Callable[[int, Message | Symbol], None],
        is_server: bool,
    ) -> None:
        if not hasattr(connection, "_datagrams_pending"):
            found = f"a {type(connection).__name__} without it"
            raise LabError("an aioquic that counts its waiting DATAGRAM frames", found, place="aioquic")
        self.connection = connection
        self.name = name
        self.opened = trio.Event()
        """Set when the handshake is complete at this end."""
        self.is_ended = False
        """The connection was closed by either end."""
        self.timer: float | None = None
        """Lab time in seconds at which aioquic wants to be woken."""
        self.wake: Callable[[Endpoint], None] = _no_one
        """Tells the path that there is something to send."""
        self.sent = 0
        """Datagrams that were sent from here."""
        self._peer = peer
        self._deliver = deliver
        self._may_speak = not is_server
        self._stream = 1 if is_server else 0
        self._reader = FrameReader()
        self._outbox: deque[Symbol] = deque()
        self._has_room = trio.lowlevel.ParkingLot()
        self._sent_symbols: list[Symbol] = []

    @property
    def is_usable(self) -> bool:
        """The handshake is complete and nobody has closed the connection."""
        return self.opened.is_set() and not self.is_ended

    def receive(self, datagram: bytes, now: float) -> None:
        """Handle a datagram from the other end; answers are sent soon after."""
        is_new = not self.opened.is_set()
        self._may_speak = True
        self.connection.receive_datagram(datagram, self._peer, now)
        self._handle_events()
        due = now if is_new else now + ATTENTION + TIMER_SLACK
        self.timer = due if self.timer is None else min(due, self.timer)

    def fire_timer(self, now: float) -> bool:
        """Handle aioquic's timer if it has expired, and return whether it had."""
        if self.timer is None or now < self.timer:
            return False
        self.connection.handle_timer(now)
        self._handle_events()
        return True

    def tell(self, number: int, message: Message) -> None:
        """Send a message over the connection's stream."""
        if not self.is_ended:
            self.connection.send_stream_data(self._stream, frame(number, message))
            self.wake(self)

    def push(self, symbols: list[Symbol]) -> None:
        """Put symbols in line for DATAGRAM frames."""
        self._outbox.extend(symbols)
        self.wake(self)

    async def room(self) -> None:
        """Wait until the connection takes more symbols."""
        while len(self._outbox) >= OUTBOX:
            await self._has_room.park()

    def withdraw(self, block: int) -> None:
        """Remove the symbols of a block from the queue."""
        self._outbox = deque(symbol for symbol in self._outbox if symbol.block != block)
        self._has_room.unpark_all()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close(reason_phrase="transfer complete")
        self.wake(self)

    def flush(self, now: float) -> tuple[list[bytes], list[Symbol]]:
        """Return the datagrams to send now, and the symbols that went into them for the first time."""
        if not self._may_speak:
            return [], []
        connection = self.connection
        datagrams = [data for data, _ in connection.datagrams_to_send(now)]
        symbols: list[Symbol] = []
        # aioquic queues without limit; a symbol stays here until the queue is empty, so that the faster path takes it.
        while self._outbox and self.opened.is_set() and not connection._datagrams_pending:  # noqa: SLF001 - as said
            burst = [self._outbox.popleft() for _ in range(min(BURST, len(self._outbox)))]
            symbols += burst
            for symbol in burst:
                connection.send_datagram_frame(symbol.write())
            datagrams += [data for data, _ in connection.datagrams_to_send(now)]
        if symbols:
            self._has_room.unpark_all()
        timer = connection.get_timer()
        self.timer = None if timer is None else timer + TIMER_SLACK
        return datagrams, symbols

    def _handle_events(self) -> None:
        while (event := self.connection.next_event()) is not None:
            match event:
                case events.DatagramFrameReceived():
                    self._deliver(0, Symbol.read(event.data))
                case events.StreamDataReceived():
                    for number, message in self._reader.feed(event.data):
                        self._deliver(number, message)
                case events.HandshakeCompleted():
                    self.opened.set()
                case events.ConnectionTerminated():
                    self.is_ended = True


def _no_one(_endpoint: Endpoint) -> None:
    """Wake nobody: the endpoint lies on no path yet."""
