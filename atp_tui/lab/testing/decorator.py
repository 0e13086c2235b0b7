"""The decorator that makes a test of an async function of a world, and runs it over many seeds."""

import functools
import inspect
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, overload

from atp_tui.engine.errors import ReplayError
from atp_tui.engine.record import Crashpack
from atp_tui.engine.replay.chain import first_divergence
from atp_tui.engine.replay.result import ReplayResult, ReplayVerdict
from atp_tui.lab.dice import U64_MAX
from atp_tui.lab.testing.errors import SimulationError
from atp_tui.lab.testing.failure import NOT_DETERMINISTIC, Failure
from atp_tui.lab.testing.record import pack_of
from atp_tui.lab.testing.run import TIME_LIMIT, Simulation, Test, simulate

if TYPE_CHECKING:
    from atp_tui.lab.testing.rerun import RecordedTest

SEEDS: Final = 100
"""Seeds that a test is run with."""

VARIABLE: Final = "ATP_SEED_SIMULATION"
"""The environment variable that names the one seed to run, as replay lines set it."""

WORLD: Final = "world"
"""The argument of a test that is its world."""

FIXTURE: Final = "crashpack"
"""The fixture of the pytest plugin that takes the run of a failing seed."""


class Host(Protocol):
    """What the pytest plugin offers to a simulated test: its fixture ``crashpack``."""

    node: str
    """The node id of the test."""
    replay_of: str
    """The path of the pack to run again; empty for none."""
    minimize_of: str
    """The path of the pack to minimize; empty for none."""

    def simulated(self, pack: Crashpack, files: Mapping[str, bytes], label: str = "") -> None:
        """Take the run that the pack of the test is to show."""

    def tell(self, *lines: str) -> None:
        """Print lines at the end of the session."""

    def tell_replay(self, path: str, result: ReplayResult) -> None:
        """Print what came of running a pack again."""


class _Plan(NamedTuple):
    """How a decorated test is run."""

    seeds: tuple[int, ...]
    time_limit: float


_Function = Callable[..., Awaitable[object]]


@overload
def simulated(function: _Function, /) -> Callable[..., None]: ...


@overload
def simulated(
    *, seeds: int | Iterable[int] = SEEDS, time_limit: float = TIME_LIMIT
) -> Callable[[_Function], Callable[..., None]]: ...


def simulated(
    function: _Function | None = None, /, *, seeds: int | Iterable[int] = SEEDS, time_limit: float = TIME_LIMIT
) -> Callable[..., Any]:
    """Make a test of an async function that has an argument ``world``: it is run in a simulated world for every seed.

    pytest collects the result as a function like any other; its further arguments are fixtures, which all seeds share.
    Called without pytest it runs likewise. It fails with what the first failing seed raised.

    Args:
        function: The async function.
        seeds: How many seeds, from 0 on; or the seeds themselves. The environment variable ATP_SEED_SIMULATION
            replaces them by one.
        time_limit: Seconds of simulated time after which a run has failed.

    Raises:
        TypeError: the function is not async, or has no argument ``world``.
        ValueError: there is no seed, or one is no unsigned 64-bit integer.
    """
    wanted = tuple(range(seeds) if isinstance(seeds, int) else seeds)
    if not wanted or not all(type(seed) is int and 0 <= seed <= U64_MAX for seed in wanted):
        raise ValueError(f"expected at least one seed, each from 0 to {U64_MAX}")
    plan = _Plan(wanted, time_limit)
    return functools.partial(_decorated, plan) if function is None else _decorated(plan, function)


def _decorated(plan: _Plan, function: _Function) -> Callable[..., None]:
    signature = inspect.signature(function)
    if not inspect.iscoroutinefunction(function) or WORLD not in signature.parameters:
        raise TypeError(f"expected an async function with an argument {WORLD!r}, not {function!r}")

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the test takes
        __tracebackhide__ = True
        host = kwargs.get(FIXTURE) if FIXTURE in signature.parameters else kwargs.pop(FIXTURE, None)
        _run(lambda world: function(*args, **kwargs, world=world), plan, host)

    fixture = inspect.Parameter(FIXTURE, inspect.Parameter.KEYWORD_ONLY)
    kept = {name: each for name, each in signature.parameters.items() if name != WORLD}
    shown = {**kept, FIXTURE: kept.get(FIXTURE, fixture)}
    run.__signature__ = inspect.Signature(list(shown.values()), return_annotation=None)  # type: ignore[attr-defined]
    return run


def _run(test: Test, plan: _Plan, host: Host | None) -> None:
    __tracebackhide__ = True
    if host is None or not (path := host.replay_of or host.minimize_of):
        _run_seeds(test, plan, host)
        return
    # What reads packs is loaded where one is read.
    from atp_tui.lab.testing.rerun import RecordedTest

    recorded = RecordedTest(path, test, plan.time_limit)
    if recorded.node != host.node:
        raise ReplayError(f"a pack of {host.node}", f"one of {recorded.node or 'no test'}", file=path)
    (_replay if host.replay_of else _minimize)(recorded, host)


def _run_seeds(test: Test, plan: _Plan, host: Host | None) -> None:
    __tracebackhide__ = True
    seeds = _seeds(plan)
    for number, seed in enumerate(seeds):
        run = simulate(test, seed=seed, time_limit=plan.time_limit)
        # A test that is not deterministic should say so before one of its failures cannot be repeated.
        if run.is_failed or number == 0:
            run = _repeated(run, simulate(test, seed=seed, time_limit=plan.time_limit))
        if run.error is not None:
            run.error.add_note(_note(run, number, len(seeds), host))
            if host is not None:
                pack = pack_of(run)
                host.simulated(pack.crashpack, pack.artifacts)
            raise run.error


def _seeds(plan: _Plan) -> tuple[int, ...]:
    text = os.environ.get(VARIABLE)
    if text is None:
        return plan.seeds
    if not (text.isascii() and text.isdigit() and int(text) <= U64_MAX):
        raise ValueError(f"{VARIABLE}: expected an unsigned 64-bit integer, found {text!r}")
    return (int(text),)


def _repeated(run: Simulation, again: Simulation) -> Simulation:
    """The run, or the failure that it is not the same twice."""
    divergence = first_divergence(run.events, again.events, (run.chain, again.chain))
    if divergence is None:
        return run
    first, second = (each[0].line if each else "the end" for each in (divergence.first, divergence.second))
    said = f"not deterministic: first difference at event {divergence.place}: {first!r} and {second!r}"
    error = SimulationError(said)
    error.__cause__ = run.error
    return run.failed_with(error, Failure(NOT_DETERMINISTIC, said))


def _note(run: Simulation, number: int, total: int, host: Host | None) -> str:
    how = f"; run it again: {VARIABLE}={run.seed} pytest {host.node!r}" if host is not None else ""
    return f"seed {run.seed} failed ({number} of {total} had passed) after {run.time_ns / 1e9:.6f} s{how}"


def _replay(recorded: "RecordedTest", host: Host) -> None:
    __tracebackhide__ = True
    result = recorded.replay()
    host.tell_replay(host.replay_of, result)
    if result.verdict is ReplayVerdict.NOT_RUNNABLE:
        raise ReplayError("a pack that can be run here", result.reason, file=host.replay_of)
    if recorded.last is not None and recorded.last.error is not None:
        raise recorded.last.error


def _minimize(recorded: "RecordedTest", host: Host) -> None:
    __tracebackhide__ = True
    cause = recorded.cause()
    host.tell(*cause.sentences)
    pack = recorded.pack_of(cause)
    host.simulated(pack.crashpack, pack.artifacts, "small")
    if cause.run.error is not None:
        cause.run.error.add_note("\n".join(cause.sentences))
        raise cause.run.error
