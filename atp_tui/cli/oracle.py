"""``atp-tui oracle``: the transfer oracle on a state."""

from collections.abc import Iterable
from typing import Final

import click

from atp_tui.cli.completion import FILE, Name
from atp_tui.cli.evidence_options import evidence_options
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_lines
from atp_tui.cli.state_file import read_state
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.json_text import compact, loads
from atp_tui.engine.oracle.checks import ATP_CHECKS, CHECKS
from atp_tui.engine.oracle.state import LIFETIMES, AtpTransferState, TransferState
from atp_tui.engine.oracle.switches import OracleChecks
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.report.atp import result_lines


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


_FURTHER_FIELDS: Final = [name for name in AtpTransferState.model_fields if name not in TransferState.model_fields]
_FURTHER_CHECKS: Final = [check.name for check in ATP_CHECKS if check not in CHECKS]
_HELP: Final = f"""Run the transfer oracle on a state.

STATE.json is an object with fields of the transfer state ({_listed(TransferState.model_fields)}); a missing field has
its value in an empty state. - reads it from stdin.

The checks: {_listed(check.name for check in CHECKS)}.

With --atp the state may have more fields ({_listed(_FURTHER_FIELDS)}) and more checks are run:
{_listed(_FURTHER_CHECKS)}. --trace counts {_listed(TraceCounts(LIFETIMES).counts())}.
"""


@click.command(name="oracle", help=_HELP)
@click.argument("state", metavar="STATE.json", type=FILE)
@click.option("--name", help="The oracle's name.  [default: transfer, with --atp atp_transfer]")
@click.option(
    "--without",
    multiple=True,
    metavar="CHECK",
    type=Name(check.name for check in ATP_CHECKS),
    help="A check to skip; can be repeated.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--atp", "is_atp", is_flag=True, help="Run the ATP oracle: more checks, with the evidence of each.")
@click.option("--trace", metavar="FILE", type=FILE, help="With --atp: count fields of the state in this trace.")
@evidence_options
def command(
    state: str,
    name: str | None,
    without: tuple[str, ...],
    form: str,
    *,
    is_atp: bool,
    trace: str | None,
    model_path: str | None,
    prior: float | None,
) -> int:
    """Run the transfer oracle, or the ATP oracle, on a state."""
    if is_atp:
        from atp_tui.cli.atp_oracle import run_atp

        return run_atp(state, name, without, form, trace=trace, model_path=model_path, prior=prior)
    if (trace, model_path, prior) != (None, None, None):
        raise click.UsageError("--trace, --model and --prior require --atp")
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
