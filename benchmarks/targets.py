"""What the figures are held against, and whether they are within it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

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


HEAD: Final = ("target", "before", "found", "at most", "verdict")


def summary(targets: Iterable[Target], before: Mapping[str, str]) -> str:
    """Return all targets as one table, each beside the figure that an earlier table has for it."""
    rows = [
        [
            target.what,
            before.get(target.what, ""),
            f"{_figure(target.found)} {target.unit}".rstrip(),
            f"{_figure(target.at_most)} {target.unit}".rstrip(),
            target.verdict,
        ]
        for target in targets
    ]
    return table(HEAD, rows)


def found_in(text: str) -> dict[str, str]:
    """Return the figure of each target in a page with a table of targets, in whatever order its columns are."""
    figures: dict[str, str] = {}
    place = None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if {"target", "found", "verdict"} <= set(cells):
            place = cells.index("found")
        elif not line.startswith("|"):
            place = None
        elif place is not None and place < len(cells):
            figures[cells[0]] = cells[place]
    return figures


def _figure(number: float) -> str:
    """A number with three digits that matter."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three digits
