"""``atp-tui oracle``: the transfer oracle on a state."""

import sys
from typing import Final

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_line
from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError
from atp_tui.engine.json_text import compact, loads
from atp_tui.engine.oracle import OracleChecks, TransferOracle
from atp_tui.engine.record import OracleResult
from atp_tui.engine.state import TransferState
from atp_tui.store.directory import reason
from atp_tui.store.pack import read_file

_STATE_LIMIT: Final = 16 << 20


@click.command(name="oracle")
@click.argument("state", metavar="STATE.json")
@click.option("--name", default="transfer", show_default=True, help="The oracle's name.")
@click.option("--without", multiple=True, metavar="CHECK", help="A check to leave out; may be given again.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(state: str, name: str, without: tuple[str, ...], form: str) -> int:
    """Run the transfer oracle on a state.

    STATE.json holds an object with fields of the transfer state (manifest_hash, expected_manifest_hash, journal_gaps,
    pending_operations, leaked_obligations, path_outcomes_consistent); one that is missing has the value of an empty
    state. With - it is read from stdin.

    The checks: manifest, journal, quiescence, obligations, path_consistency.
    """
    try:
        oracle = TransferOracle(name=name, checks=OracleChecks.without(without))
    except InvalidFormatError as error:
        raise click.UsageError(f"--without or --name: {error}") from None
    result = oracle.check(_read_state(state))
    if form == "json":
        print_json(loads(compact(result)))
    else:
        _print_text(result)
    return Exit.VIOLATIONS if result.has_violations else Exit.OK


def _read_state(path: str) -> TransferState:
    source = "stdin" if path == "-" else path
    data = _read_stdin() if path == "-" else read_file(path, _STATE_LIMIT)
    try:
        return TransferState.read(loads(data))
    except CrashpackError as error:
        raise error.within(source) from None


def _read_stdin() -> bytes:
    if sys.stdin is None:
        raise IoError("a state", "a stdin that is closed", file="stdin")
    try:
        data = sys.stdin.buffer.read(_STATE_LIMIT + 1)
    except OSError as error:
        raise IoError("a file that can be read", reason(error), file="stdin") from None
    if len(data) > _STATE_LIMIT:
        raise IoError(f"at most {_STATE_LIMIT} bytes", "more than that", file="stdin")
    return data


def _print_text(result: OracleResult) -> None:
    stats = result.stats
    word = "PASSED" if result.passed else "FAILED"
    print_line(
        f"{result.oracle_name}: {word}; {stats.entities_tracked} of {stats.events_recorded} checks found a violation"
    )
    for violation in result.violations:
        print_line(f"  {violation.severity}: {violation.violation_type}: {violation.description}")
        for key, value in violation.evidence.items():
            print_line(f"    {key}: {value}")
