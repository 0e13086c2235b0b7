"""``atp-tui new``: a crashpack from a transfer that really runs, or many seeds and the first of each failure."""

from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from atp_tui.cli.completion import FILE, FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.signals import Wish, wishing
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


_STOPPING: Final = "stopping with what broke so far; once more to write nothing"


@click.command(name="new")
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option(
    "--scenario",
    type=click.Choice(list(SCENARIOS)),
    default="clean",
    show_default=True,
    metavar="NAME",
    help="What to run; `scenarios` lists them.",
)
@click.option("--seed", type=click.IntRange(0, U64_MAX), default=0, show_default=True, help="Gives all seeds.")
@click.option(
    "--fault",
    "faults",
    type=click.Choice(list(FAULTS)),
    multiple=True,
    metavar="NAME",
    help="Arm a fault beside those of the scenario; may be given again.",
)
@click.option("--send", metavar="FILE", type=FILE, help="Send this file in place of bytes from the seed.")
@click.option("--size", type=int, help="Length of the object, in bytes.")
@click.option("--paths", type=int, help="How many paths race.")
@click.option("--replicas", type=int, help="How many replicas receive.")
@click.option("--explore", "tries", type=click.IntRange(1, MAX_TRIES), help="Try so many seeds, from --seed on.")
def command(directory: str, send: str | None, tries: int | None, **chosen: Unpack[_Chosen]) -> int:
    """Make a crashpack by running a transfer in the lab.

    The transfer really runs, in simulated time; the same options and seed give the same pack. DIR is made; it must not
    exist. The exit code is 0 when the run passed and 1 when it broke; either way the pack is written.

    With --explore many seeds are run and a table tells what broke. DIR then holds the pack of the first failure of each
    kind, as SCENARIO-VIOLATION_TYPES-SEED. When nothing breaks DIR is not made.

    Ctrl+C, SIGTERM or SIGHUP writes nothing; with --explore it ends with what broke so far, and a second one writes
    nothing.
    """
    directory = require_new_pack(directory)
    if send is not None and chosen["size"] is not None:
        raise click.UsageError("--send and --size both tell how long the object is; give one of them")
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
        packs_told = f"{len(names)} pack{'s' if len(names) != 1 else ''}"
        say(f"wrote {packs_told} to {directory}" if names else f"nothing broke, so {directory} was not made")
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
