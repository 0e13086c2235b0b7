"""How likely a failure was at the moments of a run, estimated from runs that share its past."""

from dataclasses import dataclass

from atp_tui.engine.statistics import Interval, wilson


@dataclass(frozen=True, slots=True)
class Cut:
    """A moment, and how the runs went whose decisions were kept until then."""

    at_ns: int
    """Lab time in nanoseconds; what happened before it is kept."""
    runs: int
    failed: int

    @property
    def share(self) -> float:
        """The share of the runs that failed; 0 where there is none."""
        return self.failed / self.runs if self.runs else 0.0

    @property
    def interval(self) -> Interval:
        """Where the probability of the failure lies, with 95 %: Wilson."""
        return wilson(self.failed, self.runs)

    @property
    def always_fails(self) -> bool:
        """Whether no run passed."""
        return 0 < self.runs == self.failed


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely a failure was at the moments of a run."""

    violation: str
    """The type of the violation that counts; empty where each does."""
    end_ns: int
    """Lab time at which the recorded run ended."""
    wanted: int
    """Runs for each cut that were asked for."""
    cuts: tuple[Cut, ...]
    """In order of time; the first one is the beginning of the run."""
    broken: int
    """Runs that did not come to their end; they are not counted."""
    is_stopped: bool
    """The caller stopped it before all was run."""

    @property
    def inevitable(self) -> int | None:
        """The place of the first cut from which on no run passed, None where some run passed at the last one."""
        place = len(self.cuts)
        while place and self.cuts[place - 1].always_fails:
            place -= 1
        return place if place < len(self.cuts) else None
