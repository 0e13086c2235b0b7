"""The groups of a fleet in an order, as numbers.

They are listed once for each state of the database, so that a page costs the same wherever it is.
"""

from array import array
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.rows import GroupFilter, GroupOrder, Status

LISTINGS: Final = 8
"""Listings that are kept at the same time."""

_STATUS: Final = (
    "CASE status "
    + " ".join(
        f"WHEN '{status.value}' THEN {place}"
        for place, status in enumerate((Status.REGRESSED, Status.NEW, Status.KNOWN, Status.FIXED, Status.MUTED))
    )
    + " END"
)
_ORDERS: Final[Mapping[GroupOrder, str]] = MappingProxyType(
    {
        GroupOrder.IMPACT: "severity DESC, runs DESC, id",
        GroupOrder.RUNS: "runs DESC, id",
        GroupOrder.LAST_SEEN: "last_ns DESC, id",
        GroupOrder.FIRST_SEEN: "first_ns DESC, id",
        GroupOrder.TITLE: "title, id",
        GroupOrder.STATUS: f"{_STATUS}, severity DESC, runs DESC, id",
    }
)


class Listing(NamedTuple):
    """The numbers of the groups that a filter lets through, in an order."""

    version: int
    groups: "array[int]"


def listing(fleet: Fleet, order: GroupOrder, which: GroupFilter) -> "array[int]":
    """Return the numbers of groups in an order; errors as for :meth:`Fleet.rows`."""
    version, key = fleet.version, (order, which)
    kept = fleet.listings.get(key)
    if isinstance(kept, Listing) and kept.version == version:
        return kept.groups
    where, values = condition(which)
    rows = fleet.rows(f"SELECT id FROM grp WHERE {where} ORDER BY {_ORDERS[order]}", values)
    found = array("q", (row[0] for row in rows))
    fleet.listings.pop(key, None)
    while len(fleet.listings) >= LISTINGS:
        fleet.listings.pop(next(iter(fleet.listings)))
    fleet.listings[key] = Listing(version, found)
    return found


def condition(which: GroupFilter) -> tuple[str, list[object]]:
    """Return a filter as a condition of SQL with its values; a group without violations is never let through."""
    parts, values = ["violations > 0"], list[object]()
    if set(which.statuses) != set(Status):
        parts.append(f"status IN ({', '.join('?' * len(which.statuses))})")
        values += sorted(status.value for status in which.statuses)
    if which.text:
        parts.append("(instr(lower(title), ?) OR instr(lower(note), ?))")
        values += [which.text.lower()] * 2
    if which.build is not None:
        parts.append("id IN (SELECT grp FROM grp_build g JOIN build b ON b.id = g.build WHERE b.label = ?)")
        values.append(which.build)
    if which.since_ns is not None:
        parts.append("last_ns >= ?")
        values.append(which.since_ns)
    return " AND ".join(parts), values
