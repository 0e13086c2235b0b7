"""What a minimization is told, what it tells while it runs, and what it ends with."""

import enum
from dataclasses import dataclass
from typing import NamedTuple

from atp_tui.engine.minimize.selection import Selection


class MinimizeMode(enum.Enum):
    """What is cut; the two are never mixed. The value is the word for it."""

    REPLAY = "replay"
    """Outside decisions, and the lab runs for each try: what is left is a cause."""
    PROJECT = "project"
    """Events of the trace, and nothing runs: what is left is a shorter reading."""


class MinimizeEnd(enum.Enum):
    """Why a minimization ended; the value is a sentence."""

    MINIMAL = "1-minimal: nothing that is left can be removed on its own"
    TRIES = "the limit of runs was reached, so less may suffice"
    TIME = "the time limit was reached, so less may suffice"
    STOPPED = "it was interrupted, so less may suffice"


@dataclass(frozen=True, slots=True)
class TraceMinimizerConfig:
    """How far a minimization goes."""

    mode: MinimizeMode = MinimizeMode.REPLAY
    max_tries: int | None = None
    """Tries after which it ends with the best so far; None for no limit."""
    max_seconds: float | None = None
    """Seconds on the given clock after which it ends with the best so far; None for no limit."""
    keep_witnesses: bool = True
    """In project mode, every witness of a violation stays; otherwise one for each violation."""


class MinimizeProgress(NamedTuple):
    """How far a minimization has come."""

    size: int
    """Things that are left in the best so far."""
    total: int
    """Things there were."""
    tries: int
    seconds: float
    """Since it began; 0 without a clock."""
    tries_since_cut: int
    """Tries since the best so far was found."""
    seconds_since_cut: float


@dataclass(frozen=True, slots=True)
class Minimized:
    """The smallest selection that was found to hold."""

    best: Selection
    end: MinimizeEnd
    is_verified: bool
    """Whether *best* was tried at all; it is not where it ended before the first try did."""
    tries: int
    remembered: int
    """Tries that were spared because their outcome was known."""

    @property
    def is_minimal(self) -> bool:
        """Whether it was shown that nothing more can be left out by itself."""
        return self.end is MinimizeEnd.MINIMAL
