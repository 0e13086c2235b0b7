"""The parts of the picture of a connection, the same on the screen and in a file: what is in each, and its scale."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from atp_tui.engine.counted import counted
from atp_tui.engine.scale import byte_unit
from atp_tui.engine.series import Sample, Series

if TYPE_CHECKING:
    from atp_tui.engine.qlog.congestion import Congestion
    from atp_tui.store.congestion import EndCongestion


class Field(NamedTuple):
    """A series of a part."""

    name: str
    """The field of :class:`~atp_tui.engine.qlog.congestion.Congestion`."""
    label: str
    short: str
    """The label where there is little room."""


@dataclass(frozen=True, slots=True)
class Part:
    """One chart: several series over one scale."""

    name: str
    fields: tuple[Field, ...]
    """The series, the lowest first."""
    unit: str
    """``bytes``, ``ms`` or ``number``."""
    lacking: str
    """What is said of a log that has none of the series."""

    def found(self, course: "Congestion") -> tuple[tuple[Field, Series], ...]:
        """Return the series that a log has."""
        found: Iterator[tuple[Field, Series]] = ((field, getattr(course, field.name)) for field in self.fields)
        return tuple((field, series) for field, series in found if series.columns)

    def range(self, course: "Congestion") -> tuple[float, float]:
        """Return the lower and the upper end of the scale; packet numbers may begin far above 0."""
        found = [series for _, series in self.found(course)]
        low = min((series.least for series in found), default=0)
        high = max((series.most for series in found), default=0)
        return (low if self.unit == "number" and low > high / 2 else 0), high

    def scale(self, high: float) -> tuple[int, str]:
        """Return the unit of the numbers of the scale: what it is in that of the values, and its name."""
        return byte_unit(high) if self.unit == "bytes" else (1, self.unit)


PARTS: Final = (
    Part(
        "Packets",
        (
            Field("acked", "acknowledged up to", "acked"),
            Field("sent", "sent", "sent"),
            Field("spurious", "declared lost, acknowledged later", "lost, then acked"),
            Field("lost", "lost", "lost"),
        ),
        "number",
        "the log has no sent packets with numbers",
    ),
    Part(
        "Window",
        (Field("in_flight", "bytes in flight", "in flight"), Field("window", "congestion window", "window")),
        "bytes",
        "the log has neither a congestion window nor bytes in flight",
    ),
    Part(
        "RTT",
        (
            Field("latest", "latest", "latest"),
            Field("least", "minimum", "min"),
            Field("smoothed", "smoothed", "smoothed"),
        ),
        "ms",
        "the log has no round trip times",
    ),
)
"""The parts, from top to bottom."""


def written(part: Part, sample: Sample) -> str:
    """Return the values of a column as exact numbers with their unit, the least and the greatest where they differ."""
    numbers = dict.fromkeys(_NUMBERS[part.unit](value) for value in (sample.least, sample.most))
    return f"{'-'.join(numbers)}{_SUFFIXES[part.unit]}"


def short_number(part: Part, value: float) -> str:
    """Return a value of the scale with its unit in at most seven characters."""
    if part.unit == "ms" and value >= _LONG:
        return f"{_three(value / 1_000)} s"
    if part.unit == "number" and value >= _MANY:
        return f"{_three(value / _MANY)}M"
    size, unit = part.scale(value)
    return f"{_three(value / size)}{f' {unit}' if part.unit != 'number' else ''}"


_LONG: Final = 10_000
"""Milliseconds that are written as seconds."""
_MANY: Final = 1_000_000
_WHOLE: Final = 100
"""From where on a number is written without decimals."""


def _three(value: float) -> str:
    """A number with three digits, or all that it has before the point."""
    return f"{value:.0f}" if value >= _WHOLE else f"{value:.3g}"


_NUMBERS: Final[Mapping[str, Callable[[float], str]]] = {
    "number": lambda value: f"{int(value):,}",
    "bytes": lambda value: f"{value:,.0f}",
    "ms": lambda value: f"{value:,.3f}",
}
_SUFFIXES: Final = {"number": "", "bytes": " B", "ms": " ms"}


def lacking_words(part: Part, course: "Congestion") -> str:
    """Return what a log lacks of a part of which it has something, as a sentence; empty where it lacks nothing."""
    if part.unit == "bytes" and not course.window.columns:
        return "the log has no congestion window"
    if part.unit == "bytes" and not course.in_flight.columns:
        return "the log has no bytes in flight"
    return ""


def summary(shown: "EndCongestion", *, has_other: bool) -> str:
    """Return what became of the packets of an end as a sentence; *has_other* tells whether another end was logged."""
    course, end = shown.course, shown.end
    who = f"the {end.end}" if end.end != "unknown" else "one end"
    writer = f" ({end.writer})" if end.writer else ""
    other = "; the other end is not drawn" if has_other else ""
    return (
        f"As {who}{writer} logged it{other}: {counted(course.sent_count, 'packet')} sent, {course.acked_count:,} "
        f"acknowledged, {course.lost_count:,} lost, {course.spurious_count:,} declared lost and acknowledged later"
    )


def remarks(course: "Congestion") -> Iterator[str]:
    """Yield what is not drawn, as sentences."""
    if course.notes:
        yield f"not drawn: {'; '.join(course.notes)}"
