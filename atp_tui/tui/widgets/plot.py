"""A chart of several series in a few rows of cells; which series a cell shows can be told without colour."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_THIRDS: Final = "▁─▔"


class Shape(enum.Enum):
    """How a series is drawn; a later shape covers an earlier one."""

    AREA = "▆"
    """Bars from below, in eighths of a row."""
    LINE = "▔"
    """A stroke, in thirds of a row."""
    RING = "○"
    CROSS = "x"


class Cell(NamedTuple):
    """A cell of a chart."""

    character: str
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class PlotLayer:
    """A series, with a value or none for each column."""

    shape: Shape
    values: Sequence[float | None]


def plot(layers: Sequence[PlotLayer], low: float, high: float, rows: int) -> list[list[Cell]]:
    """Return the cells of a chart, the top row first.

    Args:
        layers: The series, all of the same length; where two want one cell, the later one gets it.
        low: The value at the lower edge.
        high: The value at the upper edge.
        rows: The height, at least 1.
    """
    width = len(layers[0].values) if layers else 0
    cells = [[Cell(" ", None)] * width for _ in range(rows)]
    for layer in layers:
        for column, value in enumerate(layer.values):
            if value is not None:
                share = max(0.0, min(1.0, (value - low) / ((high - low) or 1)))
                _draw(cells, column, layer.shape, share)
    return cells


def _draw(cells: list[list[Cell]], column: int, shape: Shape, share: float) -> None:
    """Draw a value at a share of the height into its column."""
    rows = len(cells)
    if shape is Shape.AREA:
        full, part = divmod(round(share * rows * 8), 8)
        for row in range(full):
            cells[rows - 1 - row][column] = Cell(_EIGHTHS[-1], shape)
        if part:
            cells[rows - 1 - full][column] = Cell(_EIGHTHS[part], shape)
        return
    steps = rows * (len(_THIRDS) if shape is Shape.LINE else 1)
    step = min(steps - 1, int(share * steps))
    row = step * rows // steps
    character = _THIRDS[step % len(_THIRDS)] if shape is Shape.LINE else shape.value
    cells[rows - 1 - row][column] = Cell(character, shape)
