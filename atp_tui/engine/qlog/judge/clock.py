"""Time in a log: reversals, silences, and which events are older than a second at the end."""

from collections import deque
from typing import Final

from atp_tui.engine.qlog.event import U64_MAX
from atp_tui.engine.qlog.judge.first import MOST_EVENTS, FirstEvents

GRACE_NS: Final = 1_000_000_000
"""Time that an end has for what it owes, before the end of the connection."""
_STEP_NS: Final = GRACE_NS // 16
"""How exactly the event a second before the end is known."""


class Clock:
    """Follows the times of the events of one log."""

    def __init__(self) -> None:
        self.reversals = FirstEvents()
        self.silences = 0
        self.silent_from = U64_MAX
        """The time from which on it is a silence if no packet is sent or received."""
        self._longest: list[tuple[int, int, int]] = []
        self._packet: tuple[int, int] | None = None
        self._steps: deque[tuple[int, int]] = deque()

    def break_silence(self, event: int, time_ns: int) -> None:
        """Count the silence that an event ends."""
        if self._packet is not None:
            self.silences += 1
            # The earlier of two equal silences is named first.
            self._longest.append((time_ns - self._packet[0], -event, self._packet[1]))
            if len(self._longest) > MOST_EVENTS:
                self._longest.sort(reverse=True)
                del self._longest[MOST_EVENTS // 2 :]

    def take_packet(self, event: int, time_ns: int, before_ns: int, silence_ns: int) -> None:
        """Take an event that a packet was sent or received while the connection is open.

        Args:
            event: Its number.
            time_ns: Its time.
            before_ns: The time of the event before it.
            silence_ns: How long without a packet is a silence from now on.
        """
        self._packet = (time_ns, event)
        self.silent_from = time_ns + silence_ns
        steps = self._steps
        if not steps or time_ns >= steps[-1][0] + _STEP_NS:
            steps.append((before_ns, event - 1))
            steps.append((time_ns, event))
            while len(steps) > 1 and steps[1][0] <= time_ns - GRACE_NS:
                steps.popleft()

    @property
    def end_ns(self) -> int:
        """The time of the last packet, 0 where there is none."""
        return self._packet[0] if self._packet is not None else 0

    @property
    def last_packet(self) -> int | None:
        """The event of the last packet, None where there is none."""
        return self._packet[1] if self._packet is not None else None

    @property
    def longest_ns(self) -> int:
        """The longest silence, 0 where there is none."""
        return max((each[0] for each in self._longest), default=0)

    @property
    def silence_events(self) -> tuple[int, ...]:
        """The events before and after each of the longest silences, the longest first."""
        longest = sorted(self._longest, reverse=True)[: MOST_EVENTS // 2]
        return tuple(number for _, after, before in longest for number in (before, -after))

    def overdue(self, end_ns: int) -> int:
        """Return the last event that was at least :data:`GRACE_NS` before the end, -1 where there is none."""
        return max((event for time_ns, event in self._steps if time_ns <= end_ns - GRACE_NS), default=-1)
