"""Simulated time that notices when nothing is left to wait for."""

from collections.abc import Callable
from math import inf
from typing import Final

from trio._core import _run as scheduler

from atp_tui.lab.clock import LabClock
from atp_tui.lab.errors import LabError

CLEANUP_S: Final = 3_600.0
"""Seconds of simulated time that what is shielded may take after the end of a run."""

SHIELDS: Final = 1_000
"""How often tasks that wait in shields are ended."""

_AT_ONCE: Final = 1.0
"""More than the cushion of those who wait until all tasks are blocked, which is 0 unless it is given."""


class SimulatedClock(LabClock):
    """Simulated time for a program that nobody has checked.

    Args:
        time_limit: Seconds of simulated time after which the run ends.
        at_end: Told that the run ends, and whether it does because nothing is left to wait for.
        at_shield: Called where tasks wait on after that, shielded from being cancelled.
    """

    def __init__(self, time_limit: float, at_end: Callable[[bool], None], at_shield: Callable[[], None]) -> None:
        super().__init__()
        self._time_limit = time_limit
        self._at_end = at_end
        self._at_shield = at_shield
        self._shields = 0
        self._is_over = False
        self.is_idle = False
        """The test has returned, and only trio's own tasks are left."""

    def deadline_to_sleep_time(self, deadline: float) -> float:
        """Jump to the next moment, or end the run where there is none before its limit.

        Raises:
            LabError: the run has ended, and a task does not let itself be ended.
        """
        # Those who wait until all tasks are blocked come first, and time stands still for them.
        if getattr(scheduler.GLOBAL_RUN_CONTEXT.runner, "waiting_for_idle", None):
            return _AT_ONCE
        next_time = self.next_time(deadline)
        if self.is_idle:
            return super().deadline_to_sleep_time(deadline)
        if not self._is_over and next_time > self._time_limit:
            self._is_over = True
            self._at_end(next_time == inf)
            return 0.0
        if next_time > self._time_limit + CLEANUP_S:
            self._shields += 1
            if self._shields > SHIELDS:
                raise LabError("tasks that end when they are cancelled", "one that waits again", place="simulation")
            self._at_shield()
            return 0.0
        return super().deadline_to_sleep_time(deadline)
