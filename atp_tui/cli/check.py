"""``atp-tui check``: violations and soundness, headless."""

from typing import Final

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_document, print_json, print_line, say
from atp_tui.cli.progress import Progress
from atp_tui.engine.errors import CrashpackError
from atp_tui.report.json import json_object
from atp_tui.report.model import Report, report_of
from atp_tui.report.text import text_lines
from atp_tui.store.pack import examine_pack, open_pack

FORMATS: Final = ("text", "json", "junit", "sarif")


@click.command(name="check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "junit", "sarif"]), default="text", show_default=True
)
@click.option("--no-cache", is_flag=True, help="Keep no index of a large trace, and take none.")
def command(paths: tuple[str, ...], form: str, *, no_cache: bool) -> int:
    """Tell violations and soundness of crashpacks.

    PATH is the directory of a crashpack, or a record as one JSON file. With several, JSON is an array in their order,
    JUnit a suite each, SARIF one run. A pack that cannot be read is told on stderr and left out.
    """
    reports: list[Report] = []
    code: int = Exit.OK
    for path in paths:
        try:
            report = _report(path, keeps_index=not no_cache)
        except CrashpackError as error:
            say(str(error))
            code = Exit.UNREADABLE
            continue
        code = max(code, report.exit_code)
        reports.append(report)
        if form == "text":
            print_report(report)
    if reports or len(paths) > 1:
        _print_document(form, reports, as_array=len(paths) > 1)
    return code


def _report(path: str, *, keeps_index: bool) -> Report:
    pack = open_pack(path, keeps_index=keeps_index)
    with Progress(f"checking {path}") as progress:
        return report_of(pack, examine_pack(pack, progress.tell))


def _print_document(form: str, reports: list[Report], *, as_array: bool) -> None:
    """Write the one document that a format other than text makes of all reports."""
    if form == "json":
        objects = [json_object(report) for report in reports]
        print_json(objects if as_array else objects[0])
    elif form == "junit":
        from atp_tui.report.junit import junit

        print_document((junit(reports),))
    elif form == "sarif":
        from atp_tui.report.sarif import sarif

        print_json(sarif(reports))


def print_report(report: Report) -> None:
    """Write a report as text to stdout."""
    for line in text_lines(report):
        print_line(line)
