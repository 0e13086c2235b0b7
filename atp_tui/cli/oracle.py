"""``atp-tui oracle``: the transfer oracle on a state."""

import click

from atp_tui.cli.completion import FILE, Name
from atp_tui.cli.evidence_options import evidence_options
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_lines
from atp_tui.cli.state_file import read_state
from atp_tui.engine.atp.checks import ATP_CHECKS
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.json_text import compact, loads
from atp_tui.engine.oracle import OracleChecks, TransferOracle
from atp_tui.engine.state import TransferState
from atp_tui.report.atp import result_lines


@click.command(name="oracle")
@click.argument("state", metavar="STATE.json", type=FILE)
@click.option("--name", help="The oracle's name.  [default: transfer, with --atp atp_transfer]")
@click.option(
    "--without",
    multiple=True,
    metavar="CHECK",
    type=Name(check.name for check in ATP_CHECKS),
    help="A check to leave out; may be given again.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--atp", "is_wider", is_flag=True, help="Run the ten checks of the wider oracle, each with its evidence.")
@click.option("--trace", metavar="FILE", type=FILE, help="With --atp: count in this trace what a trace shows.")
@evidence_options
def command(
    state: str,
    name: str | None,
    without: tuple[str, ...],
    form: str,
    *,
    is_wider: bool,
    trace: str | None,
    model_path: str | None,
    prior: float | None,
) -> int:
    """Run the transfer oracle on a state.

    STATE.json holds an object with fields of the transfer state (manifest_hash, expected_manifest_hash, journal_gaps,
    pending_operations, leaked_obligations, path_outcomes_consistent); one that is missing has the value of an empty
    state. With - it is read from stdin.

    The checks: manifest, journal, quiescence, obligations, path_consistency.

    With --atp the state may have five fields more (open_regions, unfinished_tasks, unrecovered_blocks, time_reversals,
    missing_artifacts), of which a trace gives the first four, and five checks more run: region_closure,
    task_completion, repair_recovery, trace_order, artifact_presence.
    """
    if is_wider:
        from atp_tui.cli.atp_oracle import run_wider

        return run_wider(state, name, without, form, trace=trace, model_path=model_path, prior=prior)
    if (trace, model_path, prior) != (None, None, None):
        raise click.UsageError("--trace, --model and --prior are for --atp alone")
    try:
        oracle = TransferOracle(name=name or "transfer", checks=OracleChecks.without(without))
    except InvalidFormatError as error:
        raise click.UsageError(f"--without or --name: {error}") from None
    result = oracle.check(read_state(state, TransferState))
    if form == "json":
        print_json(loads(compact(result)))
    else:
        print_lines(result_lines(result))
    return Exit.VIOLATIONS if result.has_violations else Exit.OK
