"""``atp-tui logs``: a lane of events, filtered anew from the trace."""

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, say
from atp_tui.engine.trace import BrokenEvent, Lane
from atp_tui.store.pack import open_pack


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
    if broken:
        say(
            f"{path}: transfer.atp-trace: {broken} elements are no events and are left out; 'atp-tui check' tells which"
        )
        return Exit.NOT_SOUND
    return Exit.OK
