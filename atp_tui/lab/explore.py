"""Trying many seeds: what breaks, how often, and the first run of each kind."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from atp_tui.lab.dice import U64_MAX
from atp_tui.lab.errors import LabStopped
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import LabRun, run_unless

Signature: TypeAlias = tuple[tuple[str, str], ...]
"""The kind of a failure: oracle and violation type of each violation, sorted; empty where nothing broke."""


class ExploreProgress(NamedTuple):
    """How far an exploration has come."""

    tried: int
    wanted: int
    failed: int


@dataclass(frozen=True)
class Exploration:
    """What many seeds have shown."""

    tried: int
    counts: Mapping[Signature, int]
    """How often each kind of outcome was seen, the most frequent first."""
    firsts: tuple[LabRun, ...]
    """The first run of each kind of failure, in the order in which they were met."""
    is_stopped: bool
    """The caller stopped it before all seeds were tried."""


def explore(
    options: LabOptions,
    n: int,
    *,
    payload: bytes | None = None,
    progress: Callable[[ExploreProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Exploration:
    """Run *n* transfers that differ in their seed alone, from the seed in the options on.

    Args:
        options: What every run is made from; seeds that it gives by name stay the same.
        n: How many seeds to try.
        payload: The object of every run; None for the one that each run's payload seed gives.
        progress: Called after every run, in the caller's thread.
        cancelled: Asked now and then; when it says yes, what was found so far is returned.

    Raises:
        LabError: a run does not come to its end.
    """
    counts: Counter[Signature] = Counter()
    firsts: dict[Signature, LabRun] = {}
    is_stopped = False
    for step in range(n):
        one = options.changed(seed=(options.seed + step) & U64_MAX)
        try:
            run = run_unless(cancelled, one, payload=payload)
            # Logs cost time and change nothing, so only a run that is kept gets them, by running once more.
            if run.signature and run.signature not in firsts:
                firsts[run.signature] = run_unless(cancelled, one, payload=payload, with_qlogs=True)
        except LabStopped:
            is_stopped = True
            break
        counts[run.signature] += 1
        if progress is not None:
            progress(ExploreProgress(step + 1, n, counts.total() - counts[()]))
    return Exploration(counts.total(), dict(counts.most_common()), tuple(firsts.values()), is_stopped)


def pack_name(run: LabRun) -> str:
    """Return the name under which the pack of a failure is kept: scenario, violation types and seed."""
    kinds = dict.fromkeys(violation_type for _, violation_type in run.signature)
    return "-".join((run.options.scenario, "+".join(kinds), str(run.options.seed)))
