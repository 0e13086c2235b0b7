"""``atp-tui fleet log``: what people did to the groups."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import FORMATS, db_option, limit_option, opened
from atp_tui.cli.output import print_json, print_toned


@click.command(name="log")
@db_option
@limit_option(50, "changes")
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(db: str, limit: int, form: str) -> int:
    """List the changes to the groups, the newest first."""
    from atp_tui.fleet.deeds import deed_page
    from atp_tui.fleet.report.document import deed_object
    from atp_tui.fleet.report.text import deed_lines

    with opened(db) as fleet:
        deeds = deed_page(fleet, 0, limit or -1)
    if form == "json":
        print_json([deed_object(each) for each in deeds])
    else:
        print_toned(deed_lines(deeds))
    return Exit.OK
