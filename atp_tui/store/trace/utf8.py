"""Whether a trace is UTF-8, told without a second reading of what was scanned already."""

from collections import deque
from collections.abc import Iterator

from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.facts import Batch
from atp_tui.store.trace.fast_scan import PrettyEvents
from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.scan import TraceScan
from atp_tui.store.trace.words import Window
from atp_tui.store.utf8_check import Utf8Check


class TraceUtf8:
    """Checks the bytes of a trace, but for its first events as long as all of them have the format's own layout.

    A scan knows an event without decoding it only where each of its bytes is what the format wants, so such events are
    UTF-8, and only the others are looked at. No character is cut in the middle of the first event or behind the last.

    Args:
        trace: The file.
    """

    def __init__(self, trace: TraceFile) -> None:
        self._trace = trace
        self._begin = 0
        self._end = 0
        self._is_unbroken = True
        """Whether all events so far are UTF-8 in that layout and stand one behind the other."""

    def take(self, scan: TraceScan, batch: Batch) -> None:
        """Note what the scan knows of the events that were read last."""
        first = int(batch.starts[0]) if len(batch.starts) else -1
        follows = self._is_unbroken and self._end in (0, first)
        self._is_unbroken = follows and scan.pretty is not None and _are_utf8(scan.window, scan.pretty)
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


def _are_utf8(window: Window, found: PrettyEvents) -> bool:
    """Return whether all events of a window are UTF-8; each begins with a line, so no character is in two of them."""
    for number in np.flatnonzero(~found.is_plain).tolist():
        try:
            str(window.memory[found.places[number] : found.places[number + 1]], "utf-8")
        except UnicodeDecodeError:
            return False
    return True
