"""``atp-tui lab likelihood``: how likely a failure was at the moments of its run."""

from typing import Final

import click

from atp_tui.cli.completion import FILE, PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_toned, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.remote import PackCommand
from atp_tui.cli.signals import wishing
from atp_tui.engine.errors import ReplayError
from atp_tui.report.likelihood import likelihood_lines, likelihood_object
from atp_tui.rerun.lab_runner import LabMissingError
from atp_tui.rerun.likelihood import CUTS, RUNS, likelihood_of
from atp_tui.store.named_file import OBJECT_LIMIT, read_file
from atp_tui.store.open import open_pack

_STOPPING: Final = "stopping with the runs so far"


@click.command(name="likelihood", cls=PackCommand)
@click.argument("path", metavar="PATH", type=PACK)
@click.option("--violation", default="", metavar="NAME", help="The violation that counts.  [default: any]")
@click.option(
    "--cuts", type=click.IntRange(1, 1_000), default=CUTS, show_default=True, metavar="N", help="Moments of the run."
)
@click.option(
    "--runs", type=click.IntRange(1), default=RUNS, show_default=True, metavar="N", help="Transfers for each moment."
)
@click.option("--send", metavar="FILE", type=FILE, help="The object, if it was given to the lab as a file.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(path: str, *, violation: str, cuts: int, runs: int, send: str | None, form: str) -> int:
    """Estimate when a failed run of the lab was lost.

    The run is cut at several moments. What happened outside before a cut is kept, the rest is drawn again with other
    seeds, and the transfer runs again. The share of runs that fail estimates how likely the failure was at that
    moment; it became inevitable at the first cut from which on no run passes. The result for a pack is always the same.

    Ctrl+C prints the result of the runs so far.
    """
    pack = open_pack(path)
    sent = None if send is None else read_file(send, OBJECT_LIMIT)
    with wishing(_STOPPING) as wish:
        try:
            with Progress(f"{cuts} x {runs} runs") as progress:
                found = likelihood_of(
                    pack,
                    violation=violation,
                    cuts=cuts,
                    runs=runs,
                    sent=sent,
                    progress=progress.tell,
                    is_stopped=wish,
                )
        except LabMissingError as error:
            say(str(error))
            return Exit.USAGE
        except ReplayError:
            if wish():
                wish.end()
            raise
        if form == "json":
            print_json(likelihood_object(found))
        else:
            print_toned(likelihood_lines(found))
    return wish.code if wish() else Exit.OK
