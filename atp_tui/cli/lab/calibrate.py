"""``atp-tui lab calibrate``: a model file from runs whose truth the lab knows."""

import os
from typing import TYPE_CHECKING, Final

import click

from atp_tui.cli.completion import FILE
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, print_lines, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.signals import wishing
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.model import DetectionModel
from atp_tui.lab.errors import LabMissingError
from atp_tui.lab.requested_options import require_lab
from atp_tui.machine.processors import cores
from atp_tui.report.atp import model_lines
from atp_tui.store.destination import require_new_file
from atp_tui.store.file_writer import write_new_file

if TYPE_CHECKING:
    from atp_tui.lab.calibrate import Calibration

_U64_MAX = 2**64 - 1
_STOPPING: Final = "stopping with the runs so far; interrupt again to write nothing"


@click.command(name="calibrate")
@click.option("--runs", type=click.IntRange(2), required=True, metavar="N", help="How many transfers to run.")
@click.option(
    "--seed",
    type=click.IntRange(0, _U64_MAX),
    default=0,
    show_default=True,
    metavar="S",
    help="The seed of the first transfer; each further one has the next.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that run them.  [default: one per core]")
@click.option(
    "-o", "--output", required=True, metavar="MODEL.toml", type=FILE, help="The model file to write; it must not exist."
)
def command(runs: int, seed: int, jobs: int | None, output: str) -> int:
    """Measure how often each check of the ATP oracle fires.

    Healthy and faulty transfers alternate. The lab knows which fault was triggered in which run, so it knows what was
    broken, whatever the checks report. MODEL.toml contains the rates and the counts behind them, for `check --atp
    --model` and `open --model`. A check that no fault of the lab can break keeps the default. The same runs and
    seed give the same rates with any number of processes.

    Ctrl+C, SIGTERM or SIGHUP stops it and writes the result so far; a second signal writes nothing.
    """
    if os.path.lexists(output):
        raise click.UsageError(f"--output: {output!r} already exists; choose another name")
    require_new_file(output)
    try:
        require_lab()
    except LabMissingError as error:
        say(str(error))
        return Exit.USAGE
    from atp_tui.fleet.calibrate import calibrate

    with wishing(_STOPPING) as wish:
        with Progress(f"{runs} runs") as progress:
            found = calibrate(
                runs,
                seed=seed,
                jobs=jobs or cores(),
                progress=progress.tell,
                is_stopped=wish,
                is_abort=lambda: wish.is_abort,
            )
        if wish.is_abort or (found.is_stopped and not found.has_both):
            wish.end()
        model = found.model()
        write_new_file(output, model.write().encode())
        _print(found, model)
        say(f"wrote {output}")
    return wish.code if found.is_stopped else Exit.OK


def _print(found: "Calibration", model: DetectionModel) -> None:
    print_line(f"{found.clean_runs:,} clean runs, {found.faulty_runs:,} in which a fault broke something")
    if found.spared_runs:
        print_line(f"{found.spared_runs:,} runs in which an armed fault was not triggered; they are not counted")
    print_lines(model_lines(model))
    unmeasured = [check.name for check in ATP_CHECKS if check.name not in found.broken]
    if unmeasured:
        print_line(f"no run broke what these check, so they keep the default: {', '.join(unmeasured)}")
