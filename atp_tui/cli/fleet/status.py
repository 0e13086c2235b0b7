"""``atp-tui fleet status``: what a person says of a group."""

from typing import Final

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import db_option, done, group_id, opened

_SET: Final = ("new", "known", "muted", "fixed")
"""What a person can set; regressed follows from fixed."""


@click.command(name="status")
@click.argument("group", metavar="GROUP")
@click.argument("status", type=click.Choice(_SET))
@click.option("-m", "--message", default="", metavar="WORDS", help="Why; it becomes the note of the group.")
@db_option
def command(group: str, status: str, message: str, db: str) -> int:
    """Set the status of a group.

    A group that is fixed becomes regressed when a later build shows it. One that is muted is listed only when asked
    for.
    """
    from atp_tui.fleet.deeds import set_status
    from atp_tui.fleet.rows import Status

    with opened(db, writes=True) as fleet:
        done(fleet, set_status(fleet, group_id(fleet, group), Status(status), message))
    return Exit.OK
