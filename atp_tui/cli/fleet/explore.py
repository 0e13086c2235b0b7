"""``atp-tui fleet PATH...``: index packs, then explore their groups or list them."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal

import click

from atp_tui.cli.completion import FILE, PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.listing import Listing, listing_options, usual_listing
from atp_tui.cli.fleet.logs import are_logs
from atp_tui.cli.open_logs import explore_logs, log_screen, open_logs, tell_left_out
from atp_tui.cli.output import say
from atp_tui.cli.progress import Progress
from atp_tui.cli.remote import PackCommand
from atp_tui.cli.screen_options import ScreenOptions, screen_options
from atp_tui.cli.signals import wishing
from atp_tui.cli.terminal import lacking_for_screen
from atp_tui.engine.errors import IoError
from atp_tui.fleet.database import database_path, is_database, open_fleet
from atp_tui.machine.fast_import import loading
from atp_tui.machine.processors import cores
from atp_tui.store.archive.locate import is_archive, split
from atp_tui.store.directory import is_directory
from atp_tui.store.named_file import is_record
from atp_tui.store.pack_places import is_pack_at

if TYPE_CHECKING:
    from atp_tui.fleet.database import Fleet
    from atp_tui.fleet.index import IndexOptions
    from atp_tui.fleet.rows import GroupFilter

_STOPPING: Final = "stopping; what is indexed so far is kept"


@click.command(name="explore", cls=PackCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PACK)
@click.option("--db", metavar="FILE", type=FILE, help="The database.  [default: fleet.db in the first PATH]")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that read packs.  [default: one per core]")
@click.option("--no-causes", is_flag=True, help="Do not search for the causes of violations of lab packs.")
@click.option(
    "--sound",
    type=click.Choice(["none", "worst", "all"]),
    default="worst",
    show_default=True,
    help="Check packs for damage; worst: some of each group.",
)
@click.option("--read-only", is_flag=True, help="Index nothing and change nothing.")
@screen_options
@listing_options
def command(
    paths: tuple[str, ...],
    *,
    db: str | None,
    jobs: int | None,
    no_causes: bool,
    sound: Literal["none", "worst", "all"],
    read_only: bool,
    screen: Callable[[], ScreenOptions],
    listing: Listing,
) -> int:
    """Index packs, then explore their groups or list them.

    PATH is a directory or archive with crashpacks at any depth, a crashpack, or a database; or a log of real runs, or
    a directory or archive of logs, each connection of which counts as a crashpack. What has not changed since the last
    time is not read again. On a terminal the groups are explored while the packs are read; otherwise, or with
    --format, they are printed when all are read.

    Ctrl+C ends it; what is indexed so far is kept.
    """
    from atp_tui.fleet.index import IndexOptions

    options = IndexOptions(jobs=jobs or cores(), why=not no_causes, sound=sound)

    def explore(places: tuple[str, ...], database: str | None) -> int:
        with _opened(places, db or database, read_only=read_only) as (fleet, folders):
            return _shown(fleet, folders, options, screen, listing)

    if are_logs(paths):
        with log_screen(paths) as draw:
            targets = open_logs(paths, draw)
        return explore_logs(paths, targets, explore)
    for path in paths:
        tell_left_out(path)
    return explore(paths, None)


def explore_paths(paths: tuple[str, ...], screen: Callable[[], ScreenOptions], db: str | None = None) -> int:
    """Index packs and explore or list them, with the usual options; return the exit code.

    Args:
        paths: Where the packs are.
        screen: Gives the options of the screen.
        db: The database; None for the usual place.
    """
    from atp_tui.fleet.index import IndexOptions

    with _opened(paths, db, read_only=False) as (fleet, folders):
        return _shown(fleet, folders, IndexOptions(jobs=cores()), screen, usual_listing())


def _shown(
    fleet: "Fleet",
    folders: tuple[bytes, ...],
    options: "IndexOptions",
    screen: Callable[[], ScreenOptions],
    listing: Listing,
) -> int:
    if listing.form is None and not lacking_for_screen():
        return _explore(fleet, folders, options, screen(), listing.which)
    code: int = Exit.OK if fleet.why_read_only else _index(fleet, folders, options)
    return max(code, listing.show(fleet))


def _explore(
    fleet: "Fleet", folders: tuple[bytes, ...], indexing: "IndexOptions", screen: ScreenOptions, which: "GroupFilter"
) -> int:
    with loading("ssl"):
        from atp_tui.tui.explore import explore_fleet
        from atp_tui.tui.options import OpenOptions

    return explore_fleet(fleet, folders, indexing, screen.applied(OpenOptions()), mouse=screen.mouse, which=which)


def _index(fleet: "Fleet", folders: tuple[bytes, ...], options: "IndexOptions") -> int:
    """Index with a bar of progress; return the exit code of a signal, or 4 where a path could not be read."""
    from atp_tui.fleet.index import index
    from atp_tui.fleet.report.words import path_text, progress_words

    with wishing(_STOPPING) as wish:
        with Progress("indexing") as progress:
            report = index(fleet, folders, options, lambda done: progress.tell(done.share, progress_words(done)), wish)
        for path, reason in report.refused:
            say(f"{path_text(path)}: {reason}")
    return wish.code if wish() else Exit.UNREADABLE if report.refused else Exit.OK


@contextmanager
def _opened(paths: tuple[str, ...], db: str | None, *, read_only: bool) -> Iterator[tuple["Fleet", tuple[bytes, ...]]]:
    """The fleet of some paths, and those of them that are to be indexed."""
    places = [_place(path) for path in paths]
    place = database_path(places[0] if db is None else db, to_write=not read_only)
    fleet = open_fleet(place, read_only=read_only, create=not read_only)
    folders = [path for path in paths if not is_database(path)]
    with fleet:
        if fleet.why_read_only and not read_only:
            say(f"{fleet.path}: nothing is indexed: {fleet.why_read_only}")
        yield fleet, tuple(os.fsencode(os.path.realpath(path)) for path in folders)


def _place(path: str) -> str:
    """Where the database of a path is looked for: of a pack or an archive beside it, since neither is changed.

    Raises:
        IoError: nothing is there, or something else.
    """
    archive, _ = split(path)
    if is_archive(archive):
        return archive
    is_folder = is_directory(path)
    if is_database(path) or (is_folder and not is_pack_at(path)):
        return path
    real = os.path.realpath(path)
    if not is_folder and not is_record(os.fsencode(real)):
        raise IoError("a directory with crashpacks, a crashpack or a database of a fleet", "another file", file=path)
    return os.path.dirname(real)  # noqa: PTH120 - pathlib is slow to load
