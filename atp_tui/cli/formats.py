"""``atp-tui formats``: which logs of real runs can be read."""

import click

from atp_tui.clean import clean
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_line
from atp_tui.engine.qlog.coverage import COVERAGE
from atp_tui.engine.records.builtin import DOCUMENTS
from atp_tui.engine.records.coverage import RECORD_COVERAGE


@click.command(name="formats")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--mapping", "name", type=click.Choice(tuple(DOCUMENTS)), help="Print a mapping of structured logs, as TOML."
)
def command(form: str, name: str | None) -> int:
    """List what is read of logs of real runs.

    That is versions, framings, times, events, frames and metrics of qlog, and the mappings of structured logs. A log is
    recognized by its content, whatever its label or the name of its file says. Events and fields that are not listed
    are kept and shown, but nothing is concluded from them.
    """
    if name is not None:
        for line in DOCUMENTS[name].strip().split("\n"):
            print_line(clean(line))
        return Exit.OK
    rows = (*COVERAGE, *RECORD_COVERAGE)
    if form == "json":
        print_json({row.part: list(row.read) for row in rows})
        return Exit.OK
    for row in rows:
        print_line(clean(f"{row.part}:"))
        for each in row.read:
            print_line(clean(f"  {each}"))
    return Exit.OK
