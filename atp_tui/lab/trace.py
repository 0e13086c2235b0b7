"""The trace of a run, as it is written down: what happened, when, in order."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec
import trio

from atp_tui.engine.trace import TraceEvent

NS: Final = 1_000_000_000
"""Nanoseconds in a second."""

ROOT: Final = "R0"
"""The region that holds the whole run."""

_encode: Final = msgspec.json.Encoder().encode


WrittenEvent: TypeAlias = tuple[int, str, object]
"""Lab time in nanoseconds, kind and data."""


class _Event(msgspec.Struct):
    """An event with the fields of version 1, in their order. Source: FORMAT.md section 5, "Trace events"."""

    seq: int
    time: int
    kind: str
    data: object


class Recorder:
    """Writes down what happens until it is closed.

    Tasks and regions have numbers in the order in which they came to be, so that nothing in a trace depends on an
    address in memory. The Wakes of one moment stand in the order of those numbers, because trio gives them in the order
    of object addresses where deadlines tie.
    """

    def __init__(self) -> None:
        self.now = 0.0
        """Lab time in seconds; it stands still while tasks run."""
        self.now_ns = 0
        """The same in nanoseconds."""
        self.is_closed = False
        """Nothing more is written down."""
        self.ended: set[int] = set()
        """Numbers of the tasks that have come to their end."""
        self._events: list[WrittenEvent] = []
        self._tasks: dict[trio.lowlevel.Task, tuple[int, dict[str, dict[str, str]]]] = {}
        self._regions: dict[trio.Nursery, str] = {}
        self._task_count = 0
        self._scheduled: set[int] = set()
        self._woken: list[WrittenEvent] = []

    def __len__(self) -> int:
        return len(self._events)

    def pass_time(self, now: float) -> None:
        """Set the lab time, in seconds."""
        self.now = now
        self.now_ns = round(now * NS)

    def say(self, kind: str, text: str) -> None:
        """Write down an event whose data is a Message."""
        self.write(kind, {"Message": text})

    def write(self, kind: str, data: object = "None") -> None:
        """Write down an event."""
        if self.is_closed:
            return
        if self._woken:
            self._write_wakes()
        self._events.append((self.now_ns, kind, data))

    def begin(self, task: trio.lowlevel.Task) -> None:
        """Record the first task, and with it the region around all others."""
        self.write("RegionCreated", {"Region": {"region": ROOT, "parent": None}})
        self._take_in(task, ROOT)
        self.scheduled(task)

    def open_region(self, nursery: trio.Nursery) -> tuple[str, str]:
        """Name a nursery and return it with the name of the region around it."""
        task = nursery.parent_task
        # The innermost nursery that the same task has open is the parent; without one it is the task's own region.
        around = [self._regions[outer] for outer in task.child_nurseries if outer in self._regions]
        parent = around[-1] if around else self._tasks[task][1]["Task"]["region"]
        name = f"R{len(self._regions) + 1}"
        self._regions[nursery] = name
        return name, parent

    def spawned(self, task: trio.lowlevel.Task) -> None:
        """Write down a task of the lab; trio's own are passed over."""
        region = None if task.parent_nursery is None else self._regions.get(task.parent_nursery)
        if region is not None:
            self._take_in(task, region)

    def number_of(self, task: trio.lowlevel.Task) -> int:
        """Return the number of a task of the lab."""
        return self._tasks[task][0]

    def scheduled(self, task: trio.lowlevel.Task) -> None:
        """Keep that a task may run again."""
        if task in self._tasks and not self.is_closed:
            number, data = self._tasks[task]
            kind = "Wake" if number in self._scheduled else "Schedule"
            self._scheduled.add(number)
            self._woken.append((number, kind, data))

    def polled(self, task: trio.lowlevel.Task) -> None:
        """Write down that a task begins a step."""
        self._write_step(task, "Poll")

    def yielded(self, task: trio.lowlevel.Task) -> None:
        """Write down that a task ends a step."""
        self._write_step(task, "Yield")

    def exited(self, task: trio.lowlevel.Task) -> None:
        """Write down that a task has come to its end."""
        known = self._tasks.pop(task, None)
        if known is not None:
            self.write("Complete", known[1])
            if known[0] == 0:
                self.write("RegionCloseBegin", {"Region": {"region": ROOT, "parent": None}})
                self.write("RegionCloseComplete", {"Region": {"region": ROOT, "parent": None}})
            if not self.is_closed:
                self.ended.add(known[0])

    def close(self) -> None:
        """Write nothing more down."""
        if self._woken:
            self._write_wakes()
        self.is_closed = True

    def written(self) -> tuple[WrittenEvent, ...]:
        """Return what was written down."""
        return tuple(self._events)

    def _take_in(self, task: trio.lowlevel.Task, region: str) -> None:
        number = self._task_count
        self._task_count += 1
        self._tasks[task] = (number, {"Task": {"task": f"T{number}", "region": region}})
        self.write("Spawn", self._tasks[task][1])

    def _write_step(self, task: trio.lowlevel.Task, kind: str) -> None:
        known = self._tasks.get(task)
        if known is not None and not self.is_closed:
            if self._woken:
                self._write_wakes()
            self._events.append((self.now_ns, kind, known[1]))

    def _write_wakes(self) -> None:
        if len(self._woken) > 1:
            self._woken.sort(key=_number)
        for _, kind, data in self._woken:
            self._events.append((self.now_ns, kind, data))
        self._woken.clear()


def events_of(written: Sequence[WrittenEvent]) -> tuple[TraceEvent, ...]:
    """Return what was written down in the form of the format, numbered from 0."""
    return tuple(
        TraceEvent(_encode(_Event(number, time, kind, data))) for number, (time, kind, data) in enumerate(written)
    )


def _number(woken: tuple[int, str, object]) -> int:
    return woken[0]
