"""``atp-tui check``: violations and soundness, headless."""

from collections.abc import Callable
from typing import Final

import click

from atp_tui.cli.atp_check import Further
from atp_tui.cli.completion import FILE
from atp_tui.cli.evidence_options import evidence_options
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_document, print_json, print_lines, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.signals import Ended
from atp_tui.engine.errors import CrashpackError
from atp_tui.report.json import json_object
from atp_tui.report.model import Report, report_of
from atp_tui.report.text import text_lines
from atp_tui.store.note_file import note_of
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack

FORMATS: Final = ("text", "json", "junit", "sarif")
_NOTHING: Final = Further({}, (), Exit.OK)

FurtherOf = Callable[[Pack], Further]
"""What says of a pack what is not in its report."""


@click.command(name="check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=FILE)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "junit", "sarif"]), default="text", show_default=True
)
@click.option("--no-cache", is_flag=True, help="Keep no index of a large trace, and take none.")
@click.option("--atp", "with_atp", is_flag=True, help="Run the ATP oracle too: more checks, each with its evidence.")
@evidence_options
def command(
    paths: tuple[str, ...],
    form: str,
    *,
    no_cache: bool,
    with_atp: bool,
    model_path: str | None,
    prior: float | None,
) -> int:
    """Report violations and soundness of crashpacks.

    PATH is the directory of a crashpack, or a record as one JSON file. With several, JSON is an array in their order,
    JUnit a suite each, SARIF one run. A pack that cannot be read is told on stderr and left out.

    With --atp the checks of the ATP oracle run on the state that the pack's transfer-state.json gives, or else
    the evidence of its violations, and on what its trace shows.
    """
    further_of = _further(form, model_path, prior, with_atp=with_atp)
    told: list[tuple[Report, Further]] = []
    code: int = Exit.OK
    for number, path in enumerate(paths):
        try:
            report, further = _report(path, further_of, keeps_index=not no_cache)
        except (Ended, KeyboardInterrupt):
            if told:
                _print_document(form, told, as_array=len(paths) > 1)
            say(f"{number:,} of {len(paths):,} packs were checked before a signal ended it")
            raise
        except CrashpackError as error:
            say(str(error))
            code = max(code, Exit.UNREADABLE)
            continue
        code = max(code, report.exit_code, further.exit_code)
        if form == "text":
            print_lines((*text_lines(report), *further.lines))
        else:
            told.append((report, further))
    if told or len(paths) > 1:
        _print_document(form, told, as_array=len(paths) > 1)
    return code


def _report(path: str, further_of: FurtherOf, *, keeps_index: bool) -> tuple[Report, Further]:
    pack = open_pack(path, keeps_index=keeps_index)
    with Progress(f"checking {path}") as progress:
        return report_of(pack, examine_pack(pack, progress.tell), note_of(pack)), further_of(pack)


def _further(form: str, model_path: str | None, prior: float | None, *, with_atp: bool) -> FurtherOf:
    """What is to be said of every pack beside its report."""
    if not with_atp:
        if model_path is not None or prior is not None:
            raise click.UsageError("--model and --prior are for --atp alone")
        return lambda _: _NOTHING
    if form not in ("text", "json"):
        raise click.UsageError("--atp goes with the formats text and json")
    from atp_tui.cli.atp_check import atp_check_of

    return atp_check_of(model_path, prior)


def _print_document(form: str, told: list[tuple[Report, Further]], *, as_array: bool) -> None:
    """Write the one document that a format other than text makes of all reports."""
    reports = [report for report, _ in told]
    if form == "json":
        objects = [{**json_object(report), **further.object} for report, further in told]
        print_json(objects if as_array else objects[0])
    elif form == "junit":
        from atp_tui.report.junit import junit_chunks

        print_document(junit_chunks(reports))
    elif form == "sarif":
        from atp_tui.report.sarif import sarif

        print_json(sarif(reports))


def print_report(report: Report) -> None:
    """Write a report as text to stdout."""
    print_lines(text_lines(report))
