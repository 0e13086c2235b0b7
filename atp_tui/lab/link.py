"""A real QUIC connection between the sender and one replica over one path."""

import logging
from typing import Final

from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection

from atp_tui.lab.certificate import SERVER_NAME, identity
from atp_tui.lab.endpoint import Endpoint
from atp_tui.lab.mailbox import Mailbox
from atp_tui.lab.message import Message
from atp_tui.lab.qlog import ConnectionLog
from atp_tui.lab.trace import Recorder

# A connection's troubles are in its qlog; without a handler Python would print them over whatever is on the screen.
logging.getLogger("quic").addHandler(logging.NullHandler())

PROTOCOL: Final = "atp"
"""The name by which TLS agrees on the protocol."""

MAX_DATAGRAM_FRAME: Final = 65_535

MAX_DATAGRAM: Final = 1_350
"""Bytes of the largest UDP payload, as browsers use it: it passes on nearly every network."""

IDLE_S: Final = 7_200.0
"""Longer than any deadline, so that no connection ends of idleness."""


class Link:
    """The connection between the sender (client) and a replica (server) over a path.

    Args:
        path: Number of the path.
        replica: Number of the replica.
        to_sender: Takes what arrives at the sender's end.
        to_replica: Takes what arrives at the replica's end.
        recorder: Tells the time to the connection's log; None to keep no log.
    """

    def __init__(
        self, path: int, replica: int, to_sender: Mailbox, to_replica: Mailbox, recorder: Recorder | None
    ) -> None:
        self.path = path
        self.replica = replica
        self.name = f"path {path} to replica {replica}"
        self.log = None if recorder is None else ConnectionLog(recorder, self.name)
        self._sender_address = (f"sender-{path}", 1)
        self._replica_address = (f"replica-{replica}", 443)
        client = QuicConnection(configuration=self._client_options())
        self.near = Endpoint(
            client,
            name=self.name,
            peer=self._replica_address,
            deliver=to_sender.slot(path, replica),
            is_server=False,
        )
        """The sender's end."""
        self.far = Endpoint(
            QuicConnection(
                configuration=self._server_options(),
                original_destination_connection_id=client.original_destination_connection_id,
            ),
            name=f"path {path} from replica {replica}",
            peer=self._sender_address,
            deliver=to_replica.slot(path, replica),
            is_server=True,
        )
        """The replica's end."""

    def connect(self, now: float) -> None:
        """Begin the handshake."""
        self.near.connection.connect(self._replica_address, now)
        self.near.wake(self.near)

    def _client_options(self) -> QuicConfiguration:
        return QuicConfiguration(
            is_client=True,
            alpn_protocols=[PROTOCOL],
            idle_timeout=IDLE_S,
            max_datagram_size=MAX_DATAGRAM,
            max_datagram_frame_size=MAX_DATAGRAM_FRAME,
            quic_logger=self.log,
            server_name=SERVER_NAME,
            cadata=identity().pem,
        )

    def _server_options(self) -> QuicConfiguration:
        return QuicConfiguration(
            is_client=False,
            alpn_protocols=[PROTOCOL],
            idle_timeout=IDLE_S,
            max_datagram_size=MAX_DATAGRAM,
            max_datagram_frame_size=MAX_DATAGRAM_FRAME,
            quic_logger=self.log,
            certificate=identity().certificate,
            private_key=identity().key,
        )


class Channel:
    """Control messages between the sender and one replica, raced over all links between them.

    Args:
        ends: The near ends of the links for the sender's side, the far ends for the replica's.
    """

    def __init__(self, ends: list[Endpoint]) -> None:
        self._ends = ends
        self._number = 0

    def tell(self, message: Message) -> None:
        """Send a message over every link."""
        self._number += 1
        for end in self._ends:
            end.tell(self._number, message)

    async def open(self) -> None:
        """Wait until every link has its handshake behind it."""
        for end in self._ends:
            await end.opened.wait()
