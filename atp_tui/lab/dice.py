"""Seeded dice: every draw of the lab comes from a stream that has a seed and a name.

Streams are independent of one another, so a draw more in one place changes nothing elsewhere.
"""

import hashlib
import random
from collections.abc import Sequence
from typing import Final, TypeVar

U64_MAX: Final = 2**64 - 1

_Thing = TypeVar("_Thing")


def derived_seed(seed: int, *names: str) -> int:
    """Return the u64 seed of the stream *names* below *seed*."""
    text = "/".join(("atp-tui lab", str(seed), *names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Dice:
    """One stream of draws.

    Only ``random()`` and ``getrandbits()`` of the generator are used: their results are the same in every version of
    Python, which the documentation of ``random`` says of no other method.

    Args:
        seed: The seed above the stream, u64.
        names: The name of the stream, in parts.
    """

    def __init__(self, seed: int, *names: str) -> None:
        self._random = random.Random(derived_seed(seed, *names))

    def chance(self, probability: float) -> bool:
        """Return true with a probability from 0 to 1."""
        return self._random.random() < probability

    def random(self) -> float:
        """Return a number from 0 up to but not including 1."""
        return self._random.random()

    def choice(self, things: Sequence[_Thing]) -> _Thing:
        """Return one of some things, all equally likely; there is at least one."""
        return things[self.below(len(things))]

    def below(self, count: int) -> int:
        """Return a whole number from 0 to *count* - 1, all equally likely; *count* is at least 1."""
        bits = count.bit_length()
        while True:
            number = self._random.getrandbits(bits)
            if number < count:
                return number

    def between(self, first: int, last: int) -> int:
        """Return a whole number from *first* to *last*, both possible."""
        return first + self.below(last - first + 1)

    def octets(self, count: int) -> bytes:
        """Return that many random bytes."""
        return self._random.getrandbits(8 * count).to_bytes(count, "little") if count else b""
