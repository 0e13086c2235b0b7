"""``atp-tui fleet note``: a note about a group."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import db_option, done, group_id, opened


@click.command(name="note")
@click.argument("group", metavar="GROUP")
@click.argument("words", metavar="WORDS")
@db_option
def command(group: str, words: str, db: str) -> int:
    """Write a note about a group; empty WORDS remove it."""
    from atp_tui.fleet.deeds import set_note

    with opened(db, writes=True) as fleet:
        done(fleet, set_note(fleet, group_id(fleet, group), words))
    return Exit.OK
