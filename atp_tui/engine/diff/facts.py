"""What a pack tells, kept in little memory, so that two packs can be compared of which only one is held at a time.

A table keeps digests of its rows and their texts compressed in blocks. Equal rows are found by their digests alone;
texts are read back only for rows that differ.
"""

import json
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from typing import Final, TypeAlias

from atp_tui.engine.budget import Budget
from atp_tui.engine.diff.model import Difference, differences
from atp_tui.engine.errors import SerializationError
from atp_tui.engine.json_text import compact

FactRow: TypeAlias = Sequence[tuple[str, str]]
"""Facts that belong together, each a name and what is said: one, or the fields of a state."""

TEXTS_LIMIT: Final = 24 << 20
"""Bytes of compressed texts that are kept of one pack for a comparison."""

_BLOCK: Final = 1 << 16
"""Bytes of texts that are compressed together."""
_NAME: Final = 8
_WHOLE: Final = 16
"""Bytes of the digests of a row's first name, and of all its texts."""
_FAST: Final = 1
_NOWHERE: Final = -1


class FactTable:
    """The facts of one section of a pack.

    Args:
        rows: The rows in order; the first name of each is unique.
        texts: How much may be kept of their texts; what does not fit is still compared.
    """

    def __init__(self, rows: Iterable[FactRow], texts: Budget) -> None:
        self._names = array("Q")
        self._digests = bytearray()
        self._starts = array("Q")
        """The place of the first row of each block."""
        self._blocks: list[bytes | None] = []
        self._open: tuple[int, list[FactRow]] = (_NOWHERE, [])
        """The block that was read last, and its number."""
        self.is_single = True
        """Whether each row is one fact."""
        block: list[bytes] = []
        size = 0
        for row in rows:
            data = _written(row)
            self.is_single = self.is_single and len(row) == 1
            self._names.append(_digest_of(row[0][0]))
            self._digests += blake2b(data, digest_size=_WHOLE).digest()
            block.append(data)
            size += len(data)
            if size >= _BLOCK:
                self._keep(block, texts)
                block, size = [], 0
        self._keep(block, texts)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._names)

    def name(self, place: int) -> int:
        """Return the digest of the first name of a row."""
        return self._names[place]

    def digest(self, place: int) -> bytes:
        """Return the digest of all texts of a row."""
        return bytes(self._digests[place * _WHOLE : (place + 1) * _WHOLE])

    def keeps(self, place: int) -> bool:
        """Return whether the texts of a row were kept; place -1 is that of no row, which has none."""
        return place == _NOWHERE or self._blocks[bisect_right(self._starts, place) - 1] is not None

    def row(self, place: int) -> FactRow | None:
        """Return a row, or None where its texts were not kept."""
        number = bisect_right(self._starts, place) - 1
        block = self._blocks[number]
        if block is None:
            return None
        if self._open[0] != number:
            self._open = (number, json.loads(zlib.decompress(block)))
        return self._open[1][place - self._starts[number]]

    def find(self, name: int, near: int) -> int:
        """Return the place of the row with the digest of its first name, or -1; *near* is looked at first."""
        if near < len(self) and self._names[near] == name:
            return near
        found = bisect_left(self._order, name, key=self._names.__getitem__)
        is_there = found < len(self) and self._names[self._order[found]] == name
        return self._order[found] if is_there else _NOWHERE

    @cached_property
    def _order(self) -> "array[int]":
        """The places in the order of the names' digests."""
        return array("Q", sorted(range(len(self)), key=self._names.__getitem__))

    def _keep(self, block: list[bytes], texts: Budget) -> None:
        """Compress the rows that come next."""
        if block:
            data = zlib.compress(b"[" + b",".join(block) + b"]", _FAST)
            self._starts.append(len(self) - len(block))
            self._blocks.append(data if texts.takes(row=len(data)) else None)


class Differences(Collection[Difference]):
    """The facts of one section on which two packs do not agree, each made when it is asked for.

    In the order of the first pack, then those of the second alone.
    """

    def __init__(self, first: FactTable, second: FactTable) -> None:
        self._first, self._second = first, second
        self._places = array("q")
        """The places of each row that differs in the first and the second table, one after the other."""
        for place in range(len(first)):
            other = second.find(first.name(place), place)
            if other == _NOWHERE or first.digest(place) != second.digest(other):
                self._places.extend((place, other))
        for place in range(len(second)):
            if first.find(second.name(place), place) == _NOWHERE:
                self._places.extend((_NOWHERE, place))
        self.unlisted = sum(not (first.keeps(one) and second.keeps(other)) for one, other in self._pairs_of_places())
        """Rows that differ and whose texts were not kept."""
        # Where a row is one fact, rows that differ need not be read to be counted.
        is_single = first.is_single and second.is_single
        self._count = len(self._places) // 2 - self.unlisted if is_single else sum(1 for _ in self)

    def __len__(self) -> int:
        """Return how many facts differ, those that cannot be listed included."""
        return self._count + self.unlisted

    def __iter__(self) -> Iterator[Difference]:
        """Yield the facts that differ."""
        for one, other in self._pairs():
            if one is not None and other is not None:
                yield from differences(dict(one), dict(other))

    def __contains__(self, value: object) -> bool:
        """Return whether a fact differs in this way."""
        return any(each == value for each in self)

    def _pairs(self) -> Iterator[tuple[FactRow | None, FactRow | None]]:
        """The rows that differ; None for one whose texts were not kept."""
        for one, other in self._pairs_of_places():
            yield (
                () if one == _NOWHERE else self._first.row(one),
                () if other == _NOWHERE else self._second.row(other),
            )

    def _pairs_of_places(self) -> Iterator[tuple[int, int]]:
        places = iter(self._places)
        return zip(places, places, strict=True)


def diff_tables(first: Mapping[str, FactTable], second: Mapping[str, FactTable]) -> Mapping[str, Differences]:
    """Return what differs in each section of what two packs tell."""
    nothing = FactTable((), Budget())
    names = dict.fromkeys(chain(first, second))
    return {name: Differences(first.get(name, nothing), second.get(name, nothing)) for name in names}


def _written(row: FactRow) -> bytes:
    try:
        return compact(row)
    except SerializationError:
        # A text that UTF-8 cannot carry, which takes an escape.
        return json.dumps(row).encode()


def _digest_of(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=_NAME).digest())
