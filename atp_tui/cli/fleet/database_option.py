"""What the commands of ``atp-tui fleet`` share: the database, and a group by its number or fingerprint."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from atp_tui.cli.completion import FILE
from atp_tui.cli.output import say

if TYPE_CHECKING:
    from atp_tui.fleet.database import Fleet

_Command = TypeVar("_Command", bound=Callable[..., Any])

FORMATS: Final = click.Choice(["text", "json"])
"""The formats of most commands."""


def db_option(function: _Command) -> _Command:
    """Add the option that names the database."""
    help_text = "The database, or the directory that it is in.  [default: the working directory]"
    return click.option("--db", "db", metavar="FILE", type=FILE, default=".", help=help_text)(function)


def limit_option(default: int, what: str) -> Callable[[_Command], _Command]:
    """Return what adds the option for how many rows are printed."""
    help_text = f"Print at most N {what}; 0 for all."
    return click.option(
        "--limit", type=click.IntRange(0), default=default, show_default=True, metavar="N", help=help_text
    )


def opened(path: str, *, writes: bool = False) -> "Fleet":
    """Return the fleet whose database is at *path*, or in the directory there.

    Raises:
        IoError: there is none, it cannot be read, or it is to be written and cannot be.
        InvalidFormatError: it is no database of a fleet.
    """
    from atp_tui.engine.errors import IoError
    from atp_tui.fleet.database import database_path, open_fleet

    fleet = open_fleet(database_path(path), read_only=not writes)
    if writes and fleet.why_read_only:
        fleet.close()
        raise IoError("a database that can be written", fleet.why_read_only, file=path)
    return fleet


def group_id(fleet: "Fleet", name: str) -> int:
    """Return the number of a group that is given by its number, or by a fingerprint or the beginning of one.

    Raises:
        UsageError: there is no such group, or more than one.
    """
    from atp_tui.fleet.queries import groups_named

    found = groups_named(fleet, name)
    if len(found) == 1:
        return found[0]
    if found:
        raise click.UsageError(f"{name}: {len(found)} groups have such a fingerprint; give more of it")
    raise click.UsageError(f"{name}: no such group; 'atp-tui fleet explore --format text' lists them")


def done(fleet: "Fleet", number: int) -> None:
    """Say what a deed did and how it is undone."""
    from atp_tui.fleet.deeds import deed

    say(f"{deed(fleet, number).words}; 'atp-tui fleet undo {number}' undoes it")
