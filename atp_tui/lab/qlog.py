"""aioquic's own log of a connection, in lab time. Source: draft-ietf-quic-qlog-main-schema-02."""

from typing import Any, Final

import msgspec
from aioquic.quic.logger import QuicLogger, QuicLoggerTrace

from atp_tui.lab.trace import Recorder

_encode: Final = msgspec.json.Encoder().encode


class _LabTrace(QuicLoggerTrace):
    """The log of one end of a connection, with lab time in place of the system's."""

    def __init__(self, recorder: Recorder, *, is_client: bool, odcid: bytes) -> None:
        super().__init__(is_client=is_client, odcid=odcid)
        self._recorder = recorder

    def log_event(self, *, category: str, event: str, data: dict[str, Any]) -> None:
        """Keep an event; its time is in milliseconds of lab time."""
        if not self._recorder.is_closed:
            time = self._recorder.now_ns / 1_000_000
            self._events.append({"data": data, "name": f"{category}:{event}", "time": time})


class ConnectionLog(QuicLogger):
    """The log of a connection, with one trace for each end.

    Args:
        recorder: Tells the time, and when there is nothing more to log.
        title: What the connection is, as ``path 0 to replica 1``.
    """

    def __init__(self, recorder: Recorder, title: str) -> None:
        super().__init__()
        self._recorder = recorder
        self.title = title

    def start_trace(self, is_client: bool, odcid: bytes) -> QuicLoggerTrace:
        """Begin the log of one end."""
        trace = _LabTrace(self._recorder, is_client=is_client, odcid=odcid)
        self._traces.append(trace)
        return trace

    def write(self) -> bytes:
        """Return the log as a qlog file: JSON of the main schema, one trace an end."""
        log = self.to_dict()
        log["title"] = self.title
        for trace in log["traces"]:
            trace["common_fields"] |= {"time_format": "relative", "reference_time": 0.0}
            trace["title"] = f"{self.title}, {trace['vantage_point']['type']}"
        return _encode(log)
