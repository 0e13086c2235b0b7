"""The list of groups: which of them, in what order and format."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_document, print_json, print_lines, print_toned

if TYPE_CHECKING:
    from atp_tui.fleet.database import Fleet
    from atp_tui.fleet.rows import GroupFilter, GroupRow, Totals

FORMATS: Final = ("text", "json", "csv", "junit", "sarif")
_STATUSES: Final = ("new", "known", "muted", "fixed", "regressed")
_ORDERS: Final = ("impact", "runs", "last", "first", "title", "status")
_ROWS: Final = 50
_LAST_NS: Final = 2**63 - 1
"""The last nanosecond since 1970 that a database has."""


@dataclass(frozen=True)
class Listing:
    """What the options ask for."""

    form: str | None
    """None where no format was asked for."""
    which: "GroupFilter"
    order: str
    limit: int
    """0 for all."""

    def show(self, fleet: "Fleet") -> int:
        """Print the groups of a fleet and return the exit code that they give."""
        from atp_tui.fleet.queries import group_count, group_page, totals
        from atp_tui.fleet.rows import GroupOrder

        told = totals(fleet)
        count = group_count(fleet, self.which)
        rows = group_page(fleet, GroupOrder(self.order), self.which, 0, self.limit or count)
        _PRINTERS[self.form or "text"](fleet, told, rows, count)
        return exit_code(told)


def exit_code(totals: "Totals") -> int:
    """Return the highest code that applies to a fleet, as `check` has them."""
    found = (
        (totals.failed, Exit.VIOLATIONS),
        (totals.not_sound or totals.unknown, Exit.NOT_SOUND),
        (totals.unreadable, Exit.UNREADABLE),
        (totals.not_judged or totals.lab_errors or totals.timeouts or totals.killed, Exit.NOT_JUDGED),
    )
    return max((code for count, code in found if count), default=Exit.OK)


def listing_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options of a list of groups; the command gets them as one argument *listing*."""

    @click.option("--format", "form", type=click.Choice(FORMATS), help="Print the groups in this format.")
    @click.option("--status", type=click.Choice(_STATUSES), multiple=True, help="List only these; can be repeated.")
    @click.option("--build", metavar="LABEL", help="List only groups that this build shows.")
    @click.option("--since", metavar="DATE", help="List only groups seen since: 2026-11-28, or with 14:30 behind it.")
    @click.option("--find", "text", default="", metavar="WORDS", help="List only groups with these words.")
    @click.option("--sort", "order", type=click.Choice(_ORDERS), default="impact", show_default=True)
    @click.option(
        "--limit", type=click.IntRange(0), default=_ROWS, show_default=True, metavar="N", help="0 for all groups."
    )
    @wraps(function)
    def with_listing(**given: Any) -> int:  # noqa: ANN401 - what click gives
        names = ("form", "status", "build", "since", "text", "order", "limit")
        return function(**{key: value for key, value in given.items() if key not in names}, listing=_listing(given))

    return with_listing


def usual_listing() -> Listing:
    """Return the list that is printed where no option says otherwise."""
    from atp_tui.fleet.rows import GroupFilter

    return Listing(None, GroupFilter(), _ORDERS[0], _ROWS)


def _listing(given: Mapping[str, Any]) -> Listing:
    from atp_tui.fleet.rows import GroupFilter, Status

    told = {"text": given["text"], "build": given["build"], "since_ns": _since(given["since"])}
    if given["status"]:
        told["statuses"] = frozenset(map(Status, given["status"]))
    return Listing(given["form"], GroupFilter(**told), given["order"], given["limit"])


def _since(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"--since: expected a date such as 2026-11-28, found {text!r}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(int(moment.timestamp()) * 1_000_000_000, _LAST_NS)


def _print_text(_fleet: "Fleet", totals: "Totals", rows: "tuple[GroupRow, ...]", count: int) -> None:
    from atp_tui.fleet.report.text import group_lines, totals_lines

    print_toned(totals_lines(totals))
    print_toned(group_lines(rows, count))


def _print_json(_fleet: "Fleet", totals: "Totals", rows: "tuple[GroupRow, ...]", count: int) -> None:
    from atp_tui.fleet.report.document import group_object, totals_object

    print_json(
        {"totals": totals_object(totals), "groups": [group_object(row) for row in rows], "left_out": count - len(rows)}
    )


def _print_csv(_fleet: "Fleet", _totals: "Totals", rows: "tuple[GroupRow, ...]", _count: int) -> None:
    from atp_tui.fleet.report.document import csv_lines

    print_lines(csv_lines(rows))


def _print_junit(_fleet: "Fleet", totals: "Totals", rows: "tuple[GroupRow, ...]", _count: int) -> None:
    from atp_tui.fleet.report.junit import junit_chunks

    print_document(junit_chunks(totals, rows))


def _print_sarif(fleet: "Fleet", _totals: "Totals", rows: "tuple[GroupRow, ...]", _count: int) -> None:
    from atp_tui.fleet.queries import group_detail, sample_page
    from atp_tui.fleet.report.sarif import group_of, sarif

    def entries() -> "Any":  # noqa: ANN401 - a generator of results
        for row in rows:
            samples = sample_page(fleet, row.id, 0, 1)
            place = samples[0].path if samples else os.fsencode(fleet.path)
            yield group_of(row, min(group_detail(fleet, row.id).prints), place)

    print_json(sarif(entries()))


_PRINTERS: Final = {
    "text": _print_text,
    "json": _print_json,
    "csv": _print_csv,
    "junit": _print_junit,
    "sarif": _print_sarif,
}
