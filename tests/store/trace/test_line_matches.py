from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.query import Query
from atp_tui.store.trace.line_matches import is_within_lines, matching
from tests.examples import examples
from tests.store.trace.test_search import is_query

PIECES = [
    "a",
    "B",
    "é",
    "7",
    "42",
    " ",
    "x",
    "packet",
    ".",
    ".*",
    "a*",
    "x+?",
    "[a-z]",
    "[0-9]+",
    "[^a]",
    "[^a]*",
    "[[:alpha:]]",
    "[[:space:]]",
    "\\d",
    "\\D",
    "\\w+",
    "\\W",
    "\\s",
    "\\S",
    "\\b",
    "\\B",
    "^",
    "$",
    "\\.",
    "\\$",
    "\\^",
    "\\[",
    "\\(?:",
    "(?:a|x)",
    "(a|7)",
    "(?s).",
    "(?m)^",
    "(?i:B)",
    "\\n",
    "\\x0a",
    "\\pL",
    "|",
    "?",
    "{2}",
    "\\A",
    "\\z",
    "\\C",
    "\\Qa\\E",
    "[!-~]",
    "[\\t-z]",
    "[]a]",
    "[a^]",
    "[:a]",
    "(?P<n>a)",
    "-",
    "_",
    "\\_",
]
LINES = st.lists(st.text(st.sampled_from("aABxé7 42-_.$^[(:p"), max_size=8), max_size=12)
TERMS = st.tuples(
    st.sampled_from(["", "!"]),
    st.one_of(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(lambda pieces: f"/{''.join(pieces)}/"),
        st.sampled_from(["a", "B7", '"x 4"', "é"]),
    ),
).map("".join)


@examples(3_000)
@given(LINES, st.lists(TERMS, min_size=1, max_size=3).map(" ".join).filter(is_query))
def test_lines_searched_together_match_as_each_does(lines: Sequence[str], typed: str) -> None:
    terms = Query.parse(typed).terms
    expected = [
        place
        for place, line in enumerate(lines)
        if all(term.holds(line, line.encode().lower(), None) for term in terms)
    ]
    assert matching(terms, [line.encode() for line in lines]) == expected


@pytest.mark.parametrize("typed", ["/x*/", "/p.*t/", "/packet [0-9]+9 lost/"])
def test_a_line_is_looked_through_once_whatever_it_holds(typed: str) -> None:
    lines = [b"packet 19 lost " * 50] * 200
    assert matching(Query.parse(typed).terms, lines) == list(range(200))


def test_no_lines_match_nothing() -> None:
    assert matching(Query.parse("/a/ !b").terms, []) == []


@pytest.mark.parametrize(
    ("source", "is_within"),
    [
        ("packet [0-9]+9 lost", True),
        ("(?:a|b)\\b\\d{2,3}\\.\\w*", True),
        ("[]a-z]é", True),
        ("\\(?:", True),
        ("^a", False),
        ("a$", False),
        ("[^a]", False),
        ("(?s)a.b", False),
        ("(?P<n>a)", False),
        ("[[:space:]]", False),
        ("a\\sb", False),
        ("a\\nb", False),
        ("\\x0a", False),
        ("\\D", False),
        ("\\W", False),
        ("\\pZ", False),
        ("\\Aa", False),
        ("a\\z", False),
        ("\\C", False),
        ("a\nb", False),
        ("[\t-z]", False),
    ],
)
def test_the_expressions_that_lines_can_be_searched_for_together(source: str, is_within: bool) -> None:
    (term,) = Query.parse(f"/{source}/").terms
    assert is_within_lines(term) is is_within


def test_plain_text_is_no_expression() -> None:
    assert not any(is_within_lines(term) for term in Query.parse("packet kind:poll level:error").terms)
