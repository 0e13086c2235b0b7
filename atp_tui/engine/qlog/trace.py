"""The events of one trace, numbered and timed within their connections."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from atp_tui.engine.qlog.clock import PLAIN, write_date
from atp_tui.engine.qlog.event import U64_MAX, UNKNOWN, Connection, End, FaultKind, Framing, LogEvent
from atp_tui.engine.qlog.faults import Faults
from atp_tui.engine.qlog.fields import INITIAL, packet_type, part
from atp_tui.engine.qlog.header import Header, is_id, shown
from atp_tui.engine.qlog.record import Fields, OtherFields, Records

MAX_CONNECTIONS: Final = 10_000
"""Connections of a source; the events of others are not read."""

_HELD_BYTES: Final = 2 << 20
"""Bytes of events that are held while the header of their trace may follow behind them."""
_HELD_EVENTS: Final = 16
"""Events in which the end and the connection id are looked for where the header states none."""

_REVERSAL: Final = "time goes back: the first such event of this connection"
_NO_TIME: Final = "no readable time: the first such event of this connection"
_NO_EVENTS: Final = "a trace without events"
_LENIENT: Final = "not strict JSON, read with replacements: the first such event of this trace"
_TOO_MANY: Final = f"more than {MAX_CONNECTIONS} connections: the events of the others are not read"
_TRACE_ERROR: Final = "the writer could not include this trace"

Held = tuple[int, int, Fields | OtherFields]


class _State:
    """A connection while its events are read."""

    __slots__ = ("connection", "events", "first", "group", "last", "reversals", "trace", "untimed")

    def __init__(self, connection: Connection, trace: "Trace", group: str) -> None:
        self.connection = connection
        self.trace = trace
        self.group = group
        self.events = 0
        self.first: int | None = None
        self.last = 0
        self.reversals = 0
        self.untimed = 0


class Tracker:
    """The connections of a source."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.states: list[_State] = []
        self.traces = 0
        self._is_told = False

    @property
    def count(self) -> int:
        """How many connections there are."""
        return len(self.states)

    def add(self, state: _State, offset: int) -> bool:
        """Add a connection, unless there are too many."""
        if self._is_full(len(self.states), offset):
            return False
        self.states.append(state)
        return True

    def takes_trace(self, offset: int) -> bool:
        """Return whether another trace is read."""
        return not self._is_full(self.traces, offset)

    def _is_full(self, count: int, offset: int) -> bool:
        """Whether there are as many as are read; the first time, a fault is added."""
        if count >= MAX_CONNECTIONS and not self._is_told:
            self._is_told = True
            self.faults.add(offset, FaultKind.LIMIT, _TOO_MANY)
        return count >= MAX_CONNECTIONS

    def connections(self) -> tuple[Connection, ...]:
        """Return the connections as they are known now."""
        return tuple(state.trace.described(state) for state in self.states)


class Trace:
    """One trace, whose events are held back until its header is known, within limits."""

    def __init__(
        self, header: Header, tracker: Tracker, records: Records, framing: Framing, offset: int, *, is_stated: bool
    ) -> None:
        self.header = header
        self.is_released = False
        """Whether events are no longer held back."""
        self._tracker = tracker
        self._records = records
        self._framing = framing
        self._offset = offset
        self._is_stated = is_stated
        self._number = tracker.traces
        tracker.traces += 1
        self._held: list[Held] = []
        self._held_bytes = 0
        self._states: dict[str, _State | None] = {}
        self._base: _State | None = None
        self._has_lenient = False
        self._guessed_end = End.UNKNOWN
        self._guessed_key = ""

    @property
    def has_events(self) -> bool:
        """Whether it has any event, held back or not."""
        return bool(self._held or self._states)

    def hold(self, offset: int, length: int, value: Fields | OtherFields) -> Iterator[tuple[Connection, LogEvent]]:
        """Take an event, and yield those held back once enough is known."""
        self._held.append((offset, length, value))
        self._held_bytes += length
        is_behind = self._framing is Framing.CONTAINED and not self.header.has_end
        is_known = self.header.has_end and bool(self.header.key)
        if is_known or self._held_bytes > _HELD_BYTES or (len(self._held) >= _HELD_EVENTS and not is_behind):
            yield from self._release()

    def end(self) -> Iterator[tuple[Connection, LogEvent]]:
        """Yield the events still held back."""
        if not self.is_released:
            yield from self._release()
        if self._states:
            return
        if self.header.error is not None:
            words = f"{_TRACE_ERROR}: {self.header.error}"
            self._tracker.faults.add(self._offset, FaultKind.TRACE, words)
        elif self._is_stated:
            self._state("", self._offset)
            if not self._tracker.faults.is_cut:
                self._tracker.faults.add(self._offset, FaultKind.EMPTY, _NO_EVENTS)

    def _release(self) -> Iterator[tuple[Connection, LogEvent]]:
        self.is_released = True
        self._guess()
        held, self._held = self._held, []
        for each in held:
            if (found := self.take(*each)) is not None:
                yield found

    def _guess(self) -> None:
        """Take end and connection id from the first packet, if that is an Initial: a client sends, a server gets it."""
        for _, _, value in self._held[:_HELD_EVENTS]:
            name = self._records.name_of(value.name)
            if name in ("transport:packet_sent", "transport:packet_received"):
                if packet_type(value.data) == INITIAL:
                    self._guessed_end = End.CLIENT if name.endswith("sent") else End.SERVER
                    found = part(value.data, "header").get("dcid")
                    self._guessed_key = found if isinstance(found, str) and is_id(found) else ""
                return

    def take(self, offset: int, length: int, value: Any) -> tuple[Connection, LogEvent] | None:  # noqa: ANN401 - what the decoder made
        """Return an event with its connection, None where the source has too many connections."""
        if type(value) is Fields and self._base is not None:
            state, extra = self._base, self.header.defaults
            name = self._records.names.get(value.name) or self._records.name_of(value.name)
            time = self.header.clock.nanoseconds(value.time, PLAIN)
            if time is not None and state.first is not None and state.first <= time and time >= state.last:
                state.last = time
                since = time - state.first
                event = LogEvent(state.events, offset, length, since, name, value.data, extra)
                state.events += 1
                return state.connection, event
        else:
            name, time, extra, found = self._other(value, offset)
            if found is None:
                return None
            state = found
        since = self._since(state, time, offset)
        event = LogEvent(state.events, offset, length, since, name, value.data, extra)
        state.events += 1
        return state.connection, event

    def _other(self, value: Fields | OtherFields, offset: int) -> tuple[str, int | None, dict[str, Any], _State | None]:
        """The name, time, other fields and connection of any event."""
        extra, state, clock = self.header.defaults, self._base, self.header.clock
        form, group = PLAIN, ""
        if isinstance(value, Fields):
            name = self._records.name_of(value.name)
        else:
            name, form, own = value.name, value.form, value.extra
            self._tell_lenient(value, offset)
            if own:
                extra = {**extra, **own}
                form = clock.form_of(own.get("time_format"), form)
                group = shown(own.get("group_id"))
        if group or state is None:
            state = self._states.get(group) or self._state(group, offset)
        return name, clock.nanoseconds(value.time, form), extra, state

    def _tell_lenient(self, value: OtherFields, offset: int) -> None:
        if value.is_lenient and not self._has_lenient:
            self._has_lenient = True
            self._tracker.faults.add(offset, FaultKind.DAMAGED, _LENIENT)

    def _since(self, state: _State, time: int | None, offset: int) -> int:
        """The time of an event since the first of its connection, and what is to be counted of it."""
        if time is None:
            if not state.untimed:
                self._tracker.faults.add(offset, FaultKind.TIME, _NO_TIME)
            state.untimed += 1
            time = state.last
        elif state.first is None:
            state.first = time
            if state.connection.events == 0 and not state.events:
                state.connection = self.described(state)
        elif time < state.last:
            if not state.reversals:
                self._tracker.faults.add(offset, FaultKind.TIME, _REVERSAL)
            state.reversals += 1
        state.last = time
        since = time - (state.first or 0) if state.first is not None else 0
        return since if 0 <= since <= U64_MAX else max(0, min(since, U64_MAX))

    def _state(self, group: str, offset: int) -> _State | None:
        """The connection of a group; the empty one is what the trace states."""
        key = "" if group == self.header.key else group
        if key in self._states:
            return self._states[key]
        connection = Connection(
            self._tracker.count, "", End.UNKNOWN, self._number, "", "", self._framing, UNKNOWN, UNKNOWN, UNKNOWN
        )
        state = _State(connection, self, key)
        state.connection = self.described(state)
        if not self._tracker.add(state, offset):
            return None
        self._states[key] = state
        if not key:
            self._base = state
        return state

    def described(self, state: _State) -> Connection:
        """Return a connection as it is known now."""
        header, clock = self.header, self.header.clock
        is_dated = clock.is_wall and state.first is not None
        return msgspec.structs.replace(
            state.connection,
            key=state.group or header.key or self._guessed_key or f"trace {self._number}",
            end=header.end if header.has_end else self._guessed_end,
            writer=header.writer,
            version=header.version,
            time_origin=write_date(state.first or 0) if is_dated else UNKNOWN,
            time_resolution=clock.resolution,
            time_clock=clock.kind,
            time_unit=clock.unit,
            title=header.title,
            events=state.events,
            reversals=state.reversals,
        )
