"""One pass over a trace: the facts of all its events, as fast as its bytes allow and as exact as the engine.

Three ways are tried on each part of the file, from a place where an element is known to begin:
the format's own layout, judged as bytes (:mod:`atp_tui.store.trace.fast_scan`); any valid JSON, cut by the decoder; and
token by token (:mod:`atp_tui.store.trace.split`), which takes anything.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.facts import BROKEN, FOREIGN, Batch, Facts, facts, facts_of_json
from atp_tui.store.trace.fast_scan import PrettyEvents, scan
from atp_tui.store.trace.file import READ, TraceFile
from atp_tui.store.trace.object_shapes import Shapes
from atp_tui.store.trace.split import SPACE, Element, array_start, elements, no_array, read_element
from atp_tui.store.trace.words import Window

_OWN_LAYOUT: Final = b"\n  {\n"
_GAP: Final = re.compile(rb"[ \t\n\r]*,?[ \t\n\r]*")
_BETWEEN: Final = re.compile(rb"\}[ \t\n\r]*(,)[ \t\n\r]*\{")
_TAIL: Final = 1 << 14
_TRIES: Final = 8
_EXACT_BYTES: Final = 1 << 17
_EXACT_EVENTS: Final = 1024

_split: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
_is_json: Final = msgspec.json.Decoder(msgspec.Raw).decode


def raw_of(window: Window, found: PrettyEvents, number: int) -> bytes | None:
    """Return the bytes of an event that was found in a window, or None where no comma follows it."""
    raw = bytes(window.memory[found.places[number] : found.places[number + 1]]).strip(SPACE)
    return raw[:-1].rstrip(SPACE) if raw.endswith(b",") else None


class TraceScan:
    """The pass, batch by batch.

    Args:
        trace: The file to read.
        window: Bytes that are looked at together.
    """

    def __init__(self, trace: TraceFile, window: int = READ) -> None:
        self._trace = trace
        self._length = window
        self._shapes = Shapes()
        self._asks_format = True
        self._place: int | None = None
        self.window = Window(window)
        """The bytes that were read last."""
        self.pretty: PrettyEvents | None = None
        """The events of the batch that was yielded last, where they are all that was found in the window."""

    def batches(self) -> Iterator[Batch]:
        """Yield the facts of all events, in order."""
        start = array_start(self._trace)
        if start is None:
            no_array(self._trace)
            yield self._batch([0], [Facts(BROKEN, 0)], self._trace.size)
            return
        self._place = start
        follows_comma = False
        while self._place is not None:
            place = self._place
            length = self._trace.fill(self.window, place, self._length)
            self.pretty = None
            found = self._pretty(length) or self._json(length)
            self.pretty = self.pretty if found and len(found) == 1 else None
            for batch in found if found is not None else self._exact(place, follows_comma=follows_comma):
                self._asks_format = self._asks_format and not (batch.flags & FOREIGN).any()
                yield batch
            follows_comma = True

    def _pretty(self, length: int) -> list[Batch] | None:
        """The events in the format's own layout at the front of the window, and those between them."""
        if self.window.store[: len(_OWN_LAYOUT)].tobytes() != _OWN_LAYOUT:
            return None
        found = scan(self.window, length, self._shapes)
        if found is None:
            return None
        if not found.is_known.all():
            self._decode(found)
        if found.is_known.all():
            self.pretty = found
        return self._walk(found)

    def _decode(self, found: PrettyEvents) -> None:
        """Decode the events that the layout does not tell, and know those that are one valid JSON value each."""
        for number in np.flatnonzero(~found.is_known).tolist():
            raw = raw_of(self.window, found, number)
            if raw is not None and (told := self._facts(raw)) is not None:
                found.flags[number], found.times[number] = told.flags, told.time
                found.is_known[number] = True

    def _facts(self, raw: bytes) -> Facts | None:
        """The facts of one element, or None where *raw* is not one valid JSON value."""
        try:
            _is_json(raw)
        except (msgspec.MsgspecError, RecursionError):
            return None
        return facts_of_json(raw, asks_format=self._asks_format)

    def _walk(self, found: PrettyEvents) -> list[Batch]:
        """Yield the known events in order, and split exactly where one is not known, until a known one begins again."""
        base = self._place or 0
        last = len(found.places) - 1
        batches: list[Batch] = []
        number = 0
        unknown = [*np.flatnonzero(~found.is_known).tolist(), last]
        for stop in unknown:
            if stop < number:
                continue
            if number < stop:
                batches.append(self._known(found, number, stop, base))
            if stop == last:
                self._place = base + int(found.places[last]) - 1
                return batches
            batch, self._place = self._across(base + int(found.places[stop]) - 1, base + found.places)
            batches.append(batch)
            if self._place is None:
                return batches
            number = int(np.searchsorted(found.places, self._place + 1 - base))
            if number >= last:
                return batches
        return batches

    def _known(self, found: PrettyEvents, start: int, stop: int, base: int) -> Batch:
        part = slice(start, stop)
        end = base + int(found.places[stop])
        starts = found.places[part] + base
        return Batch(starts, found.flags[part].copy(), found.times[part].copy(), end)

    def _across(self, place: int, candidates: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[Batch, int | None]:
        """Split exactly from *place* on until an element begins at one of *candidates*, or behind all of them."""
        starts: list[int] = []
        told: list[Facts] = []
        last = int(candidates[-1])
        for element in elements(self._trace, place, follows_comma=True):
            starts.append(element.start)
            told.append(self._element_facts(element))
            after = element.after
            if after >= self._trace.size:
                continue
            near = int(np.searchsorted(candidates, after + 1))
            if after + 1 > last or candidates[near] == after + 1:
                return self._batch(starts, told, after), after
        return self._batch(starts, told, self._trace.size), None

    def _json(self, length: int) -> list[Batch] | None:
        """The elements at the front of the window that the decoder can cut, in any layout."""
        text = self.window.memory[:length].tobytes()
        place = self._place or 0
        is_last = place + length >= self._trace.size
        for stop in self._cuts(text, is_last=is_last):
            whole = b"[" + text if stop == length and is_last else b"[" + text[:stop] + b"]"
            try:
                raws = _split(whole)
            except (msgspec.MsgspecError, RecursionError):
                continue
            if not raws:
                return None
            self._place = None if stop == length and is_last else place + stop + 1
            return [self._cut(text, [bytes(raw) for raw in raws], place)]
        return None

    def _cuts(self, text: bytes, *, is_last: bool) -> Iterator[int]:
        """Where the text may end between two elements, the furthest first."""
        if is_last:
            yield len(text)
        tail = max(0, len(text) - _TAIL)
        commas = [match.start(1) for match in _BETWEEN.finditer(text, tail)]
        yield from commas[: -_TRIES - 1 : -1]

    def _cut(self, text: bytes, raws: list[bytes], place: int) -> Batch:
        """The facts of elements that stand one after the other in *text*."""
        starts: list[int] = []
        told: list[Facts] = []
        at = len(text) - len(text.lstrip(SPACE))
        for raw in raws:
            starts.append(place + at)
            told.append(facts_of_json(raw, asks_format=self._asks_format))
            gap = _GAP.match(text, at + len(raw))
            at = gap.end() if gap else at
        return self._batch(starts, told, self._place or self._trace.size)

    def _exact(self, place: int, *, follows_comma: bool) -> Iterator[Batch]:
        """Some elements, split token by token; the next part may be of another kind again."""
        starts: list[int] = []
        told: list[Facts] = []
        for element in elements(self._trace, place, follows_comma=follows_comma):
            starts.append(element.start)
            told.append(self._element_facts(element))
            if element.after < self._trace.size and (
                element.after - place > _EXACT_BYTES or len(starts) >= _EXACT_EVENTS
            ):
                self._place = element.after
                yield self._batch(starts, told, element.after)
                return
        self._place = None
        yield self._batch(starts, told, self._trace.size)

    def _element_facts(self, element: Element) -> Facts:
        """What the engine says of an element, read anew."""
        event = read_element(self._trace, element)
        length = element.stop - element.start
        raw = b"" if element.broken is not None else self._trace.read(element.start, length)
        return facts(raw, event)

    def _batch(self, starts: list[int], told: list[Facts], end: int) -> Batch:
        flags = np.array([facts.flags for facts in told], dtype=np.uint16)
        times = np.array([facts.time for facts in told], dtype=np.uint64)
        return Batch(np.array(starts, dtype=np.int64), flags, times, end)


OnBatch = Callable[[TraceScan, Batch], object]
"""Called with each batch of events while the scan still has their bytes."""
