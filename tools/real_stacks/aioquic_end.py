"""One end of a run over aioquic: a client that asks for bytes, or a server that sends them.

    python -m tools.real_stacks.aioquic_end client|server OPTIONS

Options and output are those of quicgo/main.go. The last line of the output is JSON: asked, received, finished, error.
"""

import argparse
import asyncio
import json
import resource
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from aioquic.asyncio.client import connect
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import serve
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, H3Event, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import (
    ConnectionTerminated,
    HandshakeCompleted,
    ProtocolNegotiated,
    QuicEvent,
    StreamDataReceived,
    StreamReset,
)
from aioquic.quic.logger import QuicFileLogger, QuicLoggerTrace

RAW: Final = "relay-test"
FAILED: Final = 0x42
"""The error code of a server that gives up."""
H3_NO_ERROR: Final = 0x100
NO_ERROR: Final = 0
BUFFER: Final = 1 << 22


class Logger(QuicFileLogger):
    """Writes logs as far as the disk allows."""

    def end_trace(self, trace: QuicLoggerTrace) -> None:
        """Leaves a log that is cut where the disk is full."""
        with suppress(OSError):
            super().end_trace(trace)


class End(QuicConnectionProtocol):
    """What both ends share: bytes by stream, whether raw or over HTTP/3."""

    arguments: argparse.Namespace

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.h3: H3Connection | None = None
        self.got: dict[int, int] = {}
        self.ended: set[int] = set()
        self.head: dict[int, bytes] = {}
        self.error = ""
        self.done = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asks for a buffer in which nothing is lost that the relay has passed on."""
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        super().connection_made(transport)

    def quic_event_received(self, event: QuicEvent) -> None:
        """Counts what came, and calls `stream_ended` at the end of each stream."""
        if isinstance(event, ProtocolNegotiated) and event.alpn_protocol in H3_ALPN:
            self.h3 = H3Connection(self._quic)
        elif isinstance(event, HandshakeCompleted):
            self.connected()
        elif isinstance(event, ConnectionTerminated):
            self.error = f"closed with {event.error_code:#x} {event.reason_phrase}".strip()
            self.done.set()
        elif isinstance(event, StreamReset):
            self.error = f"stream {event.stream_id} reset with {event.error_code:#x}"
            self.stream_failed()
        if self.h3 is not None:
            for each in self.h3.handle_event(event):
                self.h3_received(each)
        elif isinstance(event, StreamDataReceived):
            self.received(event.stream_id, event.data, ended=event.end_stream)

    def h3_received(self, event: H3Event) -> None:
        """Takes headers as the head of a stream, and data as its bytes."""
        if isinstance(event, HeadersReceived):
            self.head[event.stream_id] = dict(event.headers).get(b":path", b"").removeprefix(b"/")
            self.received(event.stream_id, b"", ended=event.stream_ended)
        elif isinstance(event, DataReceived):
            self.received(event.stream_id, event.data, ended=event.stream_ended)

    def received(self, stream: int, data: bytes, *, ended: bool) -> None:
        """Adds *data* to what the stream got; the request line of a raw stream is not counted."""
        if self.h3 is None and not self._quic.configuration.is_client and stream not in self.head:
            self.head[stream], _, data = data.partition(b"\n")
        self.got[stream] = self.got.get(stream, 0) + len(data)
        if ended and stream not in self.ended:
            self.ended.add(stream)
            self.stream_ended(stream)

    def connected(self) -> None:
        """Called after the handshake."""

    def stream_ended(self, stream: int) -> None:
        """Called after the last byte of *stream*."""

    def stream_failed(self) -> None:
        """Called when the peer reset a stream."""

    def report(self, asked: int, *, finished: bool) -> None:
        """Prints the line that the driver reads."""
        error = "" if finished else self.error
        print(json.dumps({"asked": asked, "received": sum(self.got.values()), "finished": finished, "error": error}))
        sys.stdout.flush()


class Client(End):
    """Asks on each stream, and closes once everything came."""

    def ask(self) -> None:
        """Sends all requests."""
        down, up = self.arguments.down, bytes(self.arguments.up)
        for _ in range(self.arguments.streams):
            stream = self._quic.get_next_available_stream_id()
            if self.h3 is not None:
                method = b"POST" if up else b"GET"
                head = [(b":method", method), (b":scheme", b"https"), (b":authority", b"localhost")]
                self.h3.send_headers(stream, [*head, (b":path", b"/%d" % down)], end_stream=not up)
                if up:
                    self.h3.send_data(stream, up, end_stream=True)
            else:
                self._quic.send_stream_data(stream, b"%d\n" % down + up, end_stream=True)
        self.transmit()

    def stream_ended(self, stream: int) -> None:  # noqa: ARG002
        """Finishes with the last stream."""
        if len(self.ended) == self.arguments.streams:
            self.done.set()

    def stream_failed(self) -> None:
        """Gives up."""
        self.done.set()

    @property
    def finished(self) -> bool:
        """Whether all bytes came."""
        streams: int = self.arguments.streams
        return len(self.ended) == streams and sum(self.got.values()) == streams * self.arguments.down


class Server(End):
    """Answers each request, and fails as it was told to."""

    def stream_ended(self, stream: int) -> None:
        """Answers, perhaps after a while."""
        self._loop.call_later(self.arguments.think / 1000, self.answer, stream)

    def answer(self, stream: int) -> None:
        """Sends the answer, or its first part if the server is to fail."""
        size, part = int(self.head[stream]), round(int(self.head[stream]) * self.arguments.fail_at)
        fail = self.arguments.fail
        if self.h3 is not None:
            self.h3.send_headers(stream, [(b":status", b"200"), (b"content-length", b"%d" % size)])
            self.h3.send_data(stream, bytes(part if fail else size), end_stream=not fail)
        else:
            self._quic.send_stream_data(stream, bytes(part if fail else size), end_stream=not fail)
        self.transmit()
        if fail and fail != "stall":
            self._loop.call_later(self.arguments.fail_after / 1000, self.fail, stream)

    def fail(self, stream: int) -> None:
        """Closes with an error or resets the stream."""
        if self.arguments.fail == "close":
            self.close(error_code=FAILED, reason_phrase="storage failed")
        else:
            self._quic.reset_stream(stream, FAILED)
            self.transmit()


def configuration_of(arguments: argparse.Namespace) -> QuicConfiguration:
    """The configuration of either end."""
    client = arguments.end == "client"
    found = QuicConfiguration(
        is_client=client,
        alpn_protocols=[arguments.alpn or (H3_ALPN[0] if arguments.protocol == "h3" else RAW)],
        idle_timeout=arguments.idle / 1000,
        quic_logger=Logger(str(arguments.qlog)),
        server_name="localhost" if client else None,
    )
    if client:
        found.load_verify_locations(str(arguments.ca))
    else:
        found.load_cert_chain(arguments.cert, arguments.key)
    return found


async def run_client(arguments: argparse.Namespace) -> None:
    """Connects, asks, waits and closes."""
    made: list[Client] = []

    def make(*args: object, **kwargs: object) -> Client:
        made.append(Client(*args, **kwargs))
        return made[-1]

    configuration = configuration_of(arguments)
    with suppress(ConnectionError):
        async with connect(arguments.host, arguments.port, configuration=configuration, create_protocol=make):
            client = made[-1]
            client.ask()
            if arguments.key_update:
                client.request_key_update()
            await client.done.wait()
            if arguments.idle_end and client.finished:
                await client.wait_closed()
            client.close(H3_NO_ERROR if client.h3 is not None else NO_ERROR)
    made[-1].report(arguments.streams * arguments.down, finished=made[-1].finished)


async def run_server(arguments: argparse.Namespace) -> None:
    """Serves one connection, and ends with it."""
    first: asyncio.Future[Server] = asyncio.get_running_loop().create_future()

    def made(*args: object, **kwargs: object) -> Server:
        found = Server(*args, **kwargs)
        if not first.done():
            first.set_result(found)
        return found

    await serve(
        arguments.host,
        arguments.port,
        configuration=configuration_of(arguments),
        create_protocol=made,
        retry=arguments.retry,
    )
    server = await first
    await server.done.wait()
    asked = arguments.streams * arguments.up
    server.report(asked, finished=len(server.ended) >= arguments.streams and sum(server.got.values()) == asked)


def parsed() -> argparse.Namespace:
    """The arguments; the ends are told all of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("end", choices=("client", "server"))
    for name in ("host", "protocol", "fail", "alpn"):
        parser.add_argument(f"--{name}", default="")
    for name in ("port", "streams", "down", "up", "idle", "think", "log-limit", "fail-after"):
        parser.add_argument(f"--{name}", type=int, default=0)
    for name in ("qlog", "ca", "cert", "key"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--fail-at", type=float, default=1.0)
    for name in ("retry", "key-update", "idle-end"):
        parser.add_argument(f"--{name}", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    given = parsed()
    End.arguments = given
    if given.log_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (given.log_limit, given.log_limit))
    asyncio.run(run_client(given) if given.end == "client" else run_server(given))
