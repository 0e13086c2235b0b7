"""Whether two patterns of paths can mean the same path."""

import re
from collections.abc import Iterator
from typing import Final

_PIECE: Final = re.compile(r"\*\*|\*|\?|.", re.DOTALL)
_REPEATED: Final = frozenset({"*", "**"})


class Effort:
    """Steps that may still be made, so that no pair of patterns can take for ever."""

    def __init__(self, steps: int) -> None:
        self.left = steps


def overlap(one: str, other: str, effort: Effort) -> bool | None:
    """Return whether some path matches both patterns; None where that takes more steps than are left.

    Args:
        one: A pattern: ``*`` is anything in a name, ``?`` one character of it, ``**`` anything at all.
        other: Another.
        effort: The steps that may be made; they are used up.
    """
    first, second = _PIECE.findall(one), _PIECE.findall(other)
    pending, seen = [(0, 0)], {(0, 0)}
    while pending:
        if effort.left <= 0:
            return None
        effort.left -= 1
        place = pending.pop()
        if place == (len(first), len(second)):
            return True
        for following in _moves(first, second, *place):
            if following not in seen:
                seen.add(following)
                pending.append(following)
    return False


def _moves(first: list[str], second: list[str], i: int, j: int) -> Iterator[tuple[int, int]]:
    """The places in both patterns that one step leads to: past a star, or over a character that both allow."""
    a = first[i] if i < len(first) else None
    b = second[j] if j < len(second) else None
    if a in _REPEATED:
        yield i + 1, j
    if b in _REPEATED:
        yield i, j + 1
    if a is not None and b is not None and _share_a_character(a, b):
        yield i + (a not in _REPEATED), j + (b not in _REPEATED)


def _share_a_character(a: str, b: str) -> bool:
    if "**" in (a, b):
        return True
    if a in ("*", "?"):
        return b != "/"
    return a == b if b not in ("*", "?") else a != "/"
