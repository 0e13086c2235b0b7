"""What the evidence needs to know of a check, whether it judges a state or a log."""

from typing import Protocol

from atp_tui.engine.record import Severity


class WeighedCheck(Protocol):
    """A check whose answer is weighed."""

    @property
    def name(self) -> str:
        """Its table in a model file."""

    @property
    def violation_type(self) -> str:
        """The type of its violations."""

    @property
    def severity(self) -> Severity:
        """How bad a violation is."""

    @property
    def group(self) -> str:
        """The checks that look at the same thing."""

    @property
    def detection(self) -> float:
        """D = P(fires | broken) where no model file gives another."""

    @property
    def false_alarm(self) -> float | None:
        """F = P(fires | clean) likewise; None for the rate that gives a check that fires the weight of its severity."""
