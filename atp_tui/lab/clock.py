"""Running trio so that the same seed gives the same run: simulated time and seeded scheduling.

trio has no public switch for deterministic scheduling. Two private names of it are set for the length of a run and put
back after it; :func:`check_scheduler` refuses a trio that does not have them.
"""

import random
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Final, Protocol, TypeVar

import trio
from trio._core import _run as scheduler

from atp_tui.lab.errors import LabError
from atp_tui.lab.trace import Recorder

MAX_STEPS_AT_ONCE: Final = 100_000
"""Task steps that one instant of lab time may take; more of them means that the run spins."""

MAX_STEPS: Final = 50_000_000
"""Task steps that a whole run may take."""

LOOK_UP_EVERY: Final = 256
"""Task steps between two looks at whether the caller wants the run to stop."""

ONE_RUN: Final = threading.RLock()
"""Held while the scheduler is seeded: it is one for the whole process."""

_Value = TypeVar("_Value")


def _nothing() -> None:
    """Do nothing."""


def _pass(_now: float) -> None:
    """Let time pass."""


class Rings(Protocol):
    """Something that a clock wakes at a moment."""

    @property
    def time(self) -> float:
        """Lab time in seconds at which it is woken; infinite for never."""
        ...

    def ring(self) -> None:
        """Do what is due; called while no task can run."""
        ...


class LabClock(trio.abc.Clock):
    """Simulated time: it stands still while tasks run, then jumps to the next moment for which one of them waits."""

    def __init__(self) -> None:
        self.at_jump: Callable[[float], None] = _pass
        """Called with the new time, in seconds, before any task is woken."""
        self._now = 0.0
        self._alarms: list[Rings] = []

    def add(self, alarm: Rings) -> None:
        """Wake something at its moments, from now on."""
        self._alarms.append(alarm)

    def alarm(self) -> "Alarm":
        """Return a new alarm of this clock."""
        alarm = Alarm()
        self._alarms.append(alarm)
        return alarm

    def start_clock(self) -> None:
        """Start at 0."""

    def current_time(self) -> float:
        """Return the lab time in seconds."""
        return self._now

    def next_time(self, deadline: float) -> float:
        """Return the next moment for which something waits, in seconds; infinite where nothing does."""
        return min(deadline, *(alarm.time for alarm in self._alarms), inf)

    def deadline_to_sleep_time(self, deadline: float) -> float:
        """Jump, as trio asks this only when no task can run; in real time there is nothing to wait for."""
        next_time = self.next_time(deadline)
        if self._now < next_time < inf:
            # Not simply next_time: recorded traces have the rounding of this sum in their times.
            self._now += next_time - self._now
            self.at_jump(self._now)
        for alarm in self._alarms:
            if alarm.time <= self._now:
                alarm.ring()
        return 0.0


class Alarm:
    """Wakes one task at a moment of lab time or, when it is called, before.

    This is what ``move_on_at`` around a wait for an event does, without a cancellation for each time that passes.
    """

    def __init__(self) -> None:
        self.time = inf
        """Lab time in seconds at which the sleeping task is woken; infinite while none sleeps."""
        self._task: trio.lowlevel.Task | None = None
        self._is_called = False
        self._has_rung = False

    async def sleep_until(self, time: float) -> bool:
        """Sleep until a moment in lab time, in seconds, or until called; a call before the sleep counts.

        Returns:
            Whether to go on: False if the task is cancelled in the very moment for which it slept.
        """
        self._has_rung = False
        if self._is_called:
            await trio.lowlevel.checkpoint()
        else:
            self._task, self.time = trio.lowlevel.current_task(), time
            await trio.lowlevel.wait_task_rescheduled(self._abort)
        self._is_called = False
        return not (self._has_rung and trio.current_effective_deadline() == -inf)

    def call(self) -> None:
        """Wake the task now, or keep it from its next sleep."""
        self._is_called = True
        self._wake()

    def ring(self) -> None:
        """Wake the task because its time has come."""
        self._has_rung = True
        self._wake()

    def _wake(self) -> None:
        task, self._task, self.time = self._task, None, inf
        if task is not None:
            trio.lowlevel.reschedule(task)

    def _abort(self, _raise_cancel: object) -> trio.lowlevel.Abort:
        self._task, self.time = None, inf
        return trio.lowlevel.Abort.SUCCEEDED


class Watch(trio.abc.Instrument):
    """Writes the steps of all tasks down, and stops a run that spins, that is too long, or that is no longer wanted.

    Args:
        recorder: Where the steps are written down.
        deadline: Lab time in seconds at which the transfer ends and nothing more is written down.
        at_deadline: Called at the deadline, before that.
        look_up: Called now and then; raises to stop the run.
        steps_at_once: Task steps that one instant of lab time may take; None for the limit of a transfer.
    """

    def __init__(
        self,
        recorder: Recorder,
        deadline: float,
        *,
        at_deadline: Callable[[], None] = _nothing,
        look_up: Callable[[], None] = _nothing,
        steps_at_once: int | None = None,
    ) -> None:
        self.fault: Exception | None = None
        """Why the run was stopped."""
        self.everything = trio.CancelScope()
        """The scope that is cancelled to stop the run."""
        self._recorder = recorder
        self._deadline = deadline
        self._at_deadline = at_deadline
        self._look_up = look_up
        self._most_at_once = steps_at_once or MAX_STEPS_AT_ONCE
        self._steps = 0
        self._steps_at_once = 0
        # Bound once: these run at every step of every task.
        self.task_spawned = recorder.spawned  # type: ignore[method-assign]
        self.task_scheduled = recorder.scheduled  # type: ignore[method-assign]
        self.task_exited = recorder.exited  # type: ignore[method-assign]
        self.before_task_step = recorder.polled  # type: ignore[method-assign]

    def pass_time(self, now: float) -> None:
        """Set the lab time, in seconds; the deadline ends the record."""
        self._steps_at_once = 0
        self._recorder.pass_time(now)
        if now >= self._deadline and not self._recorder.is_closed:
            self._at_deadline()
            self._recorder.close()

    def after_task_step(self, task: trio.lowlevel.Task) -> None:
        """Write a Yield down, and look up now and then."""
        self._recorder.yielded(task)
        self._steps += 1
        self._steps_at_once += 1
        if self._steps % LOOK_UP_EVERY == 0 and self.fault is None:
            self._check()

    def _check(self) -> None:
        # trio drops an instrument that raises, so the fault is kept and raised when the run has ended.
        try:
            self._look_up()
            self._refuse_spinning()
        except Exception as fault:  # noqa: BLE001 - raised again by run_seeded
            self.fault = fault
            self.everything.cancel()

    def _refuse_spinning(self) -> None:
        if self._steps_at_once > self._most_at_once:
            found = f"a run that spins at {self._recorder.now_ns} ns"
            raise LabError(f"simulated time to advance within {self._most_at_once} steps", found, place="watchdog")
        if self._steps > MAX_STEPS:
            raise LabError(f"a run of at most {MAX_STEPS} steps", "more of them", place="watchdog")


def check_scheduler() -> None:
    """Make sure that this trio can be seeded.

    Raises:
        LabError: it lacks a private name that the lab sets.
    """
    has_switch = isinstance(getattr(scheduler, "_ALLOW_DETERMINISTIC_SCHEDULING", None), bool)
    if not has_switch or not isinstance(getattr(scheduler, "_r", None), random.Random):
        raise LabError(
            "a trio whose scheduler can be seeded",
            f"trio {trio.__version__}",
            place="trio",
            advice="install the version that the extra `lab` requires",
        )


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    check_scheduler()
    with ONE_RUN:
        before = scheduler._ALLOW_DETERMINISTIC_SCHEDULING  # noqa: SLF001 - trio has no public switch
        state = scheduler._r.getstate()  # noqa: SLF001 - as above
        scheduler._ALLOW_DETERMINISTIC_SCHEDULING = True  # type: ignore[misc]  # noqa: SLF001 - as above
        scheduler._r.seed(seed)  # noqa: SLF001 - as above
        try:
            yield
        finally:
            scheduler._r.setstate(state)  # noqa: SLF001 - as above
            scheduler._ALLOW_DETERMINISTIC_SCHEDULING = before  # type: ignore[misc]  # noqa: SLF001 - as above


def run_seeded(
    main: Callable[[], Awaitable[_Value]], *, seed: int, watch: Watch, clock: LabClock, deadline: float
) -> _Value | None:
    """Run *main* in simulated time with a seeded scheduler and return what it returns.

    Args:
        main: The first task.
        seed: The seed of the scheduler, u64.
        watch: Writes the steps down.
        clock: The simulated time, at its start.
        deadline: Lab time in seconds at which everything is cancelled; the result is then None.

    Raises:
        LabError: the run spun, or is too long; or what the run raised itself.
    """

    async def bounded() -> _Value | None:
        with watch.everything, trio.move_on_at(deadline):
            return await main()
        return None

    clock.at_jump = watch.pass_time
    with _seeded(seed):
        try:
            value = trio.run(bounded, clock=clock, instruments=[watch], strict_exception_groups=True)
        except BaseExceptionGroup as group:
            raise _first(group) from None
    if watch.fault is not None:
        raise watch.fault
    return value


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first exception in a group that is no group itself."""
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
