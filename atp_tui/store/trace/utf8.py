"""Whether a trace is UTF-8, told without a second reading of what was scanned already."""

from collections import deque
from collections.abc import Iterator

from atp_tui.store.trace.facts import Batch
from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.scan import TraceScan
from atp_tui.store.utf8_check import Utf8Check


class TraceUtf8:
    """Checks the bytes of a trace, but for its first events as long as all of them are plain.

    A scan knows an event without decoding it only where each of its bytes is what the format wants, so such events are
    UTF-8; in the middle of the first of them, and behind the last, no character is cut.

    Args:
        trace: The file.
    """

    def __init__(self, trace: TraceFile) -> None:
        self._trace = trace
        self._begin = 0
        self._end = 0
        self._is_unbroken = True
        """Whether all events so far are plain and stand one behind the other."""

    def take(self, scan: TraceScan, batch: Batch) -> None:
        """Note what the scan knows of the events that were read last."""
        is_plain = scan.pretty is not None and bool(scan.pretty.is_plain.all())
        first = int(batch.starts[0]) if len(batch.starts) else -1
        self._is_unbroken = self._is_unbroken and is_plain and self._end in (0, first)
        if self._is_unbroken:
            self._begin = self._begin or first + 1
            self._end = batch.end

    def checked(self) -> Utf8Check:
        """Return the check of the whole trace, for which the rest of it is read."""
        check = Utf8Check()
        deque(check.passing(self._unknown(check)), maxlen=0)
        return check

    def _unknown(self, check: Utf8Check) -> Iterator[bytes]:
        yield from self._trace.chunks(0, self._begin)
        check.skip(self._end - self._begin)
        yield from self._trace.chunks(self._end)
