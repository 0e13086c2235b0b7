"""``atp-tui fleet show``: all that there is to say of a group."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import FORMATS, db_option, group_id, limit_option, opened
from atp_tui.cli.output import print_json, print_toned


@click.command(name="show")
@click.argument("group", metavar="GROUP")
@db_option
@limit_option(20, "samples")
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(group: str, db: str, limit: int, form: str) -> int:
    """Print a group: cause, samples, influences.

    GROUP is a number, or a fingerprint or the beginning of one.
    """
    from atp_tui.fleet.queries import group_detail, sample_page
    from atp_tui.fleet.report.document import detail_object
    from atp_tui.fleet.report.text import detail_lines

    with opened(db) as fleet:
        number = group_id(fleet, group)
        detail = group_detail(fleet, number)
        samples = sample_page(fleet, number, 0, limit or detail.samples)
    if form == "json":
        print_json(detail_object(detail, samples))
    else:
        print_toned(detail_lines(detail, samples))
    return Exit.OK
