"""Which of many display lines satisfy all terms, with one search through all lines for an expression."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from atp_tui.engine.query import Term, is_within_lines


def matching(terms: Iterable[Term], lines: Sequence[bytes]) -> list[int]:
    """Return the places of the lines of which all terms hold, in order.

    Args:
        terms: Terms that do not ask for the kind.
        lines: Display lines in UTF-8.
    """
    chosen = list(range(len(lines)))
    for term in terms:
        if term.pattern is None:
            chosen = [place for place in chosen if (term.text in lines[place].lower()) is not term.negated]
        elif is_within_lines(term):
            found = _with_match(term, [lines[place] for place in chosen])
            chosen = [place for number, place in enumerate(chosen) if (number in found) is not term.negated]
        else:
            chosen = [place for place in chosen if term.holds(lines[place].decode("utf-8"), b"", None)]
    return chosen


def _with_match(term: Term, lines: Sequence[bytes]) -> set[int]:
    """The lines that an expression finds; each is looked through once, whatever the number of matches in it."""
    found: set[int] = set()
    if term.pattern is None or not lines:
        return found
    whole = b"\n".join(lines)
    ends = list(accumulate(len(line) + 1 for line in lines))
    number = 0
    while number < len(lines) and (match := term.pattern.search(whole, ends[number - 1] if number else 0)):
        number = bisect_right(ends, match.start(), number)
        found.add(number)
        number += 1
    return found
