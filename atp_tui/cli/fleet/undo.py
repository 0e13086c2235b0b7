"""``atp-tui fleet undo``: a change to the groups taken back."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import db_option, opened
from atp_tui.cli.output import say


@click.command(name="undo")
@click.argument("number", metavar="[NUMBER]", type=click.IntRange(1), required=False)
@db_option
def command(number: int | None, db: str) -> int:
    """Undo a change to the groups: the one of NUMBER in `fleet log`, by default the last one."""
    from atp_tui.fleet.deeds import undo

    with opened(db, writes=True) as fleet:
        deed = undo(fleet, number)
    say(f"undone: {deed.words}")
    return Exit.OK
