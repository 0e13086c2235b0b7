"""The parts of the picture of a connection, which the screen and the file show alike: what is in each, and its scale."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.engine.qlog.congestion import Congestion
from atp_tui.engine.scale import byte_unit
from atp_tui.engine.series import Series
from atp_tui.store.congestion import EndCongestion


@dataclass(frozen=True, slots=True)
class Part:
    """One chart: several series over one scale."""

    name: str
    series: tuple[tuple[str, str], ...]
    """The fields of :class:`~atp_tui.engine.qlog.congestion.Congestion`, the lowest first, each with its label."""
    unit: str
    """``bytes``, ``ms`` or ``number``."""
    lacking: str
    """What is said of a log that has none of the series."""

    def found(self, course: Congestion) -> tuple[tuple[str, str, Series], ...]:
        """Return the series that a log has: field, label and values."""
        found = ((field, label, getattr(course, field)) for field, label in self.series)
        return tuple((field, label, series) for field, label, series in found if series.columns)

    def range(self, course: Congestion) -> tuple[float, float]:
        """Return the lower and the upper end of the scale; packet numbers may begin far above 0."""
        found = [series for _, _, series in self.found(course)]
        low = min((series.least for series in found), default=0)
        high = max((series.most for series in found), default=0)
        return (low if self.unit == "number" and low > high / 2 else 0), high

    def scale(self, high: float) -> tuple[int, str]:
        """Return the unit in which the numbers of the scale are written: what it is in that of the values, and its name."""
        return byte_unit(high) if self.unit == "bytes" else (1, self.unit)


PARTS: Final = (
    Part(
        "Packets",
        (
            ("acked", "acknowledged up to"),
            ("sent", "sent"),
            ("spurious", "declared lost, acknowledged later"),
            ("lost", "lost"),
        ),
        "number",
        "the log has no sent packets with numbers",
    ),
    Part(
        "Window",
        (("in_flight", "bytes in flight"), ("window", "congestion window")),
        "bytes",
        "the log has neither a congestion window nor bytes in flight",
    ),
    Part(
        "RTT",
        (("latest", "latest"), ("least", "minimum"), ("smoothed", "smoothed")),
        "ms",
        "the log has no round trip times",
    ),
)
"""The parts, from top to bottom."""


def lacking_words(part: Part, course: Congestion) -> str:
    """Return what a log lacks of a part of which it has something, as a sentence; empty where it lacks nothing."""
    if part.unit == "bytes" and not course.window.columns:
        return "the log has no congestion window"
    if part.unit == "bytes" and not course.in_flight.columns:
        return "the log has no bytes in flight"
    return ""


def summary(shown: EndCongestion, *, has_other: bool) -> str:
    """Return what became of the packets of an end as a sentence; *has_other* tells whether another end was logged."""
    course, end = shown.course, shown.end
    who = f"the {end.end}" if end.end != "unknown" else "one end"
    writer = f" ({end.writer})" if end.writer else ""
    other = "; the other end is not drawn" if has_other else ""
    return (
        f"As {who}{writer} logged it{other}: {counted(course.sent_count, 'packet')} sent, {course.acked_count:,} "
        f"acknowledged, {course.lost_count:,} lost, {course.spurious_count:,} declared lost and acknowledged later"
    )


def remarks(course: Congestion) -> Iterator[str]:
    """Yield what is not drawn, as sentences."""
    if course.notes:
        yield f"not drawn: {'; '.join(course.notes)}"
