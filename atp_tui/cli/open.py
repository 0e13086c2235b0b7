"""``atp-tui open``: the explorer."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from atp_tui.cli.completion import FILE, PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.first_screen import first_screen
from atp_tui.cli.mapping_option import mapping_option
from atp_tui.cli.open_logs import explore_logs, log_screen, open_logs, tell_left_out
from atp_tui.cli.output import say
from atp_tui.cli.place_options import place_options
from atp_tui.cli.remote import PackCommand
from atp_tui.cli.screen_options import ScreenOptions, screen_options
from atp_tui.cli.terminal import end_with_server, is_served, lacking_for_screen
from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.engine.permalink import Permalink
from atp_tui.machine.fast_import import loading
from atp_tui.store.archive.locate import Location, locate
from atp_tui.store.directory import is_directory
from atp_tui.store.kept_import import KeptImport

if TYPE_CHECKING:
    from atp_tui.engine.oracle.model import DetectionModel
    from atp_tui.engine.oracle.state import TransferState
    from atp_tui.engine.records.mapping import LogMapping
    from atp_tui.store.log_targets import Target


@click.command(name="open", cls=PackCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PACK)
@click.option("--no-cache", is_flag=True, help="Neither read nor write the index of a large trace.")
@click.option("--model", "model_path", metavar="FILE", type=FILE, help="Rates of the checks for the evidence (TOML).")
@click.option(
    "--state", "state_path", metavar="FILE", type=FILE, help="Start what-if from this state, in the format of `oracle`."
)
@mapping_option
@click.option("--from-start", is_flag=True, help="Start at the first event, not at the failure.")
@screen_options
@place_options
def command(
    paths: tuple[str, ...],
    *,
    no_cache: bool,
    model_path: str | None,
    state_path: str | None,
    from_start: bool,
    mapping: str | None,
    screen: Callable[[], ScreenOptions],
    place: Permalink,
) -> int:
    """Explore a crashpack or a log on the screen.

    PATH is the directory of a crashpack, a record as one JSON file, an archive with either, or a log. Without a
    terminal the report of `check` is printed instead. A directory or archive of crashpacks, or the database of one, is
    opened as by `fleet`, and so are several logs or connections. ARCHIVE!PLACE names one pack or log in an archive,
    LOG:NUMBER or LOG:ID one connection of a log.

    --at, --lane, --filter and --digest come from the line that `S` copies in the explorer.
    """
    targets = _targets(paths, mapping)
    if len(targets) > 1 or (not targets and is_fleet(paths[0])):
        return _explore_fleet(paths, targets, screen)
    kept = _kept(targets)
    path = paths[0] if kept is None else kept.shown
    model, state = _model(model_path), _state(state_path)
    on_page = is_served(os.environ)
    if not on_page and (lacking := lacking_for_screen()):
        say(f"{lacking}; printing the report of 'atp-tui check' instead")
        return _report(path, kept, place, keeps_index=not no_cache)
    located = _located(path, kept)
    chosen = screen()
    with _waiting(located, on_page=on_page):
        with loading("ssl"):
            from atp_tui.tui.explore import explore
            from atp_tui.tui.options import OpenOptions

        options = OpenOptions(keeps_index=not no_cache, place=place, state=state, state_name=state_path or "")
        options = chosen.applied(replace(options, kept=kept, from_start=from_start, model=model))
        return explore(path, options, mouse=chosen.mouse, files=located.files)


def _located(path: str, kept: KeptImport | None) -> Location:
    """Where the pack is, which is there."""
    located = locate(path) if kept is None else Location(path, kept.path)
    is_directory(located.files)
    return located


def _targets(paths: tuple[str, ...], mapping: str | None) -> "list[Target]":
    """The packs of logs, imported; none for crashpacks."""
    with log_screen(paths) as draw:
        if not have_logs(paths, is_mapped=mapping is not None):
            return []
        return open_logs(paths, draw, None if mapping is None else _mapping(mapping))


def _explore_fleet(paths: tuple[str, ...], targets: "Sequence[Target]", screen: Callable[[], ScreenOptions]) -> int:
    """Explore the packs of logs, or those that paths lead to."""
    from atp_tui.cli.fleet.explore import explore_paths

    if not targets:
        tell_left_out(paths[0])
        return explore_paths(paths, screen)
    return explore_logs(paths, targets, lambda packs, database: explore_paths(packs, screen, database))


def _kept(targets: "Sequence[Target]") -> KeptImport | None:
    """The one import that is to be opened; None for a crashpack."""
    for target in targets:
        # What cannot be imported is not kept either, and opening it says why.
        if target.kept is None:
            target.open()
        return target.kept
    return None


def have_logs(paths: tuple[str, ...], *, is_mapped: bool = False) -> bool:
    """Return whether paths lead to logs of real runs; several that do not are no pack to explore.

    What is wrong with a single path is said by what opens it.
    """
    from atp_tui.store.logs.source import logs_at

    if "-" in paths:
        raise click.UsageError("expected a file, found -; the explorer needs stdin for the keys")
    try:
        found = [bool(logs_at(path, is_mapped=is_mapped)) for path in paths]
    except IoError:
        if len(paths) > 1:
            raise
        return False
    if len(paths) > 1 and not all(found):
        raise click.UsageError("several PATHs: expected logs, found a crashpack; 'atp-tui fleet' explores several")
    return all(found)


def is_fleet(path: str) -> bool:
    """Return whether *path* is a directory or archive of packs, or a database of one."""
    from atp_tui.store.pack_places import holds_packs

    if holds_packs(path):
        return True
    if not path.endswith(".db"):
        return False
    from atp_tui.fleet.database import is_database

    return is_database(path)


def _waiting(located: Location, *, on_page: bool) -> AbstractContextManager[None]:
    """What stands there until the explorer does: on a page of a browser nothing, which then ends with its server."""
    if on_page:
        end_with_server()
        return nullcontext()
    return first_screen(located)


def _state(path: str | None) -> "TransferState | None":
    if path is None:
        return None
    from atp_tui.cli.state_file import read_state
    from atp_tui.engine.oracle.state import TransferState

    if path == "-":
        raise click.UsageError("--state: expected a file, found -; the explorer needs stdin for the keys")
    return read_state(path, TransferState)


def _mapping(given: str) -> "LogMapping":
    from atp_tui.store.mapping_file import mapping_of

    return mapping_of(given)


def _model(path: str | None) -> "DetectionModel | None":
    if path is None:
        return None
    from atp_tui.store.atp import read_model_file

    return read_model_file(path)


def _report(path: str, kept: KeptImport | None, place: Permalink, *, keeps_index: bool) -> int:
    from atp_tui.cli.check import print_report
    from atp_tui.report.model import report_of
    from atp_tui.store.note_file import note_of
    from atp_tui.store.open import open_kept, open_pack
    from atp_tui.store.pack import examine_pack

    pack = open_pack(path, keeps_index=keeps_index) if kept is None else open_kept(kept, keeps_index=keeps_index)
    report = report_of(pack, examine_pack(pack), note_of(pack))
    print_report(report)
    if place.is_of(pack.digest):
        return report.exit_code
    say(str(InvalidFormatError(f"the pack with the digest {place.digest}", pack.digest or "one without", file=path)))
    return max(report.exit_code, Exit.NOT_SOUND)
