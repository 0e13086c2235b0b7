"""What a worker is sent and what it returns: plain values that any executor can carry."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from atp_tui.fleet.look import SeenViolation

PASSED: Final = "passed"
FAILED: Final = "failed"
LAB_ERROR: Final = "lab_error"
TIMEOUT: Final = "timeout"
KILLED: Final = "killed"

CANARY: Final = "canary"
DETERMINISM: Final = "determinism"


class Fault(NamedTuple):
    """An exception that ended a run."""

    exception: str
    """The name of its type."""
    place: str
    """File and line of this program that raised it, or that called what did."""
    message: str


class Guard(NamedTuple):
    """A run that shows whether the others can be trusted."""

    kind: str
    """:data:`CANARY` or :data:`DETERMINISM`."""
    is_met: bool
    found: str
    """What it showed, in words."""


class RunRow(NamedTuple):
    """All that is kept of a run."""

    number: int
    outcome: str
    """One of the first names here."""
    seed: int
    """u64."""
    cell: str
    """The scenario; empty where no options could be drawn."""
    features: int | None = None
    events: int | None = None
    wall_us: int | None = None
    chain16: bytes | None = None
    violations: tuple[SeenViolation, ...] = ()
    fault: Fault | None = None
    guards: tuple[Guard, ...] = ()
    attempts: int = 1


class Returned(NamedTuple):
    """What a worker returns of a batch: perhaps not all runs of it, if they took long."""

    rows: tuple[RunRow, ...]
    packs: Mapping[int, Mapping[str, bytes]]
    """The files of the packs that are to be kept, compressed with zlib, by the number of the run."""
    facts: "Facts"
    """Of the worker."""


class Facts(NamedTuple):
    """What must be the same for all workers."""

    worker: str
    """Host and process."""
    versions: tuple[tuple[str, str], ...]
    """Those on which runs depend, by name."""
