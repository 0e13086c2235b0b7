"""What the figures are held against, and whether they are within it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.measure import table


class Target(NamedTuple):
    """A figure and the most that it may be."""

    what: str
    found: float
    at_most: float
    unit: str = ""
    """Empty for a ratio."""

    @property
    def verdict(self) -> str:
        """Whether it is met; where it is missed, by how much."""
        over = self.found - self.at_most
        return "met" if over <= 0 else f"missed by {_figure(over)} {self.unit}".rstrip()


class Figures(NamedTuple):
    """What a part of the measurements has found."""

    text: str
    """Its tables in Markdown."""
    targets: Sequence[Target] = ()


def summary(targets: Iterable[Target]) -> str:
    """Return all targets as one table."""
    rows = [
        [
            target.what,
            f"{_figure(target.found)} {target.unit}",
            f"{_figure(target.at_most)} {target.unit}",
            target.verdict,
        ]
        for target in targets
    ]
    return table(("target", "found", "at most", "verdict"), rows)


def _figure(number: float) -> str:
    """A number with three digits that matter."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three digits
