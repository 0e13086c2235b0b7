"""``atp-tui new``: a crashpack from a transfer that really runs, or many seeds and the first of each failure."""

from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from atp_tui.cli.completion import FILE, FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.signals import Wish, wishing
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.trace import U64_MAX
from atp_tui.lab.errors import LabMissingError, LabStopped
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.options import MAX_SIZE, LabOptions
from atp_tui.lab.requested_options import chosen_options, require_lab
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.report.lab_run import exploration_lines, run_lines
from atp_tui.store.destination import require_new_pack
from atp_tui.store.named_file import read_file
from atp_tui.store.writer import write_pack

if TYPE_CHECKING:
    from atp_tui.lab.explore import Exploration

MAX_TRIES: Final = 1_000_000
"""The most seeds that one call explores."""


class _Chosen(TypedDict):
    """The options that make a run what it is."""

    scenario: str
    seed: int
    faults: tuple[str, ...]
    size: int | None
    paths: int | None
    replicas: int | None


_STOPPING: Final = "stopping with the failures so far; interrupt again to write nothing"


@click.command(name="new")
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option(
    "--scenario",
    type=click.Choice(list(SCENARIOS)),
    default="clean",
    show_default=True,
    metavar="NAME",
    help="The scenario to run; `atp-tui scenarios` lists them.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, U64_MAX),
    default=0,
    show_default=True,
    help="The seed from which all others are derived.",
)
@click.option(
    "--fault",
    "faults",
    type=click.Choice(list(FAULTS)),
    multiple=True,
    metavar="NAME",
    help="Arm a fault in addition to those of the scenario; can be repeated.",
)
@click.option("--send", metavar="FILE", type=FILE, help="Send this file instead of bytes derived from the seed.")
@click.option("--size", type=int, help="Size of the object, in bytes.")
@click.option("--paths", type=int, help="Number of paths.")
@click.option("--replicas", type=int, help="Number of replicas.")
@click.option("--explore", "tries", type=click.IntRange(1, MAX_TRIES), help="Try this many seeds, starting at --seed.")
def command(directory: str, send: str | None, tries: int | None, **chosen: Unpack[_Chosen]) -> int:
    """Create a crashpack by running a transfer in the lab.

    The transfer really runs, in simulated time; the same options and seed produce the same pack. DIR is created and
    must not exist. The exit code is 0 if the run passed and 1 if it failed; the pack is written in both cases.

    With --explore many seeds are run, and a table lists the failures. DIR then contains the pack of the first failure
    of each kind, as SCENARIO-VIOLATION_TYPES-SEED. If nothing fails, DIR is not created.

    Ctrl+C, SIGTERM or SIGHUP writes nothing; with --explore it writes the failures so far, and a second signal writes
    nothing.
    """
    directory = require_new_pack(directory)
    if send is not None and chosen["size"] is not None:
        raise click.UsageError("--send and --size both set the size of the object; use one of them")
    payload = None if send is None else read_file(send, MAX_SIZE)
    if payload is not None:
        chosen["size"] = len(payload)
    try:
        options = chosen_options(**chosen)
    except CrashpackError as error:
        raise click.UsageError(str(error)) from None
    try:
        require_lab()
    except LabMissingError as error:
        say(str(error))
        return Exit.USAGE
    if tries is not None:
        return _explore(directory, options, tries, payload)
    return _make(directory, options, payload)


def _make(directory: str, options: LabOptions, payload: bytes | None) -> int:
    """Run one transfer and write its pack."""
    from atp_tui.lab.make import make_pack
    from atp_tui.lab.run import LabProgress

    with wishing() as wish, Progress("running the transfer") as shown:

        def tell(now: LabProgress) -> None:
            shown.tell(now.delivered / now.blocks)

        try:
            run = make_pack(directory, options, payload=payload, progress=tell, cancelled=wish)
        except LabStopped:
            wish.end()
    for line in run_lines(directory, run):
        print_line(line)
    say(f"wrote nine files, the state, the decisions and {len(run.logs)} logs to {directory}")
    return Exit.OK if run.result.passed else Exit.VIOLATIONS


def _explore(directory: str, options: LabOptions, tries: int, payload: bytes | None) -> int:
    """Run many seeds, tell what broke, and write the first pack of each failure, all of them or none."""
    from atp_tui.lab.explore import ExploreProgress, explore, pack_name

    with wishing(_STOPPING) as wish:
        with Progress(f"trying {tries:,} seeds") as shown:

            def tell(now: ExploreProgress) -> None:
                shown.tell(now.tried / now.wanted)

            found = explore(options, tries, payload=payload, cancelled=wish, progress=tell)
        names = {run.signature: pack_name(run) for run in found.firsts}
        if names:
            _write_firsts(directory, found, wish)
        elif found.is_stopped:
            wish.end()
        for line in exploration_lines(options, found, names):
            print_line(line)
        say(
            f"wrote {counted(len(names), 'pack')} to {directory}"
            if names
            else f"nothing failed, so {directory} was not created"
        )
    if found.is_stopped:
        return wish.code
    return Exit.VIOLATIONS if names else Exit.OK


def _write_firsts(directory: str, found: "Exploration", wish: Wish) -> None:
    """Write the first pack of each failure unless a second signal arrives before they are written."""
    from atp_tui.lab.explore import pack_name
    from atp_tui.lab.make import unless
    from atp_tui.lab.pack import crashpack_of

    packs = {pack_name(run): crashpack_of(run).files() for run in found.firsts}
    files = {f"{name}/{path}": data for name, pack in packs.items() for path, data in pack.items()}
    try:
        write_pack(directory, unless(lambda: wish.is_abort, files))
    except LabStopped:
        wish.end()
