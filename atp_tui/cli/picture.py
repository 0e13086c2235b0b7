"""``atp-tui picture``: the course of a real connection as an SVG."""

import click

from atp_tui.clean import clean
from atp_tui.cli.completion import FILE, PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, say
from atp_tui.cli.progress import Progress, import_progress
from atp_tui.cli.remote import PackCommand
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import IoError
from atp_tui.engine.qlog.event import End
from atp_tui.machine.processors import cores
from atp_tui.report.congestion_parts import summary
from atp_tui.report.congestion_svg import picture_of
from atp_tui.store.congestion import ConnectionCongestion, congestion_of
from atp_tui.store.destination import require_new_file
from atp_tui.store.file_writer import write_new_file
from atp_tui.store.log_targets import targets_of
from atp_tui.store.pack import Pack


@click.command(name="picture", cls=PackCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PACK)
@click.option("-o", "--output", required=True, metavar="FILE", type=FILE, help="The new SVG file; it must not exist.")
@click.option(
    "--end",
    type=click.Choice([End.CLIENT.value, End.SERVER.value]),
    help="Draw what this end logged.  [default: the end that sent more packets]",
)
def command(paths: tuple[str, ...], output: str, end: str | None) -> int:
    """Draw a connection as an SVG: packets, window and RTT.

    PATH is the log of a connection, the logs of both of its ends, a pack that was imported from them, or - for a qlog
    on stdin. Packet numbers are those of 1-RTT and 0-RTT packets; violations are marked at their times.
    """
    require_new_file(output)
    pack = _pack(paths)
    with Progress("reading the log") as progress:
        pack.events.read_all()
        found = congestion_of(pack, progress.tell)
    if found is None:
        return Exit.UNREADABLE
    number = _number(found, end, pack)
    write_new_file(output, picture_of(pack, found, number).encode())
    print_line(clean(output))
    say(summary(found.ends[number], has_other=len(found.ends) > 1))
    return Exit.OK


def _pack(paths: tuple[str, ...]) -> Pack:
    with Progress("importing") as progress:
        targets = targets_of(paths, import_progress(progress), jobs=cores())
    if len(targets) != 1:
        advice = "'atp-tui import' writes a pack for each, which can be drawn"
        raise IoError("one connection", counted(len(targets), "connection"), file=", ".join(paths), advice=advice)
    return targets[0].open()


def _number(found: ConnectionCongestion, end: str | None, pack: Pack) -> int:
    """The place of the log that is drawn."""
    ends = [each.end.end for each in found.ends]
    if end is None:
        return 0
    if end not in ends:
        raise IoError(f"the log of the {end}", f"that of the {', '.join(ends)}", file=pack.path)
    return ends.index(end)
