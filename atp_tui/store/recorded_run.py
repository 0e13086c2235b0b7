"""What an opened pack tells of the run that it comes from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.artifacts import DECISIONS
from atp_tui.engine.diff.model import Event
from atp_tui.engine.replay.run import RecordedRun
from atp_tui.store.directory import FileRefusedError, PackDirectory
from atp_tui.store.pack import Pack
from atp_tui.store.trace.events import Events

DECISIONS_LIMIT: Final = 16 << 20
"""Bytes that the decisions of a run may have."""

WATCH_EVERY: Final = 1_024
"""Events between two calls of a watch."""


@dataclass(frozen=True, slots=True)
class WatchedEvents:
    """The events of a trace, with somebody who is told how far a reader has come."""

    events: Events
    watch: Callable[[int], None]
    """Told how many events were given; what it raises ends the reading."""

    def __iter__(self) -> Iterator[Event]:
        """Yield the events in order."""
        for place, event in enumerate(self.events):
            if place % WATCH_EVERY == 0:
                self.watch(place)
            yield event


def recorded_run(pack: Pack, watch: Callable[[int], None] | None = None) -> RecordedRun:
    """Return what a pack tells of its run; its trace is read when it is gone through.

    Args:
        pack: The pack.
        watch: Told how many events were read, each time the trace is gone through; what it raises ends the reading.
    """
    trace = pack.events if watch is None else WatchedEvents(pack.events, watch)
    return RecordedRun(pack.crashpack, trace, _decisions(pack), pack.full_path)


def _decisions(pack: Pack) -> bytes | None:
    if not pack.source.has_files:
        return None
    with PackDirectory(pack.location) as directory:
        try:
            return directory.read(DECISIONS, DECISIONS_LIMIT)
        except FileRefusedError:
            return None
