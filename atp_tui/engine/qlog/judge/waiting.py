"""Whether an end waits for an acknowledgement, and how long without one is longer than it should be."""

from typing import Final

from atp_tui.engine.qlog.judge.numbers import NumberSpace

SILENCE_NS: Final = 1_000_000_000
"""The least time without a packet that counts as silence."""
INITIAL_ROUND_TRIP_NS: Final = 333_000_000
"""The round trip that is assumed before the first one is measured. Source: RFC 9002, section 6.2.2."""
_ROUND_TRIPS: Final = 9
"""Round trips that count as silence; of those that are measured, the least counts.

A probe timeout is at first three round trips and doubles each time, so the third probe is sent nine or more round trips
after the one before it. Source: RFC 9002, section 6.2.
"""


class Waiting:
    """Follows the last packet of the application that asks for an acknowledgement."""

    def __init__(self) -> None:
        self._asked: tuple[NumberSpace, int] | None = None
        self._least_ns: int | None = None
        self.silence_ns = max(SILENCE_NS, _ROUND_TRIPS * INITIAL_ROUND_TRIP_NS)
        """Time without a packet from which on it counts as silence."""

    def ask(self, space: NumberSpace, number: int) -> None:
        """Take a packet that asks for an acknowledgement."""
        self._asked = (space, number)

    def give_up(self, space: NumberSpace, number: int) -> None:
        """Take that a packet was declared lost, and that nothing of it has to be sent again."""
        if self._asked == (space, number):
            self._asked = None

    def take_round_trip(self, time_ns: int) -> None:
        """Take the time from a packet to its acknowledgement."""
        if time_ns >= 0 and (self._least_ns is None or time_ns < self._least_ns):
            self._least_ns = time_ns
            self.silence_ns = max(SILENCE_NS, _ROUND_TRIPS * time_ns)

    @property
    def is_unanswered(self) -> bool:
        """Whether the last packet that asks for an acknowledgement has none."""
        return self._asked is not None and not self._asked[0].is_acknowledged(self._asked[1])
