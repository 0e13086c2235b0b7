"""``atp-tui diff``: comparing two crashpacks."""

import click

from atp_tui.cli.completion import PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_lines
from atp_tui.cli.remote import PackCommand
from atp_tui.engine.diff.comparison import diff_tabled
from atp_tui.engine.diff.facts import FactTable
from atp_tui.garbage import rare_collections
from atp_tui.report.diff import diff_lines, diff_object
from atp_tui.report.diff_facts import fact_tables
from atp_tui.report.model import report_of
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from atp_tui.store.trace.events import Events


@click.command(name="diff", cls=PackCommand)
@click.argument("first", metavar="A", type=PACK)
@click.argument("second", metavar="B", type=PACK)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@rare_collections()
def command(first: str, second: str, form: str) -> int:
    """Compare two crashpacks.

    Verdict, violations, state, ledger, seeds, metadata, the object's digests and soundness are compared fact by fact.
    Events are compared one by one up to the first difference, and aligned by lane and time after it; event
    numbers are ignored. Traces are streamed, so they may be long.

    The exit code is 0 if there is no difference, and 1 otherwise.
    """
    one, events = _side(first)
    other, other_events = _side(second)
    found = diff_tabled(one, other, (events, other_events))
    paths = first, second
    if form == "json":
        print_json(diff_object(paths, found))
    else:
        print_lines(diff_lines(paths, found))
    return Exit.OK if found.is_same else Exit.VIOLATIONS


def _side(path: str) -> tuple[dict[str, FactTable], Events]:
    """The facts and the events of a pack, of which nothing else is held while the other is read."""
    pack = open_pack(path)
    return fact_tables(pack, report_of(pack, examine_pack(pack))), pack.events
