"""Whether a cost grows faster than what it is for: the rows of the tables of :mod:`benchmarks.bench_growth`."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from benchmarks.measure import table

MOST: Final = 1.15
"""The exponent that a step may have: log10 of how many times the cost ten times the size has."""
AGAIN: Final = 2
"""Further rounds of measurements of a row that misses."""
TOO_LONG: Final = "too long"
REFUSED: Final = "refused"

Cost: TypeAlias = float | str
"""CPU seconds, or why there are none."""


class Row(NamedTuple):
    """What one thing costs while another grows."""

    kind: str
    name: str
    sizes: tuple[int, ...]
    start: float
    """CPU seconds with the smallest size, which every size costs."""
    costs: tuple[Cost, ...]
    """CPU seconds by size."""
    floor: float
    """CPU seconds below which two costs cannot be told apart."""

    @property
    def exponents(self) -> tuple[float, ...]:
        """Return the exponent of each step between two sizes that were measured."""
        used = [max(self.floor, cost - self.start) for cost in self.costs if isinstance(cost, float)]
        return tuple(math.log10(after / before) for before, after in pairwise(used))

    @property
    def is_missed(self) -> bool:
        """Return whether a step grows too fast, took too long, or there are not two sizes to tell from."""
        return not self.exponents or TOO_LONG in self.costs or max(self.exponents) > MOST

    @property
    def cells(self) -> list[str]:
        """Return the cells of its line of the table."""
        costs = [f"{cost:.2f}" if isinstance(cost, float) else cost for cost in self.costs]
        steps = [f"{each:.2f}" for each in self.exponents] + [""] * (len(self.costs) - 1 - len(self.exponents))
        sizes = " / ".join(f"{each:,}" for each in self.sizes)
        return [self.kind, self.name, sizes, f"{self.start:.2f}", *costs, *steps, "MISSED" if self.is_missed else ""]

    def lesser(self, other: "Row") -> "Row":
        """Return the row with the lesser of two costs each, and of two starts."""
        costs = tuple(map(_lesser, self.costs, other.costs))
        return self._replace(start=min(self.start, other.start), costs=costs)


def _lesser(one: Cost, other: Cost) -> Cost:
    return min(one, other) if isinstance(one, float) and isinstance(other, float) else one


def settled(measure: Callable[[], Row]) -> Row:
    """Return a row; where it misses, with the least cost of up to :data:`AGAIN` further rounds."""
    row = measure()
    for _ in range(AGAIN):
        if not row.is_missed or TOO_LONG in row.costs:
            break
        row = row.lesser(measure())
    return row


def table_of(rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table."""
    count = max((len(row.costs) for row in rows), default=0)
    head = ["grows", "cost of", "sizes", "start s", *(f"size {place + 1} s" for place in range(count))]
    head += [f"exponent {place + 1}" for place in range(count - 1)] + ["verdict"]
    return table(head, [row.cells for row in rows])
