"""``atp-tui fleet why``: why a pack is in its groups."""

import os

import click

from atp_tui.cli.completion import PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import FORMATS, db_option, opened
from atp_tui.cli.output import print_json, print_line, print_toned
from atp_tui.cli.remote import PackCommand
from atp_tui.engine.errors import IoError


@click.command(name="why", cls=PackCommand)
@click.argument("pack", metavar="PACK", type=PACK)
@db_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(pack: str, db: str, form: str) -> int:
    """Print why a pack is in its groups.

    For each violation of PACK: its group, and the parts of its fingerprint with the file that each was read from.
    """
    from dataclasses import asdict

    from atp_tui.fleet.queries import group_of_pack
    from atp_tui.fleet.report.text import part_lines

    with opened(db) as fleet:
        found = group_of_pack(fleet, os.fsencode(os.path.realpath(pack)))
    if found is None:
        raise IoError("a pack that is in the database", "one that is not", file=pack, advice="index its directory")
    if form == "json":
        print_json([asdict(each) for each in found])
        return Exit.OK
    if not found:
        print_line(f"{pack}: no violation, so no group")
    for each in found:
        print_line(f"{each.oracle}: {each.violation_type}: group {each.group}: {each.title}")
        print_line(f"  fingerprint: {each.fingerprint}")
        print_toned(part_lines(each.parts))
    return Exit.OK
