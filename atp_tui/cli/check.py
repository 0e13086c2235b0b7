"""``atp-tui check``: violations and soundness, headless."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_line, say
from atp_tui.engine.errors import CrashpackError
from atp_tui.report.json import json_object
from atp_tui.report.model import Report, report_of
from atp_tui.report.text import text_lines
from atp_tui.store.pack import examine_pack, open_pack


@click.command(name="check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(paths: tuple[str, ...], form: str) -> int:
    """Tell violations and soundness of crashpacks.

    PATH is the directory of a crashpack, or a record as one JSON file. With several, JSON is an array in their order;
    a pack that cannot be read is told on stderr and left out.
    """
    reports: list[Report] = []
    code: int = Exit.OK
    for path in paths:
        try:
            pack = open_pack(path)
            report = report_of(pack, examine_pack(pack))
        except CrashpackError as error:
            say(str(error))
            code = Exit.UNREADABLE
            continue
        code = max(code, report.exit_code)
        reports.append(report)
        if form == "text":
            print_report(report)
    if form == "json" and (reports or len(paths) > 1):
        objects = [json_object(report) for report in reports]
        print_json(objects if len(paths) > 1 else objects[0])
    return code


def print_report(report: Report) -> None:
    """Write a report as text to stdout."""
    for line in text_lines(report):
        print_line(line)
