"""``atp-tui fleet merge``: two groups that are one."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import db_option, done, group_id, opened


@click.command(name="merge")
@click.argument("into", metavar="GROUP")
@click.argument("other", metavar="OTHER")
@db_option
def command(into: str, other: str, db: str) -> int:
    """Merge the group OTHER into GROUP.

    Violations that are indexed later follow: their fingerprints belong to GROUP from now on.
    """
    from atp_tui.fleet.deeds import merge

    with opened(db, writes=True) as fleet:
        done(fleet, merge(fleet, group_id(fleet, into), group_id(fleet, other)))
    return Exit.OK
