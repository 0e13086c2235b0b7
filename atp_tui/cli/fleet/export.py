"""``atp-tui fleet export``: everything that the database says, for another program or another person."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import db_option, opened
from atp_tui.cli.output import print_document

if TYPE_CHECKING:
    from atp_tui.fleet.database import Fleet

_PAGE: Final = 500


@click.command(name="export")
@db_option
@click.option(
    "--samples", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="Samples of each group."
)
def command(db: str, samples: int) -> int:
    """Print the whole fleet as one JSON document.

    It has the totals, the builds, every group with its fingerprints, cause, influences and some samples, the packs that
    cannot be read, and the changes that people made. Muted groups are included.
    """
    with opened(db) as fleet:
        print_document(chunk.encode() for chunk in _chunks(fleet, samples))
    return Exit.OK


def _chunks(fleet: "Fleet", samples: int) -> Iterator[str]:
    """The document piece by piece, since a fleet may have many groups."""
    from atp_tui.fleet.deeds import deed_page
    from atp_tui.fleet.queries import build_labels, totals
    from atp_tui.fleet.report.document import deed_object, totals_object

    yield f'{{\n"totals": {_json(totals_object(totals(fleet)))},\n"builds": {_json(build_labels(fleet))},\n"groups": '
    yield from _array(_groups(fleet, samples))
    yield ',\n"unreadable": '
    yield from _array(_unreadable(fleet))
    yield ',\n"changes": '
    yield from _array(deed_object(each) for each in deed_page(fleet, 0, -1))
    yield "\n}\n"


def _groups(fleet: "Fleet", samples: int) -> Iterator[object]:
    from atp_tui.fleet.queries import group_detail, group_page, sample_page
    from atp_tui.fleet.report.document import detail_object
    from atp_tui.fleet.rows import GroupFilter, GroupOrder, Status

    which, start = GroupFilter(statuses=frozenset(Status)), 0
    while rows := group_page(fleet, GroupOrder.IMPACT, which, start, _PAGE):
        for row in rows:
            yield detail_object(group_detail(fleet, row.id), sample_page(fleet, row.id, 0, samples))
        start += len(rows)


def _unreadable(fleet: "Fleet") -> Iterator[object]:
    from atp_tui.fleet.queries import unreadable_page
    from atp_tui.fleet.report.words import path_text

    start = 0
    while rows := unreadable_page(fleet, start, _PAGE):
        yield from ({"path": path_text(row.path), "fault": row.fault} for row in rows)
        start += len(rows)


def _array(values: Iterator[object]) -> Iterator[str]:
    before = "["
    for value in values:
        yield f"{before}\n{_json(value)}"
        before = ","
    yield "[]" if before == "[" else "\n]"


def _json(value: Any) -> str:  # noqa: ANN401 - a JSON value of any shape
    return json.dumps(value, ensure_ascii=True)
