"""``atp-tui fleet diff``: two fleets, or two builds of one, beside each other."""

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import click

from atp_tui.cli.completion import FILE, PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import opened
from atp_tui.cli.output import print_document, print_json, print_toned, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.remote import PackCommand

if TYPE_CHECKING:
    from atp_tui.fleet.compare import Comparison

_BUILD: Final = "build:"


@click.command(name="diff", cls=PackCommand)
@click.argument("base", metavar="A", type=PACK)
@click.argument("new", metavar="B", type=PACK)
@click.option("--db", metavar="FILE", type=FILE, default=".", help="The database of build:LABEL.")
@click.option("--verify", is_flag=True, help="Run the cause of each new and gone group on the other build.")
@click.option("--with", "python", metavar="PYTHON", type=FILE, help="The Python with the build of A, for --verify.")
@click.option(
    "--max-new", type=click.IntRange(0), default=0, show_default=True, metavar="N", help="New groups that are accepted."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "junit", "sarif"]), default="text", show_default=True
)
def command(base: str, new: str, *, db: str, verify: bool, python: str | None, max_new: int, form: str) -> int:
    """Compare two fleets: new, regressed, gone, known.

    A and B are databases, directories with one, or build:LABEL for a build of the database that --db names.

    Counting proves little, so a group is only called new where its cause passes on A (--verify), or where chance would
    seldom put its runs into B alone (p <= 0.05). With --verify the cause of each group that only one side shows is run
    on the other build: on the lab that is installed, or for A on the Python of --with.

    The exit code is 1 if more than --max-new groups are new or regressed, and 0 otherwise.
    """
    from atp_tui.fleet.compare import compare, not_run
    from atp_tui.fleet.sides import Prover, side_of

    if python is not None and not verify:
        raise click.UsageError("--with requires --verify")
    if verify:
        from atp_tui.rerun.lab_runner import require_lab

        require_lab()
    with ExitStack() as stack:
        one, other = (stack.enter_context(opened(db if name.startswith(_BUILD) else name)) for name in (base, new))
        sides = [side_of(fleet, _name(name), _build(name)) for fleet, name in ((one, base), (other, new))]
        with Progress("verifying") as progress:
            prover = Prover(one, other, python, lambda title: progress.tell(None, f"verifying: {title}"))
            found = compare(sides[0], sides[1], prover if verify else not_run)
        for each in prover.refusals:
            say(f"not verified: {each}")
    _print(found, form, os.fsencode(other.path))
    failing = sum(each.change.fails for each in found.groups)
    return Exit.VIOLATIONS if failing > max_new else Exit.OK


def _build(name: str) -> str | None:
    return name.removeprefix(_BUILD) if name.startswith(_BUILD) else None


def _name(name: str) -> str:
    return name if name.startswith(_BUILD) else os.path.normpath(name)


def _print(found: "Comparison", form: str, place: bytes) -> None:
    from atp_tui.fleet.report.comparison import comparison_lines, comparison_object, comparison_sarif, junit_chunks

    if form == "json":
        print_json(comparison_object(found))
    elif form == "junit":
        print_document(junit_chunks(found))
    elif form == "sarif":
        print_json(comparison_sarif(found, place))
    else:
        print_toned(comparison_lines(found))
