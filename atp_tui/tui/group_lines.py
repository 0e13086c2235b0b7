"""The groups of a fleet as rows: which columns there are in so many cells, and pages of rows on demand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from rich.text import Text

from atp_tui.cells import fitted
from atp_tui.clean import clean
from atp_tui.fleet.report.words import moment, share
from atp_tui.fleet.rows import GroupFilter, GroupOrder, GroupRow, Proof
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.fleet_words import NONE, PROOF_STYLES, STATUS_STYLES, short
from atp_tui.tui.judged_text import SEVERITY_STYLES
from atp_tui.tui.paged_lines import PagedLines
from atp_tui.tui.text import QUIET, joined, own_text, row_text
from atp_tui.tui.widgets.strip_chart import columns as bars

_MEDIUM: Final = 110
_WIDE: Final = 140
"""Cells from which on there are more columns."""

_SPARKS: Final = 8
"""Builds of the column that draws them as bars."""

_TITLE: Final = 1_000
"""Characters of a title that a row shows at most."""

_SORTED: Final = "▾"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list."""

    heading: str
    width: int
    draw: Callable[[GroupRow], tuple[str, str]]
    """Gives the text of a group and its style."""
    right: bool = False
    order: GroupOrder | None = None
    """The order that this column explains."""


def _severity(row: GroupRow) -> tuple[str, str]:
    return row.severity.value, SEVERITY_STYLES[row.severity]


def _trigger(row: GroupRow) -> tuple[str, str]:
    return row.influence or NONE, "" if row.influence else QUIET


def _proof(row: GroupRow) -> tuple[str, str]:
    return NONE if row.proof is Proof.NOT_RUN else row.proof.value, PROOF_STYLES[row.proof]


_STATUS: Final = Column("STATUS", 9, lambda row: (row.status.value, STATUS_STYLES[row.status]), order=GroupOrder.STATUS)
_SEV: Final = Column("SEV", 4, lambda row: (row.severity.value[:4].removesuffix("i"), _severity(row)[1]))
_SEVERITY: Final = Column("SEVERITY", 9, _severity)
_RUNS: Final = Column("RUNS", 7, lambda row: (f"{row.runs:,}" if row.runs < 10**6 else short(row.runs), ""), right=True)
_RATE: Final = Column("RATE", 7, lambda row: (share(row.rate), ""), right=True)
_LAST: Final = Column("LAST SEEN", 16, lambda row: (moment(row.last_ns), ""), order=GroupOrder.LAST_SEEN)
_FIRST: Final = Column("FIRST SEEN", 16, lambda row: (moment(row.first_ns), ""), order=GroupOrder.FIRST_SEEN)
_PROOF: Final = Column("PROOF", 6, _proof)


def _build(label: str) -> Column:
    """The runs of one build."""

    def draw(row: GroupRow) -> tuple[str, str]:
        runs = dict(row.builds).get(label, 0)
        return (short(runs), "") if runs else (".", QUIET)

    return Column(label, 6, draw, right=True)


def _sparks(labels: tuple[str, ...]) -> Column:
    """The runs of several builds as bars."""

    def draw(row: GroupRow) -> tuple[str, str]:
        runs = dict(row.builds)
        return bars(tuple(runs.get(label, 0) for label in labels)), "cyan"

    return Column("BUILDS", max(6, len(labels)), draw)


def columns_for(width: int, builds: tuple[str, ...], order: GroupOrder) -> tuple[Column, ...]:
    """Return the columns for *width* cells, the title among them with what is left.

    Where there is room, the last builds have columns of their own, else they are drawn as bars.
    """
    if width < _MEDIUM:
        before, after = [_STATUS, _SEV], [_RUNS, _RATE]
        after += [_sparks(builds[-_SPARKS:])] if len(builds) > 1 else []
    else:
        most = 6 if width >= _WIDE else 3
        before = [_STATUS, _SEVERITY if width >= _WIDE else _SEV]
        dated = _FIRST if order is GroupOrder.FIRST_SEEN else _LAST
        dates = [dated] if width >= _WIDE or order is dated.order else []
        shown = [_build(label) for label in builds[-most:]] if len(builds) > 1 else []
        trigger = Column("TRIGGER", max(18, width // 7), _trigger)
        after = [_RUNS, _RATE, *shown, *dates, _PROOF, trigger]
    used = sum(column.width + 1 for column in (*before, *after))
    title = Column("GROUP", max(8, width - used), lambda row: (clean(row.title, _TITLE), ""), order=GroupOrder.TITLE)
    return (*before, title, *after)


def head_line(columns: tuple[Column, ...], order: GroupOrder) -> Text:
    """Return the headings, with a sign at the one by which the groups are sorted."""
    return joined(*(own_text(part, QUIET) for part in _heads(columns, order)))


def _heads(columns: tuple[Column, ...], order: GroupOrder) -> Iterator[str]:
    by = {GroupOrder.IMPACT: (_SEV, _SEVERITY), GroupOrder.RUNS: (_RUNS,)}.get(order, ())
    for number, column in enumerate(columns):
        is_by = column in by or column.order is order
        heading = f"{column.heading}{_SORTED}" if is_by else column.heading
        yield fitted(clean(heading), column.width, right=column.right) + (" " if number + 1 < len(columns) else "")


def group_line(row: GroupRow, columns: tuple[Column, ...]) -> Text:
    """Return a group as a row, each column in its cells."""
    parts: list[Text] = []
    for column in columns:
        text, style = column.draw(row)
        parts += [row_text(fitted(clean(text), column.width, right=column.right), style), own_text(" ")]
    return joined(*parts[:-1])


class GroupLines(PagedLines[GroupRow]):
    """The groups that a filter lets through, in an order.

    Args:
        view: Where they are read.
        order: How they are sorted.
        which: Which are listed.
        count: How many that are.
        columns: What a row shows.
    """

    def __init__(
        self, view: FleetView, order: GroupOrder, which: GroupFilter, count: int, columns: tuple[Column, ...]
    ) -> None:
        super().__init__(count, partial(view.group_page, order, which), partial(group_line, columns=columns))
