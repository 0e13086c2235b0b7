"""How much of a pack's text files is kept in memory. Source: SAFETY.md, "Files of a pack"."""

from collections.abc import Sequence
from typing import Final

KEPT_LIMIT: Final = 128 << 20
"""Bytes of memory that may be kept of journal, manifest and ledger together."""

ROW: Final = 200
"""Bytes that are counted for each result, violation, pair, path or fault, beside its texts."""

WIDEST: Final = 4
"""Bytes of a character in a text that holds others than ASCII."""
_SLOT: Final = 100
"""Bytes that are counted for a value inside of another."""


class Budget:
    """Memory that may still be used.

    Args:
        left: Bytes.
    """

    def __init__(self, left: int = KEPT_LIMIT) -> None:
        self.left = left

    def takes(self, *texts: str, row: int = ROW) -> bool:
        """Use up what one more row with its texts needs; say whether there was enough, and if not use up nothing."""
        needed = row
        for text in texts:
            needed += len(text) if text.isascii() else WIDEST * len(text)
        if needed > self.left:
            return False
        self.left -= needed
        return True

    def half(self) -> "Budget":
        """Split off a half, as a budget of its own; :meth:`give_back` returns what is left of it."""
        part = Budget(self.left // 2)
        self.left -= part.left
        return part

    def give_back(self, part: "Budget") -> None:
        """Add what is left of another budget."""
        self.left += part.left
        part.left = 0


class SharedTexts:
    """Keeps one object for all texts that are equal, of the first different ones.

    Args:
        most: How many different texts are remembered.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[str, str] = {}

    def __contains__(self, text: str) -> bool:
        """Return whether an equal text is remembered."""
        return text in self._known

    def same(self, text: str) -> str:
        """Return the object for a text."""
        if len(self._known) < self._most:
            return self._known.setdefault(text, text)
        return self._known.get(text, text)

    def shared(self, texts: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the objects for some texts, and those of the texts that were not remembered before."""
        known = self._known
        new = [text for text in texts if text not in known]
        for text in new[: self._most - len(known)]:
            known.setdefault(text, text)
        return [known.get(text, text) for text in texts], new


def memory_of_text(text: str) -> int:
    """Return at most how many bytes the characters of a text take in memory."""
    return len(text) if text.isascii() else WIDEST * len(text)


def memory_of(value: object) -> int:
    """Return about how many bytes a decoded JSON value takes in memory."""
    if isinstance(value, str):
        return _SLOT + memory_of_text(value)
    if isinstance(value, dict):
        return ROW + sum(memory_of(key) + memory_of(inner) for key, inner in value.items())
    if isinstance(value, list):
        return _SLOT + sum(map(memory_of, value))
    return _SLOT
