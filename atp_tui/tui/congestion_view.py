"""The course of a connection in the columns of the timeline: cells of its charts, and the exact values of a column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from atp_tui.engine.series import Sample, held
from atp_tui.report.congestion_parts import PARTS, Field, Part, lacking_words, remarks, short_number, written
from atp_tui.tui.widgets.plot import Cell, PlotLayer, Shape, plot

if TYPE_CHECKING:
    from atp_tui.store.congestion import EndCongestion

_SHAPES: Final = {
    "acked": Shape.AREA,
    "sent": Shape.LINE,
    "spurious": Shape.RING,
    "lost": Shape.CROSS,
    "in_flight": Shape.AREA,
    "window": Shape.LINE,
    "latest": Shape.AREA,
    "smoothed": Shape.LINE,
}
"""How each series is drawn; of one that is not listed only the numbers are shown."""

_MARKS: Final = frozenset({Shape.RING, Shape.CROSS})
"""What is drawn at its own time alone; other values hold until the next one."""

_DRAWN: Final[Mapping[Shape, tuple[str, ...]]] = {
    Shape.AREA: ("most",),
    Shape.LINE: ("last",),
    Shape.RING: ("least", "most"),
    Shape.CROSS: ("least", "most"),
}
"""The values of a column that are drawn."""


@dataclass(frozen=True, slots=True)
class CongestionView:
    """One end of a connection in a number of columns."""

    shown: "EndCongestion"
    columns: int
    samples: Mapping[str, tuple[Sample | None, ...]]
    """The values of each series that the log has, by its field: those of each column, or those that hold there."""

    @classmethod
    def of(cls, shown: "EndCongestion", columns: int) -> "CongestionView":
        """Return the view of an end."""
        samples = {}
        for part in PARTS:
            for field, series in part.found(shown.course):
                own = series.binned(columns)
                samples[field.name] = own if _SHAPES.get(field.name) in _MARKS else tuple(held(own))
        return cls(shown, columns, samples)

    @property
    def charts(self) -> int:
        """How many parts have a chart."""
        return sum(bool(part.found(self.shown.course)) for part in PARTS)

    def words(self, part: Part, column: int) -> str:
        """Return the exact values of a part at a column, each with the sign that its series has in the chart."""
        course = self.shown.course
        found = part.found(course)
        values = [self._value(part, field, column) for field, _ in found] or [part.lacking]
        lacking = lacking_words(part, course) if found else ""
        left_out = remarks(course) if part is PARTS[0] else ()
        return "  ".join(filter(None, [*values, lacking, *left_out]))

    def _value(self, part: Part, field: Field, column: int) -> str:
        """The value of a series at a column; empty for a mark that is not there."""
        shape, sample = _SHAPES.get(field.name), self.samples[field.name][min(column, self.columns - 1)]
        if sample is None and shape in _MARKS:
            return ""
        sign = f"{shape.value} " if shape is not None else ""
        return f"{sign}{field.short} {'-' if sample is None else written(part, sample)}"

    def rows(self, part: Part, count: int) -> Iterator[tuple[str, list[Cell]]]:
        """Yield the rows of the chart of a part, the top row first, each with its label on the scale."""
        low, high = part.range(self.shown.course)
        labels = [short_number(part, high), *[""] * (count - 2), *([short_number(part, low)] if count > 1 else [])]
        yield from zip(labels, plot(list(self._layers(part)), low, high, count), strict=True)

    def _layers(self, part: Part) -> Iterator[PlotLayer]:
        for field, _ in part.found(self.shown.course):
            shape = _SHAPES.get(field.name)
            if shape is not None:
                samples = self.samples[field.name]
                yield from (PlotLayer(shape, [_get(sample, name) for sample in samples]) for name in _DRAWN[shape])


def _get(sample: Sample | None, name: str) -> float | None:
    return None if sample is None else getattr(sample, name)
