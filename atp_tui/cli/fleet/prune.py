"""``atp-tui fleet prune``: some samples of each group and build, and no more."""

import os

import click

from atp_tui.cli.completion import FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import db_option, opened
from atp_tui.cli.output import print_line, say
from atp_tui.cli.signals import wishing


@click.command(name="prune")
@db_option
@click.option(
    "--keep", type=click.IntRange(1), default=4, show_default=True, metavar="N", help="Packs to keep of each."
)
@click.option("--delete-files", is_flag=True, help="Delete the files of the others too.")
@click.option(
    "--inside",
    multiple=True,
    metavar="DIR",
    type=FOLDER,
    help="Where files may be deleted.  [default: beside the database]",
)
@click.option("--dry-run", is_flag=True, help="Print what would be pruned.")
def command(db: str, *, keep: int, delete_files: bool, inside: tuple[str, ...], dry_run: bool) -> int:
    """Keep some packs of each group and build.

    The runs stay in the index and in every count; only their packs are no samples any more. Packs of runs that passed
    are kept. With --delete-files, the files of a crashpack are deleted as well, and nothing else in its directory.
    """
    from atp_tui.engine.counted import counted
    from atp_tui.fleet.prune import prune, to_prune
    from atp_tui.fleet.queries import sample_of
    from atp_tui.fleet.report.words import near_path

    with opened(db, writes=not dry_run) as fleet:
        if dry_run:
            for sample in filter(None, (sample_of(fleet, pack) for pack in to_prune(fleet, keep))):
                print_line(near_path(sample.path))
            return Exit.OK
        with wishing("stopping; what was pruned so far is kept") as wish:
            done = prune(fleet, keep, delete_files=delete_files, inside=[*map(os.fsencode, inside)], is_stopped=wish)
    for path, reason in done.left:
        say(f"{near_path(path)}: not deleted: {reason}")
    deleted = f", {done.deleted:,} deleted" if delete_files else ""
    print_line(f"{counted(done.pruned, 'pack')} pruned{deleted}, {done.kept:,} kept")
    return wish.code if wish() else Exit.UNREADABLE if done.left else Exit.OK
