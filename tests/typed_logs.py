"""Logs of QUIC connections, typed by hand in the present form of the specification, for both ends."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

KEY: Final = "c8f1e2a3b4c5d6e7"
SECRET: Final = "192.0.2.17"
TOKEN: Final = "deadbeefcafe0123456789abcdef0123"

Event = tuple[float, str, Mapping[str, Any]]


def packet(name: str, number: int, *frames: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """A packet event: its name, and its data."""
    header = {"packet_type": "1RTT", "packet_number": number}
    return f"transport:{name}", {"header": header, "frames": frames, "raw": {"length": 1200}}


def stream(offset: int, *, fin: bool = False, number: int = 0) -> Mapping[str, Any]:
    return {"frame_type": "stream", "stream_id": number, "offset": offset, "length": 1000, "fin": fin}


def ack(first: int, last: int) -> Mapping[str, Any]:
    return {"frame_type": "ack", "acked_ranges": [[first, last]]}


PING: Final = {"frame_type": "ping"}
CLOSE: Final = {"frame_type": "connection_close", "error_space": "application", "error_code": 0}


def client(*, is_whole: bool = True) -> Iterator[Event]:
    """A client that sends a request of three packets and gets an answer, or nothing after the second packet."""
    yield 0, "connectivity:connection_started", {"src_ip": SECRET, "dst_ip": "192.0.2.18"}
    yield 1, *packet("packet_sent", 0, stream(0))
    yield 2, *packet("packet_sent", 1, stream(1000))
    yield 3, *packet("packet_sent", 2, stream(2000, fin=True))
    if not is_whole:
        yield 5_000, "recovery:packet_lost", {"header": {"packet_type": "1RTT", "packet_number": 2}}
        yield 30_000, "connectivity:connection_closed", {"trigger": "idle_timeout"}
        return
    yield 22, *packet("packet_received", 0, ack(0, 2), stream(0, fin=True))
    yield 23, *packet("packet_sent", 3, ack(0, 0), CLOSE)
    yield 24, "connectivity:connection_closed", {"owner": "local", "application_code": 0, "trigger": "clean"}


def server() -> Iterator[Event]:
    """The server of the whole connection, whose clock begins when the first packet arrives."""
    yield 0, *packet("packet_received", 0, stream(0))
    yield 1, *packet("packet_received", 1, stream(1000))
    yield 2, *packet("packet_received", 2, stream(2000, fin=True))
    yield 3, *packet("packet_sent", 0, ack(0, 2), stream(0, fin=True))
    yield 32, *packet("packet_received", 3, ack(0, 0), CLOSE)
    yield 33, "connectivity:connection_closed", {"owner": "remote", "application_code": 0}


def sequence(events: Iterable[Event], end: str, key: str = KEY, **common: object) -> bytes:
    """A log as JSON-SEQ."""
    fields = {"time_format": "relative", "reference_time": 1_745_661_600_500, "group_id": key, **common}
    trace = {"vantage_point": {"type": end, "name": "typed"}, "common_fields": fields}
    head = {"qlog_format": "JSON-SEQ", "qlog_version": "0.3", "title": f"{SECRET} {TOKEN}", "trace": trace}
    records = [head, *({"time": time, "name": name, "data": data} for time, name, data in events)]
    return b"".join(b"\x1e" + json.dumps(each).encode() + b"\n" for each in records)


def several(count: int) -> bytes:
    """A log with several connections, told apart by the group of each event, whose events alternate."""
    head = {"qlog_format": "JSON-SEQ", "qlog_version": "0.3", "trace": {"vantage_point": {"type": "server"}}}
    records: list[Mapping[str, Any]] = [head]
    for time, name, data in server():
        records += [{"time": time, "name": name, "data": data, "group_id": f"{n:016x}"} for n in range(count)]
    return b"".join(b"\x1e" + json.dumps(each).encode() + b"\n" for each in records)


def log_file(folder: Path, data: bytes | None = None, name: str = "client.sqlog") -> Path:
    """A log on disk; the client's one of the failed connection where no other is given."""
    path = folder / name
    path.write_bytes(sequence(client(is_whole=False), "client") if data is None else data)
    return path


def both(folder: Path) -> tuple[Path, Path]:
    """The logs of both ends of the whole connection."""
    (folder / "logs").mkdir()
    logs = folder / "logs"
    return (
        log_file(logs, sequence(client(), "client"), "client.sqlog"),
        log_file(logs, sequence(server(), "server", reference_time=1_745_661_600_600), "server.sqlog"),
    )
