"""What a trace in the layout of the format leaves open at its end, found without decoding its events.

Only events that begin or end something matter, and their kind and the name of what they are about stand at fixed
places. So the bytes are searched for these kinds, and each hit is compared with the layout of such an event. Where
anything differs, the answer is None, and the events must be decoded.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import stringzilla as sz

from atp_tui.engine.fingerprint.ending import TASK_ENDS, TURNS, Ending, EndingTally, checks_of

ALL: Final = frozenset(Ending._fields)
"""All that a scan can look for."""

OPEN_LIMIT: Final = 100_000
"""Names of one sort that are kept; of a trace with more nothing is said."""

WINDOW: Final = 4 << 20
"""Bytes that are searched at once, and the longest event that is taken."""

_FIRST: Final = b'[\n  {\n    "seq": '
_LAST: Final = b"\n  }\n]"
_BETWEEN: Final = b"\n  },\n"
_COMPACT: Final = b'"kind":"'
_KIND: Final = b',\n    "kind": "'
_MESSAGE: Final = b'",\n    "data": {\n      "Message": "'
_MESSAGE_END: Final = b'"\n    }\n  }'
_OBJECT_END: Final = rb"\n      \}\n    \}\n  \}"


def _objects(kinds: bytes, data: bytes) -> re.Pattern[bytes]:
    """The events of some kinds from the end of their time on; the groups are the kind and the name."""
    return re.compile(rb',\n    "kind": "(' + kinds + rb')",\n    "data": \{\n      ' + data + _OBJECT_END)


_REGIONS: Final = _objects(
    rb"Region(?:Created|CloseBegin|CloseComplete|Cancelled)",
    rb'"Region": \{\n        "region": "([\w.-]+)",\n        "parent": (?:null|"[\w.-]*")',
)
_TASKS: Final = _objects(rb"Spawn|Complete", rb'"Task": \{\n        "task": "([\w.-]+)",\n        "region": "[\w.-]*"')
_REGION_STEMS: Final = (b"Region",)
_TASK_STEMS: Final = (b'Spawn"', b'Complete"')
_TASK_END_STEMS: Final = (b'Complete"',)
_LAYOUTS: Final = {_REGION_STEMS: _REGIONS, _TASK_STEMS: _TASKS, _TASK_END_STEMS: _TASKS}
"""The events without a message, by how their kinds begin."""

_LIVES: Final[Mapping[bytes, tuple[str, bool]]] = {
    b"RegionCreated": ("open_regions", True),
    b"RegionCloseComplete": ("open_regions", False),
    b"RegionCancelled": ("open_regions", False),
    b"Spawn": ("unfinished_tasks", True),
    b"Complete": ("unfinished_tasks", False),
    b"BlockShort": ("unrecovered_blocks", True),
    b"BlockDecoded": ("unrecovered_blocks", False),
}
"""The field of :data:`atp_tui.engine.oracle.state.LIFETIMES` of each kind, and whether it begins one."""

_BLOCKS: Final = {
    b"BlockShort": re.compile(r"block ([\w.-]+) short of \d+ symbols on replica ([\w.-]+)", re.ASCII),
    b"BlockDecoded": re.compile(r"block ([\w.-]+) decoded on replica ([\w.-]+) from \d+ symbols", re.ASCII),
}
_TURNS: Final = frozenset(kind.encode() for kind in TURNS)
_TASK_ENDS: Final = TASK_ENDS.encode()
_WORDS: Final = ((b"short of", b"BlockShort"), (b"decoded", b"BlockDecoded"))
"""A message with such words begins or ends a block whatever its kind, so that no other kind may have them."""

_STEMS: Final[Mapping[str, tuple[tuple[bytes, ...], ...]]] = {
    "checks": (_REGION_STEMS, _TASK_STEMS, (b"Block",)),
    "operations": ((b"Operation",),),
    "permits": ((b"Permit",), _TASK_END_STEMS),
    "records": ((b"Journal",),),
    "retirements": ((b'PathRetired"', b'OutcomesReported"'),),
}
"""How the kinds begin that tell of each field of an ending; what begins and ends the same is searched for together."""


def scan_ending(chunks: Iterable[bytes], fields: frozenset[str] = ALL) -> Ending | None:
    """Return what a trace leaves open, or None where only its decoded events can tell.

    Args:
        chunks: The bytes of the trace, in any cut.
        fields: The fields of the ending that are asked for; the others are not right.
    """
    searches = {stems for field in fields for stems in _STEMS[field]}
    if fields >= {"checks", "permits"}:
        # The search for the checks takes in the ends of tasks too; a second time they would be out of order.
        searches.remove(_TASK_END_STEMS)
    scan = _Scan(tuple(searches), counts_blocks="checks" in fields)
    is_first = True
    for window, is_last in _windows(chunks):
        if is_first and not window.startswith(_FIRST):
            return None
        is_first = False
        if not scan.take(window) or (is_last and not window.rstrip().endswith(_LAST)):
            return None
    return scan.ending()


def _windows(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield the bytes in parts that end between two events, each with whether it is the last one."""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size >= WINDOW:
            window = b"".join(parts)
            cut = window.rfind(_BETWEEN) + len(_BETWEEN) - 1
            yield window[:cut], False
            parts = [window[cut:]]
            size = len(parts[0])
    yield b"".join(parts), True


class _Scan:
    """What is open so far.

    Args:
        searches: How the kinds begin that are looked for.
        counts_blocks: Whether blocks are among them.
    """

    def __init__(self, searches: tuple[tuple[bytes, ...], ...], *, counts_blocks: bool) -> None:
        self._searches = searches
        self._words = _WORDS if counts_blocks else ()
        self._open: dict[str, dict[object, None]] = {field: {} for field, _ in _LIVES.values()}
        self._tally = EndingTally()

    def take(self, window: bytes) -> bool:
        """Go through the next events; return whether all of them are as the format lays them out."""
        text = sz.Str(window)
        if text.find(_COMPACT) >= 0:
            return False
        seen = dict.fromkeys(_BLOCKS, 0)
        for stems in self._searches:
            places = _places(text, stems)
            layout = _LAYOUTS.get(stems)
            if not (self._objects(window, places, layout) if layout else self._messages(window, places, seen)):
                return False
        is_small = max(self._tally.size, *map(len, self._open.values())) <= OPEN_LIMIT
        return is_small and all(text.count(word) == seen[kind] for word, kind in self._words)

    def ending(self) -> Ending:
        """Return what is open at the end."""
        return self._tally.ending(checks_of(field for field, names in self._open.items() if names))

    def _objects(self, window: bytes, places: list[int], layout: re.Pattern[bytes]) -> bool:
        for place in places:
            match = layout.match(window, place)
            if match is None:
                return False
            kind, name = match.groups()
            self._live(kind, name)
            if kind == _TASK_ENDS:
                self._tally.end_task(name.decode())
        return True

    def _messages(self, window: bytes, places: list[int], seen: dict[bytes, int]) -> bool:
        for place in places:
            start = place + len(_KIND)
            end = window.find(b'"', start)
            kind = window[start:end]
            if kind not in _TURNS and kind not in _BLOCKS:
                continue
            message = _message(window, end)
            if message is None:
                return False
            if kind in _TURNS:
                self._tally.say(kind.decode(), message)
                continue
            named = _BLOCKS[kind].fullmatch(message)
            if named is None:
                return False
            seen[kind] += 1
            self._live(kind, named.groups())
        return True

    def _live(self, kind: bytes, name: object) -> None:
        field, begins = _LIVES.get(kind, ("", False))
        if begins:
            self._open[field][name] = None
        elif field:
            self._open[field].pop(name, None)


def _message(window: bytes, start: int) -> str | None:
    """The message of an event whose kind ends at a place, where it is one that needs no decoding."""
    if not window.startswith(_MESSAGE, start):
        return None
    start += len(_MESSAGE)
    end = window.find(b'"', start)
    text = window[start:end]
    if not window.startswith(_MESSAGE_END, end) or not text.isascii() or b"\\" in text:
        return None
    message = text.decode()
    return message if message.isprintable() else None


def _places(text: sz.Str, stems: tuple[bytes, ...]) -> list[int]:
    """Where kinds that begin like this stand, in order."""
    places = []
    for stem in stems:
        needle = _KIND + stem
        place = text.find(needle)
        while place >= 0:
            places.append(place)
            place = text.find(needle, place + len(needle))
    return places if len(stems) == 1 else sorted(places)
