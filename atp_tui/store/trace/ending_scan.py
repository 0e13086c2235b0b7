"""What a trace in the layout of the format leaves open at its end, found without decoding its events.

Only events that begin or end something matter, and their kind and the name of what they are about stand at fixed
places. So the bytes are searched for these kinds, and each hit is compared with the layout of such an event. Where
anything differs, the answer is None, and the events must be decoded.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

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
_OBJECT: Final = rb',\n    "kind": "\w+",\n    "data": \{\n      '
_OBJECT_END: Final = rb"\n      \}\n    \}\n  \}"
_TASK: Final = re.compile(
    _OBJECT + rb'"Task": \{\n        "task": "([\w.-]+)",\n        "region": "[\w.-]*"' + _OBJECT_END
)
_REGION: Final = re.compile(
    _OBJECT + rb'"Region": \{\n        "region": "([\w.-]+)",\n        "parent": (?:null|"[\w.-]*")' + _OBJECT_END
)
_SHORT: Final = re.compile(r"block ([\w.-]+) short of \d+ symbols on replica ([\w.-]+)", re.ASCII)
_DECODED: Final = re.compile(r"block ([\w.-]+) decoded on replica ([\w.-]+) from \d+ symbols", re.ASCII)


class _Life(NamedTuple):
    """A kind of event that begins or ends a lifetime."""

    field: str
    """As in :data:`atp_tui.engine.oracle.state.LIFETIMES`."""
    begins: bool
    event: re.Pattern[bytes] | None
    """The event from the end of its time on, where it has no message; the group is the name."""
    message: re.Pattern[str] | None = None
    """Its message; the groups are the name."""


_LIVES: Final = {
    b"RegionCreated": _Life("open_regions", begins=True, event=_REGION),
    b"RegionCloseComplete": _Life("open_regions", begins=False, event=_REGION),
    b"RegionCancelled": _Life("open_regions", begins=False, event=_REGION),
    b"Spawn": _Life("unfinished_tasks", begins=True, event=_TASK),
    b"Complete": _Life("unfinished_tasks", begins=False, event=_TASK),
    b"BlockShort": _Life("unrecovered_blocks", begins=True, event=None, message=_SHORT),
    b"BlockDecoded": _Life("unrecovered_blocks", begins=False, event=None, message=_DECODED),
}
_WORDS: Final = ((b"short of", b"BlockShort"), (b"decoded", b"BlockDecoded"))
"""A message with such words begins or ends a block whatever its kind, so that no other kind may have them."""

_TASK_ENDS_ALONE: Final = (b'Complete"',)
_STEMS: Final[Mapping[str, tuple[tuple[bytes, ...], ...]]] = {
    "checks": ((b"Region",), (b'Spawn"', b'Complete"'), (b"Block",)),
    "operations": ((b"Operation",),),
    "permits": ((b"Permit",), _TASK_ENDS_ALONE),
    "records": ((b'JournalAppend"', b'JournalSync"'),),
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
        searches.remove(_TASK_ENDS_ALONE)
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
        self._open: dict[str, dict[tuple[str | bytes, ...], None]] = {life.field: {} for life in _LIVES.values()}
        self._tally = EndingTally()

    def take(self, window: bytes) -> bool:
        """Go through the next events; return whether all of them are as the format lays them out."""
        text = sz.Str(window)
        if text.find(_COMPACT) >= 0:
            return False
        seen: dict[bytes, int] = {}
        for stems in self._searches:
            for place in _places(text, stems):
                start = place + len(_KIND)
                kind = window[start : window.find(b'"', start)]
                if not self._event(window, place, kind):
                    return False
                seen[kind] = seen.get(kind, 0) + 1
        is_small = max(self._tally.size, *map(len, self._open.values())) <= OPEN_LIMIT
        return is_small and all(text.count(word) == seen.get(kind, 0) for word, kind in self._words)

    def ending(self) -> Ending:
        """Return what is open at the end."""
        return self._tally.ending(checks_of(field for field, names in self._open.items() if names))

    def _event(self, window: bytes, place: int, kind: bytes) -> bool:
        """Take an event in; return whether it is laid out as the format has it."""
        life = _LIVES.get(kind)
        if life is not None and life.event is not None:
            match = life.event.match(window, place)
            if match is not None:
                self._live(life, match.groups())
                if kind == _TASK_ENDS:
                    self._tally.end_task(match[1].decode())
            return match is not None
        if life is None and kind not in _TURNS:
            return True
        message = _message(window, place + len(_KIND) + len(kind))
        if message is None:
            return False
        if life is None or life.message is None:
            self._tally.say(kind.decode(), message)
            return True
        named = life.message.fullmatch(message)
        if named is not None:
            self._live(life, named.groups())
        return named is not None

    def _live(self, life: _Life, name: tuple[str | bytes, ...]) -> None:
        if life.begins:
            self._open[life.field][name] = None
        else:
            self._open[life.field].pop(name, None)


_TURNS: Final = frozenset(kind.encode() for kind in TURNS)
_TASK_ENDS: Final = TASK_ENDS.encode()


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
