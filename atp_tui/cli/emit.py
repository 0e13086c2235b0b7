"""``atp-tui emit``: the nine files of a record."""

import click

from atp_tui.cli.completion import FILE, FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import say
from atp_tui.store.destination import require_new_pack
from atp_tui.store.emit import emit


@click.command(name="emit")
@click.argument("record", metavar="RECORD.json", type=FILE)
@click.argument("directory", metavar="DIR", type=FOLDER)
def command(record: str, directory: str) -> int:
    """Write the nine files of a record.

    RECORD.json is a crashpack as one JSON document, as `export` prints it. DIR is created and must not exist. Either
    all nine files are written or none.
    """
    directory = require_new_pack(directory)
    emit(record, directory)
    say(f"wrote nine files to {directory}")
    return Exit.OK
