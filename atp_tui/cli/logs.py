"""``atp-tui logs``: a lane of events, filtered anew from the trace."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, say
from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.trace import BrokenEvent, Lane
from atp_tui.store.pack import Pack, open_pack


@click.command(name="logs")
@click.argument("path", metavar="PATH")
@click.option("--lane", type=click.Choice([*(lane.value for lane in Lane), "all"]), required=True)
@click.option("--grep", "wanted", default="", metavar="TEXT", help="Only lines that hold TEXT, in any case.")
@click.option("--count", "only_count", is_flag=True, help="Print the number of lines, not the lines.")
def command(path: str, lane: str, wanted: str, *, only_count: bool) -> int:
    """Print a lane of events, filtered anew from the trace.

    One event is one line: SEQ TIME KIND DATA, time in nanoseconds on the lab's clock.
    """
    pack = open_pack(path)
    wanted_lane = None if lane == "all" else Lane(lane)
    small = wanted.casefold()
    count = broken = 0
    for event in pack.events:
        if isinstance(event, BrokenEvent):
            broken += 1
            continue
        if wanted_lane is not None and wanted_lane not in event.lanes:
            continue
        line = event.line
        if small in line.casefold():
            count += 1
            if not only_count:
                print_line(line)
    if only_count:
        print_line(str(count))
    return _faults(pack, broken)


def _faults(pack: Pack, broken: int) -> int:
    """Tell what of the trace could not be taken, and return the exit code that goes with it."""
    fault = pack.reading.files.faults.get(TRACE)
    if fault is not None:
        say(f"{pack.path}: {TRACE}: expected {fault.expected}, found {fault.found}")
    if fault is not None and not pack.events.count():
        return Exit.UNREADABLE
    if broken:
        left_out = "1 element is no event and is" if broken == 1 else f"{broken} elements are no events and are"
        say(f"{pack.path}: {TRACE}: {left_out} left out; 'atp-tui check' tells which")
    return Exit.NOT_SOUND if broken or fault is not None else Exit.OK
