"""Objects that differ only in their short texts, judged together: one of them is decoded, the others are compared.

What is known of one object holds for all of its shape: an object with the same bytes around texts that have no quote,
backslash or control character is valid JSON too, with the same keys and as many levels.
"""

import re
from typing import Final, NamedTuple

import msgspec

from atp_tui.engine.json_ambiguity import has_repeated_key
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.facts import may_be_deep
from atp_tui.store.trace.fast_text import Regions
from atp_tui.store.trace.words import Flags, Offsets, Window

FIELD_LINE: Final = b'\n    "'
"""How the line of each field of an event begins, and no line of an object."""
_TEXT: Final = re.compile(rb'"([^"]*)"([ \n\r\t]*:)?')
_QUOTE: Final = ord('"')
_MOST_TEXTS: Final = 8
TEXT_ROOM: Final = 64
"""Bytes within which each text of a shape must end."""
_LONGEST: Final = 192
"""Bytes of the longest part between two texts: no more than may be read behind a window."""
_TRIES: Final = 8
"""Objects in one window of which a shape is made."""

_is_json: Final = msgspec.json.Decoder(msgspec.Raw).decode


class Shape(NamedTuple):
    """What objects have in common."""

    parts: tuple[bytes, ...]
    """The bytes around the texts."""
    shown: tuple[bytes, ...]
    """The same without white space, as the lines of the logs have them."""
    is_odd: bool
    """Whether a key is there twice."""
    quotes: int
    controls: int
    """Control characters."""


class Judged(NamedTuple):
    """What is known of some objects."""

    valid: Flags
    """Which are valid JSON, not too deep and without :data:`FIELD_LINE`; provided that no control characters are in
    their texts, which is so where they have no more than :attr:`controls`."""
    odd: Flags
    """Which have a key twice."""
    quotes: Offsets
    """How many quotes each has."""
    controls: Offsets
    """How many control characters each has outside of its texts."""
    numbers: Offsets
    """The place of the shape of each in :attr:`shapes`, -1 where it has none."""
    shapes: list[Shape]


def shape_of(raw: bytes) -> Shape | None:
    """Return the shape of an object, or None where it has none or is not valid."""
    if b"\\" in raw or not _is_valid(raw):
        return None
    parts = _parts(raw)
    if len(parts) > _MOST_TEXTS + 1 or max(map(len, parts)) > _LONGEST:
        return None
    shown = _parts(msgspec.json.format(raw, indent=-1))
    return Shape(parts, shown, has_repeated_key(raw), raw.count(b'"'), _controls(raw))


def _parts(raw: bytes) -> tuple[bytes, ...]:
    """The bytes around the texts of an object that are no keys."""
    parts, at = [], 0
    for match in _TEXT.finditer(raw):
        if match.group(2) is None:
            parts.append(raw[at : match.start(1)])
            at = match.end(1)
    return (*parts, raw[at:])


class Shapes:
    """The shapes of the objects that were seen last."""

    def __init__(self) -> None:
        self._shapes: list[Shape] = []

    def judge(self, window: Window, objects: Regions) -> Judged:
        """Return what is known of objects in a window; those of no shape are decoded one by one."""
        count = len(objects.low)
        no, zero = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.int64)
        judged = Judged(no, no.copy(), zero, zero.copy(), zero - 1, [])
        rest = np.arange(count)
        for shape in self._shapes:
            rest = self._take(window, objects, rest, shape, judged)
        alone: list[int] = []
        for _ in range(_TRIES):
            if not len(rest):
                break
            first = int(rest[0])
            found = shape_of(bytes(window.memory[objects.low[first] : objects.high[first]]))
            if found is None:
                alone.append(first)
                rest = rest[1:]
            else:
                rest = self._take(window, objects, rest, found, judged)
        self._shapes = judged.shapes
        _decode(window, objects, [*alone, *rest.tolist()], judged)
        return judged

    @staticmethod
    def _take(window: Window, objects: Regions, rest: Offsets, shape: Shape, judged: Judged) -> Offsets:
        """Note what is known of the objects of a shape, and return the others."""
        if not len(rest):
            return rest
        fits = _fits(window, Regions(objects.low[rest], objects.high[rest]), shape.parts)
        some = rest[fits]
        if len(some):
            judged.valid[some], judged.odd[some] = True, shape.is_odd
            judged.quotes[some], judged.controls[some] = shape.quotes, shape.controls
            judged.numbers[some] = len(judged.shapes)
            judged.shapes.append(shape)
        return rest[~fits]


def _fits(window: Window, objects: Regions, parts: tuple[bytes, ...]) -> Flags:
    """Return which objects consist of these parts with a text between each two of them."""
    chosen, at = np.arange(len(objects.low)), objects.low
    for number, part in enumerate(parts):
        if number:
            at = at + window.distance(at, _QUOTE, TEXT_ROOM)
        same = window.stands(at, part)
        at = at + len(part)
        same &= at <= objects.high[chosen]
        if not same.all():
            chosen, at = chosen[same], at[same]
    fits = np.zeros(len(objects.low), dtype=np.bool_)
    fits[chosen[at == objects.high[chosen]]] = True
    return fits


def _decode(window: Window, objects: Regions, numbers: list[int], judged: Judged) -> None:
    for number in numbers:
        raw = bytes(window.memory[objects.low[number] : objects.high[number]])
        judged.valid[number] = _is_valid(raw)
        if judged.valid[number]:
            judged.odd[number] = has_repeated_key(raw)
            judged.quotes[number], judged.controls[number] = raw.count(b'"'), _controls(raw)


def _is_valid(raw: bytes) -> bool:
    try:
        _is_json(raw)
        raw.decode("utf-8")
    except (ValueError, RecursionError):
        return False
    return FIELD_LINE not in raw and not may_be_deep(raw)


def _controls(raw: bytes) -> int:
    """How many control characters an object in valid JSON has."""
    return raw.count(b"\n") + raw.count(b"\r") + raw.count(b"\t")
