"""Shapes and charts of a picture in SVG; all text that is given to them is cleaned and escaped here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Final

from atp_tui.clean import clean
from atp_tui.engine.scale import ticks
from atp_tui.engine.series import Sample, held

LEFT: Final = 84
"""Where the charts begin, in pixels."""
COLUMNS: Final = 892
"""Columns of a chart, one pixel each."""

_TICKS: Final = 5
_HEADROOM: Final = 6
"""Pixels above the highest value."""
_HALF: Final = 3.5
"""Half of the width of a cross, in pixels."""
_APART: Final = 3.0
"""Pixels from which on two values of a column have a sign each."""
_KEY: Final = 16
"""Pixels of the sign of a layer in the legend."""
_LEGEND: Final = 200
"""Pixels from the name of a chart to its legend."""

Samples = tuple[Sample | None, ...]
Height = Callable[[float], float]
"""Gives the place of a value, in pixels from the top."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A series of a chart."""

    look: str
    """Its class in the style sheet, by which its shape is known."""
    label: str
    samples: Samples
    """The values of each column."""
    marks: tuple[tuple[int, float], ...] = ()
    """The column and the value of each of them, where not only the range of a column is known."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Layers over one scale."""

    title: str
    layers: tuple[Layer, ...]
    low: float
    high: float
    unit: int
    """What one of the numbers of the scale is in the unit of the values."""
    height: int
    words: str = ""
    """What is said where there is no layer."""

    def lines(self, top: int) -> Iterator[str]:
        """Yield the elements of the chart, with its upper edge at *top*."""
        yield text(LEFT, top - 10, self.title, "name")
        yield from _legend(LEFT + _LEGEND, top - 10, self.layers)
        if self.layers:
            yield from self._scale(top)
        else:
            yield text(LEFT + COLUMNS / 2, top + self.height / 2, self.words, "x")
        for layer in self.layers:
            yield from _SHAPES[layer.look](layer, lambda value: self._y(value, top), top + self.height)
        yield f'<rect class="frame" x="{LEFT}" y="{top}" width="{COLUMNS}" height="{self.height}"/>'

    def _y(self, value: float, top: int) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return top + self.height - share * (self.height - _HEADROOM)

    def _scale(self, top: int) -> Iterator[str]:
        for value, label in ticks(self.low / self.unit, self.high / self.unit, _TICKS):
            y = self._y(value * self.unit, top)
            yield f'<path class="grid" d="M{LEFT} {y:.1f}h{COLUMNS}"/>'
            yield text(LEFT - 6, y + 4, label, "y")


def text(x: float, y: float, words: str, look: str = "") -> str:
    """Return a text element."""
    named = f' class="{look}"' if look else ""
    return f'<text{named} x="{x:g}" y="{y:g}">{escape(clean(words), quote=False)}</text>'


def _legend(x: float, y: float, layers: Sequence[Layer]) -> Iterator[str]:
    for layer in layers:
        begin = round(x) - LEFT + (0 if _SHAPES[layer.look] in (_steps, _area) else _KEY // 2)
        key = (*[None] * begin, Sample(0, 0, 0), *[None] * (_KEY - 1))
        yield from _SHAPES[layer.look](Layer(layer.look, "", key), lambda _: y - 4, y)
        yield text(x + _KEY + 6, y, layer.label)
        x += _KEY + 26 + 6.6 * len(layer.label)


def _dots(layer: Layer, height: Height, _bottom: float) -> Iterator[str]:
    """A dot for one value of a column, a bar for several."""
    parts = [
        f"M{LEFT + column} {height(sample.least) + 1:.1f}V{height(sample.most) - 1:.1f}"
        for column, sample in enumerate(layer.samples)
        if sample is not None
    ]
    yield f'<path class="{layer.look}" d="{"".join(parts)}"/>'


def _steps(layer: Layer, height: Height, _bottom: float) -> Iterator[str]:
    """A line that stays at each value until the next one."""
    parts: list[str] = []
    for column, sample in enumerate(layer.samples):
        if sample is not None:
            ends = dict.fromkeys(f"V{height(value):.1f}" for value in (sample.least, sample.most, sample.last))
            begin = f"H{LEFT + column}" if parts else f"M{LEFT + column} {height(sample.least):.1f}"
            parts.append(begin + "".join(ends))
    yield f'<path class="{layer.look}" d="{"".join(parts)}H{LEFT + len(layer.samples)}"/>'


def _area(layer: Layer, height: Height, bottom: float) -> Iterator[str]:
    """All that is below the greatest value of each column, which is held until the next one."""
    parts: list[str] = []
    last = ""
    for column, sample in enumerate(held(layer.samples)):
        if sample is not None:
            begin = f"H{LEFT + column}" if parts else f"M{LEFT + column} {bottom:.1f}"
            y = f"V{height(sample.most):.1f}"
            if y != last:
                parts.append(begin + y)
            last = y
    yield f'<path class="{layer.look}" d="{"".join(parts)}H{LEFT + len(layer.samples)}V{bottom:.1f}Z"/>'


def _places(layer: Layer, height: Height) -> Iterator[tuple[int, float]]:
    """Where the signs of a layer are, without those that others hide."""
    ends = ((place, value) for place, sample in enumerate(layer.samples) if sample is not None for value in sample[:2])
    last = (-1, 0.0)
    for column, value in sorted(layer.marks or ends):
        y = height(value)
        if column != last[0] or last[1] - y >= _APART:
            yield LEFT + column, y
            last = column, y


def _crosses(layer: Layer, height: Height, _bottom: float) -> Iterator[str]:
    parts = [
        f"M{x - _HALF} {y - _HALF:.1f}l{2 * _HALF:g} {2 * _HALF:g}m0 {-2 * _HALF:g}l{-2 * _HALF:g} {2 * _HALF:g}"
        for x, y in _places(layer, height)
    ]
    yield f'<path class="{layer.look}" d="{"".join(parts)}"/>'


def _rings(layer: Layer, height: Height, _bottom: float) -> Iterator[str]:
    for x, y in _places(layer, height):
        yield f'<circle class="{layer.look}" cx="{x}" cy="{y:.1f}" r="{_HALF}"/>'


_SHAPES: Final = MappingProxyType(
    {
        "sent": _dots,
        "acked": _steps,
        "lost": _crosses,
        "spurious": _rings,
        "in_flight": _area,
        "window": _steps,
        "latest": _dots,
        "least": _steps,
        "smoothed": _steps,
    }
)
"""How a layer is drawn, by its look."""
