"""``atp-tui check``: violations and soundness, headless."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from atp_tui.cli.evidence_options import evidence_options
from atp_tui.cli.exits import Exit
from atp_tui.cli.further import Further
from atp_tui.cli.output import print_json, print_lines, say
from atp_tui.engine.errors import CrashpackError
from atp_tui.report.json import json_object
from atp_tui.report.model import Report, report_of
from atp_tui.report.text import text_lines
from atp_tui.store.pack import Pack, examine_pack, open_pack

_NOTHING = Further({}, (), Exit.OK)


@click.command(name="check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--atp", "is_wider", is_flag=True, help="Run the wider oracle too: ten checks, each with its evidence.")
@evidence_options
def command(paths: tuple[str, ...], form: str, *, is_wider: bool, model_path: str | None, prior: float | None) -> int:
    """Tell violations and soundness of crashpacks.

    PATH is the directory of a crashpack, or a record as one JSON file. With several, JSON is an array in their order;
    a pack that cannot be read is told on stderr and left out.

    With --atp the ten checks of the wider oracle run on the state that the pack's transfer-state.json gives, or else
    the evidence of its violations, and on what its trace shows.
    """
    further = _further(model_path, prior, is_wider=is_wider)
    objects: list[Mapping[str, Any]] = []
    code: int = Exit.OK
    for path in paths:
        try:
            pack = open_pack(path)
            report = report_of(pack, examine_pack(pack))
            more = further(pack)
        except CrashpackError as error:
            say(str(error))
            code = Exit.UNREADABLE
            continue
        code = max(code, report.exit_code, more.exit_code)
        objects.append({**json_object(report), **more.object})
        if form == "text":
            print_report(report)
            print_lines(more.lines)
    if form == "json" and (objects or len(paths) > 1):
        print_json(objects if len(paths) > 1 else objects[0])
    return code


def print_report(report: Report) -> None:
    """Write a report as text to stdout."""
    print_lines(text_lines(report))


def _further(model_path: str | None, prior: float | None, *, is_wider: bool) -> Callable[[Pack], Further]:
    """What is to be said of every pack beside its report."""
    if is_wider:
        from atp_tui.cli.atp_check import wider_check

        return wider_check(model_path, prior)
    if model_path is not None or prior is not None:
        raise click.UsageError("--model and --prior are for --atp alone")
    return lambda _: _NOTHING
