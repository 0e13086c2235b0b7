"""``atp-tui logs``: the events of a lane, re-derived from the trace."""

from collections.abc import Iterator

import click

from atp_tui.cli.completion import PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, print_lines, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.remote import PackCommand
from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.query import Query, Term
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from atp_tui.store.trace.events import Events


@click.command(name="logs", cls=PackCommand)
@click.argument("path", metavar="PATH", type=PACK)
@click.option(
    "--lane",
    type=click.Choice([*(lane.value for lane in Lane), "all"]),
    default="all",
    show_default=True,
    help="The log whose events are printed, or all events.",
)
@click.option(
    "--grep",
    "text",
    default="",
    metavar="TEXT",
    help="Only lines that contain TEXT, in either case.",
)
@click.option("--no-scheduler", is_flag=True, help="Leave out events that only report scheduling, such as Poll.")
@click.option("--count", "only_count", is_flag=True, help="Print the number of lines, not the lines.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the index of a large trace.")
def command(path: str, lane: str, text: str, *, no_scheduler: bool, only_count: bool, no_cache: bool) -> int:
    """Print the events of a lane, re-derived from the trace.

    Each event is one line: SEQ TIME KIND DATA, with the time in nanoseconds.
    """
    pack = open_pack(path, keeps_index=not no_cache, only_trace=True)
    with Progress("reading the trace") as progress:
        pack.events.read_all(progress.tell)
    chosen = None if lane == "all" else Lane(lane)
    wanted = EventFilter(Query((Term(text.encode("utf-8", "surrogatepass").lower()),) if text else ()))
    if only_count:
        print_line(str(_count(pack.events, chosen, wanted, hides_scheduler=no_scheduler)))
    else:
        print_lines(event.line for event in _wanted(pack.events, chosen, wanted, hides_scheduler=no_scheduler))
    return _faults(pack, pack.events.broken_count)


def _count(events: Events, lane: Lane | None, wanted: EventFilter, *, hides_scheduler: bool) -> int:
    if wanted.is_all and lane is not None:
        return events.shown(lane).count if hides_scheduler else events.count(lane)
    return sum(1 for _ in _wanted(events, lane, wanted, hides_scheduler=hides_scheduler))


def _wanted(events: Events, lane: Lane | None, wanted: EventFilter, *, hides_scheduler: bool) -> Iterator[TraceEvent]:
    for places, _ in events.search(wanted, lane, lambda: False):
        for event in map(events.at, places):
            if isinstance(event, TraceEvent) and not (hides_scheduler and event.is_scheduler):
                yield event


def _faults(pack: Pack, broken: int) -> int:
    """Print what of the trace could not be read, and return the exit code for it."""
    fault = pack.reading.files.faults.get(TRACE)
    if fault is not None:
        say(f"{pack.path}: {TRACE}: expected {fault.expected}, found {fault.found}")
    if fault is not None and not pack.events.count():
        return Exit.UNREADABLE
    if broken:
        left_out = "1 malformed entry is" if broken == 1 else f"{broken} malformed entries are"
        say(f"{pack.path}: {TRACE}: {left_out} left out; 'atp-tui check' lists them")
    return Exit.NOT_SOUND if broken or fault is not None else Exit.OK
