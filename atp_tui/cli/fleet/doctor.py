"""``atp-tui fleet doctor``: is the database whole, and do its sums add up."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import FORMATS, db_option, opened
from atp_tui.cli.output import print_json, print_line
from atp_tui.cli.progress import Progress


@click.command(name="doctor")
@db_option
@click.option("--repair", is_flag=True, help="Write sums that differ again.")
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(db: str, *, repair: bool, form: str) -> int:
    """Check the database, and repair its counts.

    The pages of the file are checked, and every sum is counted again from the rows. The exit code is 3 if something is
    wrong and was not repaired. A file that is damaged cannot be repaired: remove it, and index the packs again.
    """
    from dataclasses import asdict

    from atp_tui.engine.counted import counted
    from atp_tui.fleet.doctor import diagnose

    with opened(db, writes=repair) as fleet, Progress("checking") as progress:
        found = diagnose(fleet, repair=repair, progress=progress.tell)
    if form == "json":
        print_json({**asdict(found), "is_healthy": found.is_healthy})
    else:
        for line in found.damage:
            print_line(f"damaged: {line}")
        for each in found.differences:
            print_line(f"{each.what}: the database says {each.stored}, its rows give {each.counted}")
        if found.count > len(found.differences):
            print_line(f"{found.count - len(found.differences):,} more")
        what = counted(found.count, "difference") + (", repaired" if found.is_repaired else "")
        print_line("healthy" if found.is_healthy else "damaged: remove it and index again" if found.damage else what)
    return Exit.OK if found.is_healthy or found.is_repaired else Exit.NOT_SOUND
