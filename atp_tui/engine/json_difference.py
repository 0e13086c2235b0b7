"""Where one JSON value is not what another gives."""

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from atp_tui.clean import CleanText, clean
from atp_tui.engine.json_text import type_of

MAX_DIFFERENCES: Final = 20
"""Differences that are told."""

TOLD: Final = 400
"""Characters of a text that a finding tells."""


class JsonDifference(NamedTuple):
    """A place in a JSON value, with what is expected and what is found there, as JSON."""

    place: str
    expected: str
    found: str

    @property
    def told(self) -> tuple[CleanText, CleanText]:
        """What is expected and what is found there, each with the place, clean and cut as a finding is."""
        return clean(f"{self.place}: {self.expected}", TOLD), clean(f"{self.place}: {self.found}", TOLD)


def differences(expected: Any, found: Any, place: str) -> Iterator[JsonDifference]:  # noqa: ANN401 - JSON values
    """Yield the places where *found* lacks or changes what *expected* holds; further fields do not count."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            if key in found:
                yield from differences(value, found[key], f"{place}.{key}")
            else:
                yield JsonDifference(f"{place}.{key}", json_of(value), "nothing")
    elif isinstance(expected, list) and isinstance(found, list):
        for index, (value, other) in enumerate(zip(expected, found, strict=False)):
            yield from differences(value, other, f"{place}[{index}]")
        if len(expected) != len(found):
            yield JsonDifference(place, f"{len(expected)} of them", f"{len(found)} of them")
    elif not same(expected, found):
        yield JsonDifference(place, json_of(expected), json_of(found))


def same(one: object, other: object) -> bool:
    """Return whether two JSON values are the same; true is not 1, but 1.0 is."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def json_of(value: object) -> str:
    """Return a JSON value as text, or what it is called where it cannot be written."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return type_of.get(type(value), "something else")
