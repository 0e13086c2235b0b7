"""A named fact that two sides tell differently."""

from collections.abc import Mapping
from typing import NamedTuple


class Difference(NamedTuple):
    """One fact on which two sides do not agree."""

    name: str
    first: str | None
    """What the first side says; None where it says nothing."""
    second: str | None


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return the facts on which two sides do not agree, in the order of the first, then those of the second alone."""
    names = dict.fromkeys([*first, *second])
    told = (Difference(name, first.get(name), second.get(name)) for name in names)
    return tuple(found for found in told if found.first != found.second)
