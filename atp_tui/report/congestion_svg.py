"""The course of a connection as a picture: packets, congestion window and round trip times over one time axis, in SVG.

The same course always gives the same bytes, and nothing is referred to outside of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.engine.histogram import Density
from atp_tui.engine.lab_time import milliseconds, unit_of
from atp_tui.engine.qlog.congestion import Congestion
from atp_tui.engine.series import COLUMNS as FINE
from atp_tui.report.congestion_parts import PARTS, Part, lacking_words, remarks, summary
from atp_tui.report.svg_chart import COLUMNS, LEFT, Chart, Layer, text
from atp_tui.report.violation_times import TimedViolation, timed_violations
from atp_tui.store.congestion import ConnectionCongestion
from atp_tui.store.pack import Pack

_WIDTH: Final = 1_000
_TOP: Final = 68
_GAP: Final = 48
"""Pixels above a chart, for its title and its legend."""
_HEIGHTS: Final = (260, 150, 150)
_TIME_TICKS: Final = 10
_LINE: Final = 18
"""Pixels of a line of text."""
_MARGIN: Final = 16
_LISTED: Final = 12
"""Violations that are marked and listed."""
_NEAR: Final = 40
"""Pixels within which violations share a flag."""
_TITLE: Final = 90
"""Characters of the title that are shown."""
_TEXT: Final = 120
"""Characters of a foreign text that are shown."""

_STYLE: Final = """
text{font:12px sans-serif;fill:#222}
.title{font:bold 16px sans-serif}
.name{font-weight:bold}
.y{text-anchor:end}
.x{text-anchor:middle}
.grid{stroke:#ddd}
.frame{fill:none;stroke:#888}
.sent{fill:none;stroke:#0072b2;stroke-width:3;stroke-linecap:round}
.acked{fill:none;stroke:#009e73;stroke-width:1.5}
.lost{fill:none;stroke:#c00000;stroke-width:2}
.spurious{fill:#fff;stroke:#b35900;stroke-width:1.8}
.in_flight{fill:#a6cee3}
.window{fill:none;stroke:#d55e00;stroke-width:1.8}
.latest{fill:none;stroke:#a57fc0;stroke-width:3;stroke-linecap:round}
.smoothed{fill:none;stroke:#4b1f6f;stroke-width:1.8}
.least{fill:none;stroke:#444;stroke-width:1.2;stroke-dasharray:5 4}
.violation{stroke:#c00000;stroke-dasharray:2 3}
.flag{fill:#c00000}
.number{font:bold 10px sans-serif;fill:#fff;text-anchor:middle}
"""


@dataclass(frozen=True, slots=True)
class CongestionPicture:
    """What is drawn."""

    connection: ConnectionCongestion
    number: int
    """The log that is drawn, by its place in *connection*."""
    title: str
    """What names the connection; hostile."""
    violations: tuple[TimedViolation, ...] = ()

    @property
    def axis(self) -> Density:
        """The time axis, a column a pixel."""
        return Density(self.connection.begin, self.connection.last, COLUMNS)


def picture_of(pack: Pack, connection: ConnectionCongestion, number: int) -> str:
    """Return the course of a connection as an SVG document; *number* is the place of the log in *connection*."""
    logs = pack.path if pack.imported is None else pack.imported.logs
    return congestion_svg(CongestionPicture(connection, number, logs, timed_violations(pack)))


def congestion_svg(picture: CongestionPicture) -> str:
    """Return a picture as an SVG document."""
    return "".join(f"{line}\n" for line in _lines(picture))


def _lines(picture: CongestionPicture) -> Iterator[str]:
    shown = picture.connection.ends[picture.number]
    bottom, charts, edges = _TOP, list[str](), list[tuple[int, int]]()
    for part, height in zip(PARTS, _HEIGHTS, strict=True):
        charts += _chart(part, picture, height).lines(bottom + _GAP)
        edges.append((bottom + _GAP, bottom + _GAP + height))
        bottom += _GAP + height
    footer = [*_violation_lines(picture.violations), *remarks(shown.course)]
    height, title = bottom + 52 + _LINE * len(footer), clean(picture.title, _TITLE)
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>'
    yield f"<title>{escape(title, quote=False)}</title>"
    yield f"<style>{_STYLE}</style>"
    yield f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
    yield text(_MARGIN, 28, title, "title")
    yield text(_MARGIN, 50, summary(shown, has_other=len(picture.connection.ends) > 1))
    yield from _times(picture.axis, edges)
    yield from charts
    yield from _flags(picture, edges)
    for number, line in enumerate(footer):
        yield text(_MARGIN, bottom + 58 + _LINE * number, line)
    yield "</svg>"


def _chart(part: Part, picture: CongestionPicture, height: int) -> Chart:
    course = picture.connection.ends[picture.number].course
    low, high = part.range(course)
    size, unit = part.scale(high)
    lacking = lacking_words(part, course)
    layers = tuple(
        Layer(field.name, field.label, series.binned(COLUMNS), _marks(course, field.name))
        for field, series in part.found(course)
    )
    title = f"{part.name} ({unit})" if unit and layers else part.name
    return Chart(f"{title}: {lacking}" if layers and lacking else title, layers, low, high, size, height, part.lacking)


def _marks(course: Congestion, name: str) -> tuple[tuple[int, float], ...]:
    """The packets of a series one by one, in the columns of the picture."""
    return tuple(((2 * column + 1) * COLUMNS // (2 * FINE), number) for column, number in course.marks.get(name, ()))


def _times(axis: Density, edges: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The time axis, below all charts."""
    bottom = edges[-1][1]
    found = axis.ticks(_TIME_TICKS)
    size, unit = unit_of(found.step)
    for time in found:
        x = LEFT + axis.bin_of(time)
        yield f'<path class="grid" d="{_upright(x, edges)}"/>'
        yield text(x, bottom + 16, f"{time // size:,}", "x")
    yield text(LEFT + COLUMNS / 2, bottom + 33, f"Time since the first event ({unit})", "x")


def _upright(x: int, edges: Sequence[tuple[int, int]]) -> str:
    """A line through all charts."""
    return "".join(f"M{x} {top}V{bottom}" for top, bottom in edges)


def _flags(picture: CongestionPicture, edges: Sequence[tuple[int, int]]) -> Iterator[str]:
    """A line through all charts at the time of each violation, with its number, or with those of several."""
    places: dict[int, list[int]] = {}
    for number, violation in enumerate(picture.violations[:_LISTED], start=1):
        if violation.time is not None:
            x = LEFT + picture.axis.bin_of(violation.time)
            yield f'<path class="violation" d="{_upright(x, edges)}"/>'
            near = next((place for place in places if abs(place - x) <= _NEAR), x)
            places.setdefault(near, []).append(number)
    top = edges[0][0]
    for x, numbers in places.items():
        label = ", ".join(map(str, numbers))
        width = 10 + 6 * len(label)
        middle = min(x, _WIDTH - width // 2 - 4)
        yield f'<rect class="flag" x="{middle - width / 2:g}" y="{top - 8}" width="{width}" height="15" rx="7"/>'
        yield text(middle, top + 3.5, label, "number")


def _violation_lines(found: tuple[TimedViolation, ...]) -> Iterator[str]:
    for number, violation in enumerate(found[:_LISTED], start=1):
        when = "of no one moment" if violation.time is None else f"at {milliseconds(violation.time)}"
        yield f"{number}  {violation.severity.value}, {when}: {clean(violation.words, _TEXT)}"
    if len(found) > _LISTED:
        yield f"and {counted(len(found) - _LISTED, 'more violation')}"
