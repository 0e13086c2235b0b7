"""A typed line that says which events are wanted: words, "quoted words", /regular expressions/ and !not.

All terms must hold. Words are found in any case; a regular expression runs in time linear to the text, whatever it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import re2

from atp_tui.engine.errors import InvalidFormatError

_TERM: Final = re.compile(r'(?P<no>!?)(?:"(?P<quoted>[^"]*)"?|/(?P<regex>(?:\\.|[^/\\])*)(?P<end>/?)|(?P<word>\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a query."""

    text: str
    """As it was typed, without its quotes or slashes."""
    is_regex: bool
    is_wanted: bool
    """Whether it must be found; else it must not be."""
    spans: Callable[[str], tuple[tuple[int, int], ...]]
    """Gives where it stands in a line."""

    def matches(self, line: str) -> bool:
        """Say whether a line is as the term wants it."""
        return bool(self.spans(line)) is self.is_wanted


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that a line must all fulfil; without any, every line does."""

    terms: tuple[Term, ...] = ()

    def matches(self, line: str) -> bool:
        """Say whether a display line is wanted."""
        return all(term.matches(line) for term in self.terms)

    def spans(self, line: str) -> tuple[tuple[int, int], ...]:
        """Return where the wanted terms stand in a line, to show them."""
        return tuple(span for term in self.terms if term.is_wanted for span in term.spans(line))


def parse_query(typed: str) -> Query:
    """Return the query that a typed line asks for; a quote or slash that is not closed yet ends with the line.

    Raises:
        InvalidFormatError: a regular expression cannot be understood; the error says where.
    """
    terms = []
    for match in _TERM.finditer(typed):
        is_wanted = not match["no"]
        if match["regex"] is not None:
            if match["regex"]:
                terms.append(Term(match["regex"], True, is_wanted, _regex_spans(match["regex"])))
            continue
        text = match["quoted"] if match["quoted"] is not None else match["word"]
        if text:
            terms.append(Term(text, False, is_wanted, _word_spans(text)))
    return Query(tuple(terms))


def _word_spans(text: str) -> Callable[[str], tuple[tuple[int, int], ...]]:
    find = re.compile(re.escape(text), re.IGNORECASE).finditer
    return lambda line: tuple(match.span() for match in find(line))


def _regex_spans(pattern: str) -> Callable[[str], tuple[tuple[int, int], ...]]:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    try:
        find = re2.compile(pattern, options).finditer
    except re2.error as error:
        found = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        raise InvalidFormatError("a regular expression", f"{pattern!r}: {found}") from None
    return lambda line: tuple(match.span() for match in find(line))
