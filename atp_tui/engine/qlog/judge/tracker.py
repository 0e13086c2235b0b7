"""What is kept of the events of one log: what is open, and the first events of what went wrong."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from atp_tui.engine.qlog import fields
from atp_tui.engine.qlog.closing import Close, close_of_event, close_of_frame, is_closing_state
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.qlog.fields import APPLICATION, HANDSHAKE, INITIAL, Data
from atp_tui.engine.qlog.judge.clock import Clock
from atp_tui.engine.qlog.judge.endings import Ending
from atp_tui.engine.qlog.judge.numbers import Piece, SentPacket
from atp_tui.engine.qlog.judge.probes import Challenges
from atp_tui.engine.qlog.judge.resets import Resets
from atp_tui.engine.qlog.judge.spaces import Spaces
from atp_tui.engine.qlog.judge.stream_frames import StreamFrames
from atp_tui.engine.qlog.judge.streams import APPLICATION_CRYPTO, HANDSHAKE_CRYPTO, INITIAL_CRYPTO, Streams
from atp_tui.engine.qlog.judge.timeouts import Timeouts
from atp_tui.engine.qlog.judge.waiting import Waiting
from atp_tui.engine.qlog.paths import frame_path, path_name

_CRYPTO: Final[Mapping[str, int]] = MappingProxyType(
    {INITIAL: INITIAL_CRYPTO, HANDSHAKE: HANDSHAKE_CRYPTO, APPLICATION: APPLICATION_CRYPTO}
)
_DATA: Final = frozenset({"stream", "crypto", "datagram"})
_IGNORED: Final = frozenset({"ack", "path_ack", "padding", "ping"})
_CONFIRMING: Final = frozenset({fields.ONE_RTT, fields.UNKNOWN_TYPE})
_BEGINNINGS: Final = frozenset(
    {fields.INITIAL, fields.HANDSHAKE, fields.ZERO_RTT, fields.RETRY, fields.VERSION_NEGOTIATION}
)
_FIRST_NUMBERS: Final = 8
"""A log whose first packet is not of the handshake begins with the connection if its number is below this."""

_Taker: TypeAlias = Callable[[LogEvent], None]


class Tracker:
    """Takes the events of one end's log in order, and keeps what the checks look at."""

    def __init__(self) -> None:
        self._last_ns = 0
        self.sent = self.received = 0
        """Packets."""
        self.has_sent_frames = self.has_received_frames = False
        self.has_recovery = False
        """Whether the writer logs loss detection."""
        self.has_acks = False
        self.has_start: bool | None = None
        """Whether the log begins with its connection; None while nothing shows it."""
        self.is_established = False
        """Whether a 1-RTT packet was sent or received."""
        self.has_handshake = False
        """Whether the log has an Initial packet."""
        self.is_confirmed = False
        """Whether a 1-RTT packet was received, which a peer sends only when it has the keys of the handshake."""
        self.clock = Clock()
        self.spaces = Spaces()
        self.streams = Streams()
        self.resets = Resets()
        self.stream_frames = StreamFrames(self.streams, self.resets)
        self.waiting = Waiting()
        self.ending = Ending()
        self.timeouts = Timeouts()
        self.challenges = Challenges()
        """Challenges of this end that the peer has not answered."""
        self.peer_challenges = Challenges()
        """Challenges of the peer that this end has not answered."""
        self._takers: Mapping[str, _Taker] = {
            "transport:packet_sent": self._take_sent,
            "transport:packet_received": self._take_received,
            "transport:packets_acked": self._take_acked,
            "transport:parameters_set": lambda event: self.spaces.take_parameters(event.data),
            "recovery:packet_lost": self._take_lost,
            "recovery:metrics_updated": self._take_metrics,
            "recovery:loss_timer_updated": self._take_timer,
            "connectivity:connection_started": self._take_start,
            "connectivity:connection_closed": self._take_closed,
            "connectivity:connection_state_updated": self._take_state,
        }

    def take(self, event: LogEvent) -> None:
        """Take the next event."""
        time_ns = event.time_ns
        if time_ns < self._last_ns:
            self.clock.reversals.add(event.number)
        taker = self._takers.get(event.name)
        if taker is not None:
            taker(event)
        self._last_ns = time_ns

    def _take_packet(self, event: LogEvent, kind: str, number: int | None) -> None:
        """Take what packets that were sent and that were received have in common."""
        if event.time_ns > self.clock.silent_from and self._is_waiting:
            self.clock.break_silence(event.number, event.time_ns)
        if not self.ending.closes:
            self.clock.take_packet(event.number, event.time_ns, self._last_ns, self.waiting.silence_ns)
        if self.has_start is None:
            self.has_start = kind in _BEGINNINGS or (number is not None and number < _FIRST_NUMBERS)
        if kind == fields.ONE_RTT:
            self.is_established = True
        elif kind == INITIAL:
            self.has_handshake = True

    @property
    def _is_waiting(self) -> bool:
        """Whether packets have to come: the handshake goes on, or the peer has something to acknowledge.

        Who waits for an answer does not count, as the peer may take its time with it.
        """
        return not self.ending.closes and (not self.is_established or self.waiting.is_unanswered)

    def _take_sent(self, event: LogEvent) -> None:
        data = event.data
        kind, number = fields.packet(data)
        self.sent += 1
        self._take_packet(event, kind, number)
        space = fields.space_of(kind)
        if space is None:
            return
        pieces: list[Piece] = []
        frames = fields.frames(data)
        if frames is not None:
            self.has_sent_frames = True
            for frame in frames:
                piece = self._take_sent_frame(frame, space, event)
                if piece is not None:
                    pieces.append(piece)
        if number is not None:
            numbers = self.spaces.of(space, path_name(event.extra, data))
            known = numbers.send(number, event.number, event.time_ns, tuple(pieces) if pieces else ())
            if space == APPLICATION and (pieces or (frames and fields.is_eliciting(frames))):
                self.waiting.ask(numbers, number)
            if known:
                self.streams.acknowledge(known)

    def _take_sent_frame(self, frame: Data, space: str, event: LogEvent) -> Piece | None:
        """Take a frame, and return the data that has to arrive."""
        kind = fields.frame_type(frame)
        if kind in _DATA:
            if self.ending.frame is not None:
                self.ending.take_data(event.number, event.time_ns)
            if kind == "stream":
                return self.stream_frames.data_sent(frame, event.number)
            span = fields.span(frame) if kind == "crypto" else None
            return None if span is None else self.streams.send(_CRYPTO[space], *span, event.number)
        if kind == "reset_stream":
            return self.stream_frames.reset_sent(frame, event.number)
        if kind not in _IGNORED:
            self._take_sent_signal(frame, kind, event)
        return None

    def _take_sent_signal(self, frame: Data, kind: str, event: LogEvent) -> None:
        if kind == "stop_sending":
            self.stream_frames.stop(frame, event.number, is_peer=False)
        elif kind == "connection_close":
            self.ending.take(close_of_frame(frame, "local"), event.number, event.time_ns, is_frame=True)
        elif kind == "path_challenge":
            self.challenges.ask(path_name(event.extra, event.data), fields.challenge(frame), event.number)
        elif kind == "path_response":
            self.peer_challenges.answer_exactly(fields.challenge(frame))
        elif kind == "handshake_done":
            self.streams.excuse_handshake()

    def _take_received(self, event: LogEvent) -> None:
        data = event.data
        kind = fields.packet_type(data)
        self.received += 1
        self._take_packet(event, kind, None if self.sent else fields.packet_number(data))
        if kind in _CONFIRMING:
            self.is_confirmed = True
        elif kind == HANDSHAKE:
            self.streams.excuse(INITIAL_CRYPTO)
        elif kind == fields.VERSION_NEGOTIATION:
            self.spaces.restart()
        elif kind == fields.STATELESS_RESET:
            self.ending.take(Close("remote", trigger=kind), event.number, event.time_ns)
        frames = fields.frames(data)
        if frames is not None:
            self.has_received_frames = True
            space = fields.space_of(kind) or APPLICATION
            for frame in frames:
                self._take_received_frame(frame, space, event)

    def _take_received_frame(self, frame: Data, space: str, event: LogEvent) -> None:
        kind = fields.frame_type(frame)
        if kind == "stream":
            self.stream_frames.data_received(frame, event.number)
        elif kind == "ack":
            self._acknowledge(frame.get("acked_ranges"), space, None, event)
        elif kind == "path_ack":
            self.spaces.take_path_ack()
            self._acknowledge(frame.get("acked_ranges"), space, frame_path(frame), event)
        elif kind == "reset_stream":
            self.stream_frames.reset_received(frame, event.number)
        elif kind == "stop_sending":
            self.stream_frames.stop(frame, event.number, is_peer=True)
        elif kind == "connection_close":
            self.ending.take(close_of_frame(frame, "remote"), event.number, event.time_ns, is_frame=True)
        elif kind == "path_response":
            self.challenges.answer(fields.challenge(frame))
        elif kind == "path_challenge":
            self.peer_challenges.ask(None, fields.challenge(frame), event.number)
        elif kind == "handshake_done":
            self.streams.excuse_handshake()

    def _acknowledge(self, ranges: object, space: str, path: fields.PathName | None, event: LogEvent) -> None:
        self.has_acks = True
        numbers = self.spaces.of(space, path)
        before = numbers.settled
        found, sent_ns = numbers.acknowledge(ranges, event.number, event.time_ns), -1
        if numbers.settled != before:
            self.timeouts.take_progress()
            if space == APPLICATION:
                self.streams.excuse_handshake()
            for packet in found:
                if type(packet) is SentPacket and packet.time_ns > sent_ns:
                    sent_ns = packet.time_ns
                if packet.pieces:
                    self.streams.acknowledge(packet.pieces)
            if sent_ns >= 0:
                self.waiting.take_round_trip(event.time_ns - sent_ns)

    def _take_acked(self, event: LogEvent) -> None:
        space = fields.space_of(fields.packet_type(event.data))
        if space is not None:
            numbers: list[Any] = list(fields.packet_numbers(event.data))
            self._acknowledge(numbers, space, path_name(event.extra, event.data), event)

    def _take_lost(self, event: LogEvent) -> None:
        self.has_recovery = True
        number, space = fields.packet_number(event.data), fields.space_of(fields.packet_type(event.data))
        if number is not None and space is not None:
            numbers = self.spaces.of(space, path_name(event.extra, event.data))
            packet = numbers.lose(number, event.number)
            if packet is None:
                self.waiting.give_up(numbers, number)
            else:
                self.streams.lose(packet.pieces, packet.event, event.number)

    def _take_metrics(self, event: LogEvent) -> None:
        self.has_recovery = True
        if "pto_count" in event.data:
            self.timeouts.take_count(event.data, event.number)

    def _take_timer(self, event: LogEvent) -> None:
        self.has_recovery = True
        self.timeouts.take_timer(event.data, event.number)

    def _take_start(self, _event: LogEvent) -> None:
        if self.has_start is None:
            self.has_start = True

    def _take_closed(self, event: LogEvent) -> None:
        if event.time_ns > self.clock.silent_from and self._is_waiting:
            self.clock.break_silence(event.number, event.time_ns)
        self.ending.take(close_of_event(event.data), event.number, event.time_ns)

    def _take_state(self, event: LogEvent) -> None:
        if is_closing_state(event.data):
            self.ending.take(Close(""), event.number, event.time_ns)
