"""Made-up logs: a transfer as one end would log it, clean or with one fault."""

import enum
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from atp_tui.engine.qlog.event import Connection, End, Framing, LogEvent
from atp_tui.engine.qlog.judge.check import Damage, Judged
from atp_tui.engine.qlog.judge.judge import UNDAMAGED, Judge

CHUNK = 1000
"""Bytes of stream data in a packet."""


class Fault(enum.StrEnum):
    """One fault in a transfer that is clean otherwise; the value is the check that must find it."""

    NEVER_SENT_AGAIN = "obligations"
    GAP = "journal"
    RESET = "closed_with_error (stateless reset)"
    IDLE = "closed_with_error (idle timeout)"
    CLOSE = "closed_with_error (code)"
    TIMEOUTS = "pto_storm"
    SILENCE = "silence"
    UNSENT = "ack_of_unsent"
    TWICE = "number_used_twice"
    AFTER_CLOSE = "data_after_close"
    UNANSWERED = "path_unvalidated"
    IGNORED = "obligations (challenge of the peer)"
    NO_END = "task_completion"
    GIVEN_UP = "stream_reset"
    NO_CLOSE = "region_closure"
    BACKWARDS = "trace_order"

    @property
    def check(self) -> str:
        """The check that must find it."""
        return self.value.split(" ")[0]


@dataclass
class Log:
    """Events in the order in which one end logs them."""

    events: list[LogEvent] = field(default_factory=list)
    now_ms: float = 0
    numbers: Counter[str] = field(default_factory=Counter)
    extra: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, **data: object) -> int:
        """Add an event, and return its number."""
        number = len(self.events)
        self.events.append(LogEvent(number, 0, 0, round(self.now_ms * 1e6), name, data, dict(self.extra)))
        self.now_ms += 1
        return number

    def sent(self, *frames: dict[str, Any], kind: str = "1RTT", number: int | None = None) -> int:
        """Add a packet that was sent with the next number, and return that."""
        number = self._next(f"sent {kind}", number)
        header = {"packet_type": kind, "packet_number": number}
        self.add("transport:packet_sent", header=header, frames=list(frames))
        return number

    def received(self, *frames: dict[str, Any], kind: str = "1RTT", number: int | None = None) -> int:
        """Add a packet that was received, and return its number."""
        number = self._next(f"received {kind}", number)
        header = {"packet_type": kind, "packet_number": number}
        self.add("transport:packet_received", header=header, frames=list(frames))
        return number

    def _next(self, key: str, number: int | None) -> int:
        if number is None:
            number = self.numbers[key]
            self.numbers[key] += 1
        return number

    def lost(self, number: int) -> int:
        """Add that a packet was declared lost."""
        return self.add("recovery:packet_lost", header={"packet_type": "1RTT", "packet_number": number})


def stream(offset: int, length: int = CHUNK, *, number: int = 0, fin: bool = False) -> dict[str, Any]:
    """Return a STREAM frame."""
    return {"frame_type": "stream", "stream_id": number, "offset": offset, "length": length, "fin": fin}


def ack(*ranges: tuple[int, int]) -> dict[str, Any]:
    """Return an ACK frame."""
    return {"frame_type": "ack", "acked_ranges": [list(each) for each in ranges]}


def _handshake(log: Log) -> None:
    log.add("transport:parameters_set", owner="local", initial_max_data=1_000_000)
    log.received({"frame_type": "crypto", "offset": 0, "length": 300}, kind="initial")
    log.sent(ack((0, 0)), {"frame_type": "crypto", "offset": 0, "length": 90}, kind="initial")
    log.sent({"frame_type": "crypto", "offset": 0, "length": 600}, kind="handshake")
    log.received(ack((0, 0)), kind="initial")
    log.received(ack((0, 0)), {"frame_type": "crypto", "offset": 0, "length": 36}, kind="handshake")
    log.sent({"frame_type": "handshake_done"})
    log.received(ack((0, 0)))


def _paths(log: Log, fault: Fault | None) -> None:
    number = log.sent({"frame_type": "path_challenge", "data": "01"}, {"frame_type": "padding"})
    answer = () if fault is Fault.UNANSWERED else ({"frame_type": "path_response", "data": "01"},)
    log.received(ack((0, number)), *answer, {"frame_type": "path_challenge", "data": "02"})
    if fault is not Fault.IGNORED:
        log.sent({"frame_type": "path_response", "data": "02"})


def _request(log: Log, chunks: int, fault: Fault | None) -> None:
    for place in range(chunks):
        if not (fault is Fault.GAP and place == 0):
            log.received(stream(place * CHUNK, fin=place == chunks - 1 and fault is not Fault.NO_END))
        log.sent(ack((0, place)))


def _response(log: Log, chunks: int, lost: set[int], fault: Fault | None) -> None:
    """Send chunks, some of which are lost, declared lost and sent again."""
    for place in range(chunks):
        frame = stream(place * CHUNK, fin=place == chunks - 1)
        number = log.sent(frame)
        log.add("recovery:metrics_updated", bytes_in_flight=1200, smoothed_rtt=30.5, pto_count=0)
        is_leaked = place == 0 and fault is Fault.NEVER_SENT_AGAIN
        if place in lost or is_leaked:
            log.lost(number)
        if place in lost and not is_leaked:
            number = log.sent(frame)
        if not is_leaked:
            log.received(ack((number, number), *([(0, 0)] if place % 2 else [])))
    number = log.sent({"frame_type": "ping"}) + (7 if fault is Fault.UNSENT else 0)
    log.received(ack((number, number)))


def _trouble(log: Log, fault: Fault | None) -> None:
    """Let happen what is no part of the data, while a stream is open."""
    log.received(stream(0, number=4))
    asked = log.sent(stream(0, 10, number=4))
    for count in range(1, 4 if fault is Fault.TIMEOUTS else 3):
        log.add("recovery:metrics_updated", pto_count=count)
    log.now_ms += 1200 if fault is Fault.SILENCE else 600
    log.received(ack((asked, asked)), stream(CHUNK, 0, number=4, fin=fault not in (Fault.IDLE, Fault.NO_CLOSE)))
    sent = log.sent(stream(10, 10, number=4, fin=True))
    log.received(ack((sent, sent)))
    if fault is Fault.GIVEN_UP:
        log.received({"frame_type": "reset_stream", "stream_id": 12, "error_code": 0x42, "final_size": 0})
        sent = log.sent(stream(0, 0, number=12, fin=True))
        log.received(ack((sent, sent)))
    if fault is Fault.TWICE:
        log.sent({"frame_type": "ping"}, number=sent)


def _end(log: Log, fault: Fault | None) -> None:
    close = {"frame_type": "connection_close", "error_space": "application", "error_code": 256}
    if fault is Fault.RESET:
        log.add("transport:packet_received", header={"packet_type": "stateless_reset"}, frames=[])
    elif fault is Fault.IDLE:
        log.now_ms += 30_000
        log.add("connectivity:connection_closed", trigger="idle_timeout")
    elif fault is not Fault.NO_CLOSE:
        log.received(close | {"error_code": 0x10C} if fault is Fault.CLOSE else close)
    if fault is Fault.AFTER_CLOSE:
        log.sent(stream(0, number=8))


def transfer(request: int = 3, response: int = 8, lost: set[int] | None = None, fault: Fault | None = None) -> Log:
    """Return the log of a server: a request in some packets, the response, some packets of which are lost, a close."""
    log = Log()
    _handshake(log)
    _paths(log, fault)
    _request(log, request, fault)
    _response(log, response, lost or set(), fault)
    _trouble(log, fault)
    # Peers keep a connection for a while, so that what is owed is overdue at its end.
    for _ in range(4):
        log.now_ms += 700
        log.received({"frame_type": "ping"})
        log.sent({"frame_type": "ping"})
    if fault is Fault.BACKWARDS:
        log.now_ms -= 5
    _end(log, fault)
    return log


def connection(end: End = End.SERVER) -> Connection:
    """Return the description of a connection."""
    return Connection(0, "0a", end, 0, "made up", "0.3", Framing.SEQUENCE, "unknown", "1ns", "unknown")


def judged(events: list[LogEvent], end: End = End.SERVER, damage: Damage = UNDAMAGED) -> dict[str, Judged]:
    """Return the answers on a log, by the name of the check."""
    judge = Judge(connection(end))
    for event in events:
        judge.take(event)
    return {each.check: each for each in judge.finish(damage)}
