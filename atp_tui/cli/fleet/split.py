"""``atp-tui fleet split``: a group that is more than one."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import db_option, done, group_id, opened


@click.command(name="split")
@click.argument("group", metavar="GROUP")
@click.option(
    "--by",
    required=True,
    metavar="level2|OPTION",
    help="level2: each fingerprint is a group of its own. OPTION: runs with the option are.",
)
@db_option
def command(group: str, by: str, db: str) -> int:
    """Split a group.

    OPTION is an option as `fleet show` lists it among triggers and suppressors, such as torn-journal.
    """
    from atp_tui.fleet.deeds import split

    with opened(db, writes=True) as fleet:
        done(fleet, split(fleet, group_id(fleet, group), by))
    return Exit.OK
