"""Running a test once in a simulated world, and everything that is known of the run."""

import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import Final, TypeAlias

import outcome
import trio

from atp_tui.engine.record import OracleResult, OracleStats, Severity, Violation
from atp_tui.engine.replay.chain import TraceChain, chain_of
from atp_tui.engine.signature import Signature, signature_of
from atp_tui.engine.trace import TraceEvent
from atp_tui.garbage import rare_collections
from atp_tui.lab.clock import ONE_RUN, Watch, run_seeded
from atp_tui.lab.dice import derived_seed
from atp_tui.lab.errors import LabError
from atp_tui.lab.testing.clock import SimulatedClock
from atp_tui.lab.testing.decisions import Decision
from atp_tui.lab.testing.errors import SimulationError
from atp_tui.lab.testing.failure import (
    SHOWN_TASKS,
    SPUN,
    STALLED,
    TOO_LONG,
    Failure,
    failures_of,
    passed_on,
    where,
)
from atp_tui.lab.testing.outside import Decisions, Drawn, Forced
from atp_tui.lab.testing.tasks import TaskRecorder
from atp_tui.lab.testing.world import World
from atp_tui.lab.trace import WrittenEvent, events_of

Test: TypeAlias = Callable[[World], Awaitable[object]]
"""What is run: an async function of a world."""

ORACLE: Final = "simulation"
"""The oracle that judges a simulated run."""

SEED: Final = "simulation"
"""The name of the seed of a run."""

TIME_LIMIT: Final = 3_600.0
"""Seconds of simulated time after which a run ends."""

STEPS_AT_ONCE: Final = 20_000
"""Task steps that one instant of simulated time may take; more of them means that the run makes no progress."""

MAX_EVENTS: Final = 1_000_000
"""Events that a run may have."""


@dataclass(frozen=True)
class Simulation:
    """Everything that is known of a run that has ended."""

    seed: int
    failures: tuple[Failure, ...]
    """Why it failed; none where it passed."""
    error: BaseException | None
    """The exception to raise for that."""
    decisions: tuple[Decision, ...]
    """What the world did, in order; forced upon another run, they give the same run."""
    time_ns: int
    """Simulated time at the end, in nanoseconds."""
    is_forced: bool
    """The decisions were given, not drawn."""
    written: tuple[WrittenEvent, ...] = field(repr=False)

    @property
    def is_failed(self) -> bool:
        """Whether it failed."""
        return bool(self.failures)

    @cached_property
    def events(self) -> tuple[TraceEvent, ...]:
        """The event log."""
        return events_of(self.written)

    @cached_property
    def chain(self) -> TraceChain:
        """The digest chain over the event log."""
        return chain_of(self.events)

    @cached_property
    def result(self) -> OracleResult:
        """The failures as the result of an oracle."""
        violations = tuple(self._violation(failure, number) for number, failure in enumerate(self.failures))
        stats = OracleStats(entities_tracked=len(violations), events_recorded=max(1, len(violations)))
        return OracleResult(oracle_name=ORACLE, violations=violations, stats=stats, passed=not violations)

    @property
    def signature(self) -> Signature:
        """The kind of failure; empty where it passed."""
        return signature_of([self.result])

    def failed_with(self, error: BaseException, failure: Failure) -> "Simulation":
        """Return the same run with another failure, in place of its own."""
        written = (*self.written[: len(self.written) - len(self.failures)], _told(self.time_ns, failure))
        return replace(self, failures=(failure,), error=error, written=written)

    def _violation(self, failure: Failure, number: int) -> Violation:
        event = len(self.written) - len(self.failures) + number
        told = {"message": failure.message, "place": failure.place, "events": str(event)}
        return Violation(
            violation_type=failure.kind,
            description=failure.message.partition("\n")[0] or failure.kind,
            severity=Severity.HIGH,
            evidence={name: value for name, value in told.items() if value},
        )


def simulate(
    test: Test, *, seed: int = 0, decisions: Sequence[Decision] | None = None, time_limit: float = TIME_LIMIT
) -> Simulation:
    """Run a test once in a world of its own, in simulated time.

    Runs of one process take turns. The generator of Python's module ``random`` is seeded for the run and as it was
    after it.

    Args:
        test: What to run.
        seed: The seed of the run, u64.
        decisions: What the world is to do, and nothing else; None to draw that.
        time_limit: Seconds of simulated time after which the run ends and has failed.

    Raises:
        KeyboardInterrupt: or whatever else does not say that the test failed: SystemExit, a skipped test.
        LabError: this trio cannot be seeded.
    """
    run = _Run(test, seed, Decisions(Drawn(seed) if decisions is None else Forced(decisions)), time_limit)
    with ONE_RUN, rare_collections(), _seeded_random(derived_seed(seed, "random")):
        run.go()
    if run.passed_on is not None:
        raise run.passed_on
    return Simulation(
        seed=seed,
        failures=run.failures,
        error=run.error,
        decisions=tuple(run.decisions.made),
        time_ns=run.recorder.now_ns,
        is_forced=decisions is not None,
        written=run.recorder.written(),
    )


class _Run:
    """A run while it runs."""

    def __init__(self, test: Test, seed: int, decisions: Decisions, time_limit: float) -> None:
        self.decisions = decisions
        self.recorder = TaskRecorder()
        self.failures: tuple[Failure, ...] = ()
        self.error: BaseException | None = None
        self.passed_on: BaseException | None = None
        self._test = test
        self._seed = seed
        self._clock = SimulatedClock(time_limit, self._end, self._break_shields)
        self._time_limit = time_limit
        self._watch = Watch(self.recorder, inf, look_up=self._look_up, steps_at_once=STEPS_AT_ONCE)

    def go(self) -> None:
        """Run to the end, whatever that is."""
        try:
            schedule = derived_seed(self._seed, "schedule")
            run_seeded(self._main, seed=schedule, watch=self._watch, clock=self._clock, deadline=inf)
        except LabError as error:
            self._fail(SimulationError(str(error)), Failure(SPUN, str(error)))
        except trio.TrioInternalError as error:
            said = f"a task did not end when it was cancelled: {error.__cause__ or error}"
            self._fail(SimulationError(said), Failure(SPUN, said))

    async def _main(self) -> None:
        __tracebackhide__ = True
        self.recorder.begin(trio.lowlevel.current_task())
        world = World(self._seed, self.recorder, self.decisions, self._clock)
        try:
            await self._test(world)
        except BaseException as error:  # noqa: BLE001 - what a test raises is the result, and nothing may be left out
            self.recorder.close_regions(trio.lowlevel.current_task())
            self._take(error)
        if self._watch.fault is not None:
            self._fail(SimulationError(str(self._watch.fault)), Failure(SPUN, str(self._watch.fault)))
        self.recorder.close_regions(trio.lowlevel.current_task())
        self.recorder.close()
        self._clock.is_idle = True

    def _take(self, error: BaseException) -> None:
        self.passed_on = passed_on(error)
        # What a run that has ended raises while it is cancelled says nothing more.
        if self.passed_on is None and not self._watch.everything.cancel_called:
            self._fail(error, *failures_of(error))

    def _end(self, is_stalled: bool) -> None:
        waiting = [f"T{number} in {where(task)}" for number, task in sorted(self.recorder.alive.items())]
        listed = "; ".join(waiting[:SHOWN_TASKS])
        if len(waiting) > SHOWN_TASKS:
            listed += f"; and {len(waiting) - SHOWN_TASKS} more"
        if is_stalled:
            failure = Failure(STALLED, f"nothing is left to wait for, and tasks still wait: {listed}")
        else:
            failure = Failure(
                TOO_LONG, f"the run did not end within {self._time_limit:g} s of simulated time: {listed}"
            )
        self._fail(SimulationError(failure.message), failure)
        self._watch.everything.cancel()

    def _break_shields(self) -> None:
        """End tasks that wait on although the run is over; those that wait for others end after them."""
        for task in self.recorder.alive.values():
            if not any(nursery.child_tasks for nursery in task.child_nurseries):
                trio.lowlevel.reschedule(task, outcome.Error(SimulationError("the run is over")))

    def _look_up(self) -> None:
        if len(self.recorder) > MAX_EVENTS:
            raise LabError(f"a run of at most {MAX_EVENTS} events", "more of them", place="watchdog")

    def _fail(self, error: BaseException, *failures: Failure) -> None:
        """Keep why the run failed; the first reason counts, and nothing is written down after it."""
        if self.error is None:
            self.error, self.failures = error, failures
            for failure in failures:
                self.recorder.write(*_told(self.recorder.now_ns, failure)[1:])
            self.recorder.close()


def _told(time_ns: int, failure: Failure) -> WrittenEvent:
    """The event that tells of a failure."""
    return time_ns, "Failure", {"Message": f"{failure.kind}: {failure.message}" if failure.message else failure.kind}


@contextmanager
def _seeded_random(seed: int) -> Iterator[None]:
    before = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(before)
