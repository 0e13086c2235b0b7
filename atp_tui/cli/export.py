"""``atp-tui export``: a crashpack as one JSON document."""

import click

from atp_tui.cli.completion import PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_document, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.remote import PackCommand
from atp_tui.engine.pack_format import record_chunks
from atp_tui.engine.trace import TraceEvent
from atp_tui.report.model import report_of
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack


@click.command(name="export", cls=PackCommand)
@click.argument("path", metavar="PATH", type=PACK)
def command(path: str) -> int:
    """Print a crashpack as one JSON document.

    What can be read of a damaged pack is printed, and the exit code is 3.
    """
    pack = open_pack(path)
    with Progress("reading the trace") as progress:
        pack.events.read_all(progress.tell)
    events = (event for event in pack.events if isinstance(event, TraceEvent))
    print_document(record_chunks(pack.crashpack, events))
    report = report_of(pack, examine_pack(pack))
    if report.sound:
        return Exit.OK
    say(f"{path}: {report.failed} of {report.checked} soundness checks failed; printed what could be read")
    return Exit.NOT_SOUND
