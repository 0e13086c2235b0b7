"""When a failed run of the lab was lost: how likely the failure is if all that happened until a moment is kept.

The run is cut at several moments. What was decided outside before a cut is kept, the rest is drawn again, and the share
of the runs that fail is an estimate of the probability of the failure, given what had happened until then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from atp_tui.engine.errors import ReplayError
from atp_tui.engine.likelihood import Cut, Likelihood
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.replay.run import RerunStoppedError
from atp_tui.rerun.lab_runner import LabMissingError, LabRunner
from atp_tui.store.recorded_run import recorded_run

if TYPE_CHECKING:
    from atp_tui.engine.replay.run import RecordedRun
    from atp_tui.lab.decision import Decision
    from atp_tui.lab.run import LabRun
    from atp_tui.store.pack import Pack

CUTS: Final = 11
RUNS: Final = 16
"""How many cuts there are by default, and runs for each."""

DRAWS: Final = 4
"""How often the places of faults are drawn for a run; a place that was passed before the cut is refused."""


class _Search:
    """The runs of one pack."""

    def __init__(self, runner: LabRunner, decisions: Sequence[Decision] | None, violation: str) -> None:
        from atp_tui.lab.dice import derived_seed

        self._runner = runner
        self._decisions = decisions
        self._violation = violation
        self.recorded = runner.run_with(decisions, with_qlogs=False)
        seeds = self.recorded.seeds
        self._seed = derived_seed(seeds["network"], "likelihood", str(seeds["faults"]))
        self._times = [time for time, _, _ in self.recorded.written]

    def fails(self, run: LabRun) -> bool:
        """Return whether a run fails in the way that counts."""
        return any(self._violation in ("", kind) for _, kind in run.signature)

    def moments(self, count: int) -> tuple[int, ...]:
        """Return the moments of cuts between which about as many datagrams are sent; the first one is 0."""
        sent = [time for time, kind, _ in self.recorded.written if kind == "DatagramSent"]
        times = (sent[place * len(sent) // count] for place in range(1, count) if sent)
        return tuple(dict.fromkeys((0, *times)))

    def run(self, at_ns: int, number: int) -> LabRun:
        """Run with another future from a moment on; until then, each event is that of the recorded run."""
        from atp_tui.lab.dice import derived_seed
        from atp_tui.lab.redraw import Redraw

        struck = self._struck(at_ns)
        for draw in range(DRAWS + 1):
            seed = derived_seed(self._seed, str(at_ns), str(number), str(draw))
            redraw = Redraw(at_ns, seed, draw < DRAWS, struck)
            run = self._runner.run_with(self._decisions, with_qlogs=False, redraw=redraw)
            if self._has_same_past(run, at_ns):
                return run
        raise ReplayError("the same events until the cut", "others")

    def _has_same_past(self, run: LabRun, at_ns: int) -> bool:
        count = bisect_left(self._times, at_ns)
        same = run.written[:count] == self.recorded.written[:count]
        return same and (len(run.written) == count or run.written[count][0] >= at_ns)

    def _struck(self, at_ns: int) -> frozenset[str]:
        """The faults that struck before a moment."""
        from atp_tui.lab.decision import Fired

        fired = [each.fault for each in self.recorded.decisions if isinstance(each, Fired)]
        times = [time for time, kind, _ in self.recorded.written if kind == "Fault"]
        return frozenset(name for name, time in zip(fired, times, strict=True) if time < at_ns)


def likelihood_of(
    pack: Pack,
    *,
    violation: str = "",
    cuts: int = CUTS,
    runs: int = RUNS,
    sent: bytes | None = None,
    progress: Callable[[float], None] = lambda _: None,
    is_stopped: Callable[[], bool] | None = None,
) -> Likelihood:
    """Return how likely the failure of a pack of the lab was at some moments of its run.

    The result for a pack is always the same. The runs take the cuts in turn, so that a stop leaves a result for each.

    Args:
        pack: The pack.
        violation: The type of the violation that counts; empty for any.
        cuts: How many moments, at least 1.
        runs: How many runs for each, at least 1.
        sent: The object, where it was given to the run and does not come from a seed.
        progress: Told the share that is done.
        is_stopped: Asked around and inside each run; when it says yes, what was found so far is returned.

    Raises:
        LabMissingError: the lab is not installed.
        ReplayError: the pack cannot be run here, its run does not fail in this way or is not the recorded one, or it
            was stopped before the first run.
    """
    search = _search(pack, violation, LabRunner(recorded_run(pack), sent=sent, is_stopped=is_stopped))
    tally = _Tally(search.moments(cuts))
    total = runs * len(tally.cuts)
    is_ended = False
    for step in range(total):
        try:
            tally.add(search, step)
        except RerunStoppedError:
            is_ended = True
            break
        progress((step + 1) / total)
    return Likelihood(violation, search.recorded.time_ns, runs, tuple(tally.cuts), tally.broken, is_ended)


class _Tally:
    """How the runs went so far."""

    def __init__(self, moments: Sequence[int]) -> None:
        self.cuts = [Cut(at_ns, 0, 0) for at_ns in moments]
        self.broken = 0

    def add(self, search: _Search, step: int) -> None:
        """Do a run; the runs go over the cuts in turn."""
        number, place = divmod(step, len(self.cuts))
        cut = self.cuts[place]
        try:
            failed = cut.failed + search.fails(search.run(cut.at_ns, number))
        except (RerunStoppedError, LabMissingError):
            raise
        except ReplayError:
            self.broken += 1
        else:
            self.cuts[place] = Cut(cut.at_ns, cut.runs + 1, failed)


def _search(pack: Pack, violation: str, runner: LabRunner) -> _Search:
    """Run a pack as it was recorded, and refuse it where another failure comes of it."""
    recorded = recorded_run(pack)
    reason = recorded.why_not(runner.lab)
    if reason:
        raise ReplayError("a pack that can be run here", reason)
    if runner.versions() != recorded.versions:
        raise ReplayError("the versions that the pack was made with", "others", advice="'atp-tui replay' lists them")
    inputs = runner.inputs()
    search = _Search(runner, inputs.decisions if inputs.is_forced else None, violation)
    _require_recorded(recorded, search, violation)
    return search


def _require_recorded(recorded: RecordedRun, search: _Search, violation: str) -> None:
    if recorded.is_as_written(search.recorded.chain) is False:
        raise ReplayError("the recorded run", "another one", advice="'atp-tui replay' compares them")
    if not search.fails(search.recorded):
        wanted = f"a run with the violation {violation}" if violation else "a run that fails"
        kinds = ", ".join(kind for _, kind in search.recorded.signature)
        raise ReplayError(wanted, f"one with {kinds}" if kinds else f"one that passes {TransferOracle().name}")
