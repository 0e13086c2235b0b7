"""``atp-tui fleet check-causes``: the kept causes of all groups, run again."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from atp_tui.cli.completion import FILE
from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import db_option, opened
from atp_tui.cli.output import print_document, print_json, print_toned, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.signals import wishing
from atp_tui.machine.processors import cores

if TYPE_CHECKING:
    from atp_tui.fleet.check_causes import CheckedCause
    from atp_tui.fleet.database import Fleet

_WORTH_IT: Final = 20
"""Groups for which it pays to start another process."""

_STOPPING: Final = "stopping; what was run so far is kept"


@click.command(name="check-causes")
@db_option
@click.option("--with", "python", metavar="PYTHON", type=FILE, help="Run them on the lab of this Python.")
@click.option("--build", metavar="LABEL", help="The build that is run.  [default: version of the lab, or PYTHON]")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that run causes.  [default: as needed]")
@click.option("--write-pytest", "target", metavar="FILE", type=FILE, help="Run nothing; write a pytest file.")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
def command(db: str, *, python: str | None, build: str | None, jobs: int | None, target: str | None, form: str) -> int:
    """Run the kept cause of each group again.

    Each cause is run once, on the lab that is installed or on that of another Python, and either still fails, passes,
    or fails otherwise. The result is kept in the database as the proof of the group.

    With --write-pytest, the causes are written as tests with their data instead; FILE must not exist.

    The exit code is 1 if a cause has a violation and its group is neither known nor muted, 4 if a cause could not be
    run, 5 if there was no cause to run, and 0 otherwise. Ctrl+C ends it; what was run so far is kept.
    """
    from atp_tui.fleet.database import database_path, open_fleet
    from atp_tui.rerun.lab_runner import LabMissingError, require_lab

    if target is not None and (python is not None or build is not None or jobs is not None):
        raise click.UsageError("--write-pytest runs nothing; leave out --with, --build and --jobs")
    try:
        require_lab()
    except LabMissingError as error:
        say(str(error))
        return Exit.USAGE
    if target is not None:
        return _write(db, target)
    with open_fleet(database_path(db)) as fleet:
        if fleet.why_read_only:
            say(f"{fleet.path}: the results are not kept: {fleet.why_read_only}")
        return _check(fleet, python, build, jobs, form)


def _check(fleet: "Fleet", python: str | None, build: str | None, jobs: int | None, form: str) -> int:
    from atp_tui.fleet.check_causes import all_groups, check_causes, installed_build

    label = build or python or installed_build()
    with wishing(_STOPPING) as wish:
        with Progress("running causes") as progress:
            rows = all_groups(fleet)
            checked = check_causes(
                fleet,
                rows,
                label,
                python=python,
                jobs=jobs or min(cores(), 1 + len(rows) // _WORTH_IT),
                progress=progress.tell,
                is_stopped=wish,
            )
        _print(checked, label, form)
    return wish.code if wish() else _code(checked)


def _code(checked: Sequence["CheckedCause"]) -> int:
    if any(each.has_cause and each.result.why for each in checked):
        return Exit.UNREADABLE
    if any(each.fails for each in checked):
        return Exit.VIOLATIONS
    return Exit.OK if any(each.has_cause for each in checked) else Exit.NOT_JUDGED


def _print(checked: Sequence["CheckedCause"], build: str, form: str) -> None:
    from atp_tui.fleet.report.causes import causes_junit, causes_lines, causes_object

    if form == "json":
        print_json(causes_object(checked, build))
    elif form == "junit":
        print_document(causes_junit(checked))
    else:
        print_toned(causes_lines(checked, build))


def _write(db: str, target: str) -> int:
    """Write the causes as a pytest file; return 0, or 5 where there is none to write."""
    from atp_tui.fleet.check_causes import all_groups
    from atp_tui.fleet.report.pytest_file import pytest_file
    from atp_tui.store.destination import require_new_file
    from atp_tui.store.file_writer import write_new_file

    if os.path.lexists(target):
        raise click.UsageError(f"--write-pytest: {target!r} already exists; choose another name")
    require_new_file(target)
    with opened(db) as fleet:
        text, tests, refusals = pytest_file(fleet, all_groups(fleet))
    for each in refusals:
        say(f"not written: {each}")
    if not tests:
        say("no cause to write; nothing was written")
        return Exit.NOT_JUDGED
    write_new_file(target, text.encode())
    say(f"wrote {tests} tests to {target}" if tests > 1 else f"wrote a test to {target}")
    return Exit.OK
