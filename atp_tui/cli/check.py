"""``atp-tui check``: violations and soundness, headless."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

from atp_tui.cli.completion import PACK
from atp_tui.cli.evidence_options import evidence_options
from atp_tui.cli.exits import Exit
from atp_tui.cli.further import Further
from atp_tui.cli.mapping_option import guess_of, mapping_option
from atp_tui.cli.output import flush, print_document, print_json, print_lines, print_toned, say
from atp_tui.cli.progress import Progress, import_progress
from atp_tui.cli.remote import PackCommand
from atp_tui.cli.signals import Ended
from atp_tui.engine.errors import CrashpackError
from atp_tui.garbage import rare_collections
from atp_tui.machine.processors import cores
from atp_tui.report.json import json_object
from atp_tui.report.model import Report, report_of
from atp_tui.report.summary import Summary, short_line
from atp_tui.report.text import report_lines
from atp_tui.store.log_targets import Target, targets_of
from atp_tui.store.mapping_file import mapping_of
from atp_tui.store.note_file import note_of
from atp_tui.store.pack import Pack, examine_pack

if TYPE_CHECKING:
    from atp_tui.engine.fingerprint.ending import Ending

FORMATS: Final = ("text", "json", "junit", "sarif")
_NOTHING: Final = Further({}, (), Exit.OK)

FurtherOf = Callable[[Pack], Further]
"""What says of a pack what is not in its report."""


@click.command(name="check", cls=PackCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PACK)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "junit", "sarif"]), default="text", show_default=True
)
@click.option("-q", "--quiet", is_flag=True, help="Print one line per pack, and a summary.")
@click.option("-v", "--verbose", is_flag=True, help="Print metadata too.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the index of a large trace.")
@click.option(
    "--atp", "with_atp", is_flag=True, help="Also run the ATP oracle: more checks, with the evidence of each."
)
@mapping_option
@evidence_options
@rare_collections()
def command(
    paths: tuple[str, ...],
    form: str,
    *,
    no_cache: bool,
    with_atp: bool,
    mapping: str | None,
    model_path: str | None,
    prior: float | None,
    **chosen: bool,
) -> int:
    """Report violations in crashpacks and logs; check integrity.

    PATH is the directory of a crashpack, a record as one JSON file, a log or a directory of logs, or - for stdin. With
    several, text ends with a summary, JSON is an array in their order, JUnit has a suite for each, and SARIF is one
    run. A pack that cannot be read is reported on stderr and left out.

    With --atp the ATP oracle judges the state in transfer-state.json, else the evidence of violations, and the trace.
    """
    out = _Output(form, is_quiet=chosen["quiet"], is_verbose=chosen["verbose"])
    further_of = _further("quiet" if out.is_quiet else form, model_path, prior, with_atp=with_atp)
    code: int = Exit.OK
    targets = _targets(paths, mapping, keeps_index=not no_cache)
    out.is_array = len(targets) > 1 or len(paths) > 1
    for number, target in enumerate(targets):
        try:
            report, further = _report(target, further_of, with_ending=form == "sarif")
        except (Ended, KeyboardInterrupt):
            if out.kept:
                out.print_document()
            say(f"{number:,} of {len(targets):,} packs were checked before the signal")
            raise
        except CrashpackError as error:
            out.refuse(error)
            code = max(code, Exit.UNREADABLE)
            continue
        code = max(code, report.exit_code, further.exit_code)
        out.take(report, further)
    out.end()
    return code


class _Output:
    """Writes what is found of each pack: as text at once, in another format as one document at the end."""

    def __init__(self, form: str, *, is_quiet: bool, is_verbose: bool) -> None:
        if form != "text" and (is_quiet or is_verbose):
            raise click.UsageError("--quiet and --verbose require the format text")
        if is_quiet and is_verbose:
            raise click.UsageError("--quiet and --verbose cannot be combined")
        self._form, self._is_verbose, self.is_quiet = form, is_verbose, is_quiet
        self.is_array = False
        """Whether there may be several packs, so that their reports are told together."""
        self.kept: list[tuple[Report, Further]] = []
        """What the document at the end is made of."""
        self.summary = Summary()

    def take(self, report: Report, further: Further) -> None:
        """Print the report of a pack, or keep it for the document."""
        self.summary.add(report)
        if self._form != "text":
            self.kept.append((report, further))
            return
        print_toned([short_line(report)] if self.is_quiet else report_lines(report, with_metadata=self._is_verbose))
        print_lines(further.lines)
        flush()

    def refuse(self, error: CrashpackError) -> None:
        """Say why a pack cannot be read, and count it."""
        say(str(error))
        self.summary.add_unreadable()

    def end(self) -> None:
        """Print what comes after the last pack."""
        if self._form != "text":
            if self.kept or self.is_array:
                self.print_document()
        elif self.is_array:
            print_toned([self.summary.line])

    def print_document(self) -> None:
        """Print the one document that a format other than text makes of all reports."""
        reports = [report for report, _ in self.kept]
        if self._form == "json":
            objects = [{**json_object(report), **further.object} for report, further in self.kept]
            print_json(objects if self.is_array else objects[0])
        elif self._form == "junit":
            from atp_tui.report.junit import junit_chunks

            print_document(junit_chunks(reports))
        elif self._form == "sarif":
            from atp_tui.report.sarif import sarif

            print_json(sarif(reports))


def _targets(paths: tuple[str, ...], mapping: str | None, *, keeps_index: bool) -> list[Target]:
    chosen = None if mapping is None else mapping_of(mapping)
    with Progress("importing") as progress:
        return targets_of(paths, import_progress(progress), keeps_index=keeps_index, jobs=cores(), mapping=chosen)


def _report(target: Target, further_of: FurtherOf, *, with_ending: bool) -> tuple[Report, Further]:
    pack = target.open()
    if target.kept is not None and (guessed := guess_of(pack)) is not None:
        say(f"{target.shown}: {guessed}")
    with Progress(f"checking {target.shown}") as progress:
        examination = examine_pack(pack, progress.tell)
        ending = _ending(pack) if with_ending else None
        return report_of(pack, examination, note_of(pack), ending), further_of(pack)


def _ending(pack: Pack) -> "Ending":
    from atp_tui.fleet.level_one import ending_of_pack, fields_of, kinds_of

    return ending_of_pack(pack, fields_of(kinds_of(pack)))


def _further(form: str, model_path: str | None, prior: float | None, *, with_atp: bool) -> FurtherOf:
    """What is to be said of every pack beside its report."""
    if not with_atp:
        if model_path is not None or prior is not None:
            raise click.UsageError("--model and --prior require --atp")
        return lambda _: _NOTHING
    if form not in ("text", "json"):
        raise click.UsageError("--atp requires the format text or json, without --quiet")
    from atp_tui.cli.atp_check import atp_check_of

    return atp_check_of(model_path, prior)


def print_report(report: Report) -> None:
    """Write a report as text to stdout."""
    print_toned(report_lines(report, with_metadata=False))
