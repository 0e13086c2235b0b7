"""What the palette offers, and how well it fits what is typed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual.fuzzy import Matcher

from atp_tui.cells import cell_len, cut, padded

_WORD: Final = re.compile(r"\w+")

_FUZZY: Final = 0.1
"""What a label counts that only has the typed letters in this order, at most."""

_LABEL: Final = 24
"""Cells of the column of labels."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that the palette can do."""

    label: str
    sentence: str
    synonyms: str
    """Further words under which it is found, separated by spaces."""
    key: str
    """Its key as it is shown to a person; empty where it has none."""
    run: Callable[[], object]

    def score(self, typed: str) -> float:
        """Return how well it fits what was typed, from 0, not at all, to 1: every typed word must be found.

        A word of the label counts most, then one of the synonyms, then one of the sentence; a whole word counts more
        than the beginning of one.
        """
        wanted = _words(typed)
        if not wanted:
            return 0.0
        found = [self._word_score(word) for word in wanted]
        if all(found):
            return sum(found) / len(found)
        return min(1.0, Matcher(typed).match(self.label)) * _FUZZY

    def _word_score(self, word: str) -> float:
        label, synonyms, sentence = map(_words, (self.label, self.synonyms, self.sentence))
        begins = tuple(any(known.startswith(word) for known in words) for words in (label, synonyms, sentence))
        ranks = (
            (label == [word], 1.0),
            (word in label, 0.9),
            (word in synonyms, 0.8),
            (begins[0], 0.7),
            (begins[1], 0.6),
            (word in sentence, 0.5),
            (begins[2], 0.4),
        )
        return next((score for holds, score in ranks if holds), 0.0)

    def row(self, width: int) -> str:
        """Return it as a row of *width* cells: label, sentence, and the key at the right edge."""
        room = width - cell_len(self.key) - 1
        return padded(cut(f"{padded(self.label, _LABEL)} {self.sentence}", room), room + 1) + self.key


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
