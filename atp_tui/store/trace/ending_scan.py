"""What a trace in the layout of the format leaves open at its end, found without decoding its events.

Only events that begin or end something matter, and their kind and the name of what they are about stand at fixed
places. So the bytes are searched for these kinds, and each hit is compared with the layout of such an event. Where
anything differs, the answer is None, and the events must be decoded.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import stringzilla as sz

from atp_tui.engine.fingerprint.ending import Ending, checks_of, kinds_of

OPEN_LIMIT: Final = 100_000
"""Things of one sort that may be open at the same time; with more of them the answer is None."""

WINDOW: Final = 4 << 20
"""Bytes that are searched at once, and the longest event that is taken."""

_FIRST: Final = b'[\n  {\n    "seq": '
_LAST: Final = b"\n  }\n]"
_BETWEEN: Final = b"\n  },\n"
_COMPACT: Final = b'"kind":"'
_KIND: Final = b',\n    "kind": "'
_DATA: Final = rb',\n    "kind": "\w+",\n    "data": \{\n      '
_NAME: Final = rb'([^"\\\x00-\x1f]+)'
_TEXT_END: Final = rb'"\n    \}\n  \}'
_OBJECT_END: Final = rb"\n      \}\n    \}\n  \}"


class _Turn(NamedTuple):
    """A kind of event that begins or ends something."""

    sort: str
    """What is begun or ended: the field of a lifetime, or :data:`_OPERATION`."""
    begins: bool
    layout: re.Pattern[bytes]
    """The event from the end of its time on; the groups are the name."""


def _turn(sort: str, *, begins: bool, data: bytes) -> _Turn:
    return _Turn(sort, begins, re.compile(_DATA + data))


_OPERATION: Final = ""
_TASK: Final = rb'"Task": \{\n        "task": "([\w.-]+)",\n        "region": "[\w.-]*"' + _OBJECT_END
_REGION: Final = rb'"Region": \{\n        "region": "([\w.-]+)",\n        "parent": (?:null|"[\w.-]*")' + _OBJECT_END
_SHORT: Final = rb'"Message": "block ([\w.-]+) short of \d+ symbols on replica ([\w.-]+)' + _TEXT_END
_DECODED: Final = rb'"Message": "block ([\w.-]+) decoded on replica ([\w.-]+) from \d+ symbols' + _TEXT_END
_TURNS: Final = {
    b"OperationBegun": _turn(_OPERATION, begins=True, data=rb'"Message": "operation begun: ' + _NAME + _TEXT_END),
    b"OperationDone": _turn(_OPERATION, begins=False, data=rb'"Message": "operation done: ' + _NAME + _TEXT_END),
    b"OperationGivenUp": _turn(_OPERATION, begins=False, data=rb'"Message": "operation given up: ' + _NAME + _TEXT_END),
    b"RegionCreated": _turn("open_regions", begins=True, data=_REGION),
    b"RegionCloseComplete": _turn("open_regions", begins=False, data=_REGION),
    b"RegionCancelled": _turn("open_regions", begins=False, data=_REGION),
    b"Spawn": _turn("unfinished_tasks", begins=True, data=_TASK),
    b"Complete": _turn("unfinished_tasks", begins=False, data=_TASK),
    b"BlockShort": _turn("unrecovered_blocks", begins=True, data=_SHORT),
    b"BlockDecoded": _turn("unrecovered_blocks", begins=False, data=_DECODED),
}
"""The kinds of :data:`atp_tui.engine.oracle.state.LIFETIMES` and of operations, as the lab lays them out."""

_NEEDLES: Final = tuple((_KIND + stem,) for stem in (b"Operation", b"Region", b"Block")) + (
    (_KIND + b'Spawn"', _KIND + b'Complete"'),
)
"""Where an event that matters may be; what begins and ends the same is searched for together."""

_WORDS: Final = ((b"short of", b"BlockShort"), (b"decoded", b"BlockDecoded"))
"""A message with such words begins or ends a block whatever its kind, so that no other kind may have them."""


def scan_ending(chunks: Iterable[bytes]) -> Ending | None:
    """Return what a trace leaves open, or None where only its decoded events can tell.

    Args:
        chunks: The bytes of the trace, in any cut.
    """
    scan = _Scan()
    is_first, window = True, b""
    for window, is_last in _windows(chunks):
        if is_first and not window.startswith(_FIRST):
            return None
        is_first = False
        if not scan.take(window) or (is_last and not window.rstrip().endswith(_LAST)):
            return None
    return None if is_first else scan.ending()


def _windows(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield the bytes in parts that end between two events, each with whether it is the last one."""
    rest = b""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size < WINDOW:
            continue
        window = b"".join(parts)
        cut = window.rfind(_BETWEEN) + len(_BETWEEN) - 1
        yield window[:cut], False
        rest = window[cut:]
        parts, size = [rest], len(rest)
    yield b"".join(parts), True


class _Scan:
    """What is open so far."""

    def __init__(self) -> None:
        self._open: dict[str, dict[tuple[bytes, ...], None]] = {turn.sort: {} for turn in _TURNS.values()}

    def take(self, window: bytes) -> bool:
        """Go through the next events; return whether all of them are as the format lays them out."""
        text = sz.Str(window)
        if text.find(_COMPACT) >= 0:
            return False
        seen = dict.fromkeys(_TURNS, 0)
        for needles in _NEEDLES:
            for place in _places(text, needles):
                start = place + len(_KIND)
                kind = window[start : window.find(b'"', start)]
                turn = _TURNS.get(kind)
                if turn is None:
                    continue
                match = turn.layout.match(window, place)
                if match is None or not self._turn(turn, match.groups()):
                    return False
                seen[kind] += 1
        return all(text.count(word) == seen[kind] for word, kind in _WORDS)

    def ending(self) -> Ending:
        """Return what is open at the end."""
        pending = kinds_of(name[0].decode() for name in self._open[_OPERATION])
        return Ending(checks_of(sort for sort, names in self._open.items() if names), pending)

    def _turn(self, turn: _Turn, name: tuple[bytes, ...]) -> bool:
        names = self._open[turn.sort]
        if turn.begins:
            names[name] = None
        else:
            names.pop(name, None)
        return len(names) <= OPEN_LIMIT


def _places(text: sz.Str, needles: tuple[bytes, ...]) -> list[int]:
    """Where the needles stand, in order."""
    places = []
    for needle in needles:
        place = text.find(needle)
        while place >= 0:
            places.append(place)
            place = text.find(needle, place + len(needle))
    return places if len(needles) == 1 else sorted(places)
