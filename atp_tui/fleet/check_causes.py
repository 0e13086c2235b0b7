"""The kept causes of groups, run again: a regression suite of the failures that a fleet has seen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.groups import set_proof
from atp_tui.fleet.kept import CauseResult, KeptCause, kept_cause, run_kept
from atp_tui.fleet.queries import group_page, written_cause
from atp_tui.fleet.rows import GroupFilter, GroupOrder, GroupRow, Proof, Status
from atp_tui.fleet.workers import Workers

ACCEPTED: Final = frozenset({Status.KNOWN, Status.MUTED})
"""Groups whose failures a person has accepted: they fail no job."""

NO_CAUSE: Final = "no cause has been found"
PACK_GONE: Final = "the pack of its cause is no longer there"


class CauseTask(NamedTuple):
    """The cause of a group, to be run by a worker."""

    group: int
    cause: KeptCause
    python: str | None = None
    """The Python whose lab runs it; None for the lab that is installed."""


@dataclass(frozen=True, slots=True)
class CheckedCause:
    """A group, and what its cause came to."""

    row: GroupRow
    result: CauseResult
    has_cause: bool
    """Whether a cause is kept, even if it could not be run."""

    @property
    def is_accepted(self) -> bool:
        """Whether somebody has accepted that the group fails."""
        return self.row.status in ACCEPTED

    @property
    def fails(self) -> bool:
        """Whether it is a reason for a job to fail: its run has a violation that nobody has accepted."""
        return self.result.proof in (Proof.FAILS, Proof.OTHER) and not self.is_accepted


def all_groups(fleet: Fleet) -> tuple[GroupRow, ...]:
    """Return all groups of a fleet, the worst first."""
    return group_page(fleet, GroupOrder.IMPACT, GroupFilter(statuses=frozenset(Status)), 0, -1)


def installed_build() -> str:
    """Return the label of the build whose lab is installed: its version, as the index has it."""
    from atp_tui.lab.versions import lab_versions

    return lab_versions()["atp-tui"]


def check_causes(
    fleet: Fleet,
    rows: Sequence[GroupRow],
    build: str,
    *,
    python: str | None = None,
    jobs: int = 1,
    progress: Callable[[float], None] = lambda _: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> tuple[CheckedCause, ...]:
    """Run the causes of groups, write what each came to as its proof, and return it in the order of the groups.

    A cause that could not be run leaves the proof as it was. Where the caller stops it, what has ended is written and
    returned. A database that is open for reading alone is not written.

    Args:
        fleet: The fleet.
        rows: The groups.
        build: The label of the build that is run.
        python: The Python with this build; None for the lab that is installed.
        jobs: Processes that run causes.
        progress: Told the share that is done.
        is_stopped: Asked now and then whether to stop.

    Raises:
        IoError: the database cannot be read or written.
    """
    causes = {row.id: kept_cause(fleet, row.id) for row in rows}
    tasks = [CauseTask(row.id, cause, python) for row in rows if (cause := causes[row.id]) is not None]
    ended: dict[int, CauseResult] = {}
    for task, result in _run(tasks, jobs, is_stopped):
        # A run that was told to stop came to nothing.
        if result.proof is Proof.NOT_RUN and is_stopped():
            break
        ended[task.group] = result
        if result.proof is not Proof.NOT_RUN and not fleet.why_read_only:
            set_proof(fleet, task.group, build, result.proof)
        progress(len(ended) / len(tasks))
    return tuple(_checked(fleet, row, ended.get(row.id)) for row in rows if row.id in ended or causes[row.id] is None)


def _checked(fleet: Fleet, row: GroupRow, result: CauseResult | None) -> CheckedCause:
    """A group with its result; without one it has no cause, or none that can be run."""
    if result is not None:
        return CheckedCause(row, result, has_cause=True)
    is_gone = written_cause(fleet, row.id) is not None
    return CheckedCause(row, CauseResult(Proof.NOT_RUN, (), PACK_GONE if is_gone else NO_CAUSE), has_cause=is_gone)


def _run(
    tasks: Sequence[CauseTask], jobs: int, is_stopped: Callable[[], bool]
) -> Iterator[tuple[CauseTask, CauseResult]]:
    """Yield tasks with their results, in the order in which they end."""
    left = iter(tasks)
    jobs = min(jobs, max(len(tasks), 1))
    # What is asked whether to stop cannot be sent to another process.
    workers = Workers[CauseTask, CauseResult](_Work(is_stopped if jobs == 1 else None), jobs, 1, is_stopped)
    for sent, results in workers.run(lambda: [task] if (task := next(left, None)) is not None else []):
        if isinstance(results, BaseException):
            yield sent[0], CauseResult(Proof.NOT_RUN, (), str(results) or type(results).__name__)
        else:
            yield from zip(sent, results, strict=True)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker is sent to do."""

    is_stopped: Callable[[], bool] | None

    def __call__(self, tasks: list[CauseTask]) -> list[CauseResult]:
        return [run_kept(task.cause, task.python, self.is_stopped) for task in tasks]
