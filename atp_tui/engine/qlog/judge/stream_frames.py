"""The frames of streams, as what they mean for what is kept of their streams."""

from atp_tui.engine.qlog import fields
from atp_tui.engine.qlog.fields import Data
from atp_tui.engine.qlog.judge.numbers import Piece
from atp_tui.engine.qlog.judge.resets import Resets
from atp_tui.engine.qlog.judge.streams import Streams


class StreamFrames:
    """Takes the frames of streams that one end sent and received; *event* is the number of the event of each."""

    def __init__(self, streams: Streams, resets: Resets) -> None:
        self._streams = streams
        self._resets = resets

    def data_sent(self, frame: Data, event: int) -> Piece | None:
        """Take a STREAM frame that was sent, and return its data."""
        read = fields.stream_data(frame)
        if read is None:
            return None
        number, start, end = read
        self._streams.has_sent = True
        if not fields.is_fin(frame):
            return self._streams.send(number, start, end, event)
        piece = self._streams.send(number, start, end + 1, event)
        if piece is not None:
            self._streams.open[number].has_end = True
        return piece

    def reset_sent(self, frame: Data, event: int) -> Piece | None:
        """Take a RESET_STREAM that was sent, and return it as data that has to arrive."""
        number = fields.stream_id(frame)
        stream = None if number is None else self._streams.stream_at(number, event)
        if number is None or stream is None:
            return None
        if not (stream.has_end or stream.is_reset or stream.peer_is_stopped):
            self._resets.take(number, frame, "local", event)
        return self._streams.reset(number, event)

    def data_received(self, frame: Data, event: int) -> None:
        """Take a STREAM frame that was received."""
        read = fields.stream_data(frame)
        if read is None:
            return
        number, start, end = read
        is_fin = fields.is_fin(frame)
        stream = self._streams.receive(number, start, end + is_fin, event)
        if stream is not None:
            if is_fin:
                stream.peer_has_end = True
            if stream.peer_has_end:
                self._streams.finish(number, stream)

    def reset_received(self, frame: Data, event: int) -> None:
        """Take a RESET_STREAM that was received."""
        number = fields.stream_id(frame)
        stream = None if number is None else self._streams.stream_at(number, event)
        if number is not None and stream is not None:
            if not (stream.peer_has_end or stream.peer_is_reset or stream.is_stopped):
                self._resets.take(number, frame, "remote", event)
            stream.peer_is_reset = True
            self._streams.finish(number, stream)

    def stop(self, frame: Data, event: int, *, is_peer: bool) -> None:
        """Take a STOP_SENDING of the peer or of this end."""
        number = fields.stream_id(frame)
        stream = None if number is None else self._streams.stream_at(number, event)
        if number is None or stream is None:
            return
        if is_peer:
            stream.peer_is_stopped = True
        else:
            stream.is_stopped = True
            self._streams.finish(number, stream)
