"""Whether two patterns of paths can mean the same path."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.proof.patterns import Effort, overlap

ALL = ["".join(letters) for length in range(5) for letters in product("ab/", repeat=length)]
"""Every path of up to four characters over two letters and the slash."""


def matches(pattern: str) -> set[str]:
    """The short paths that a pattern means, by the regular expression that says the same."""
    pieces = {"**": r"[\s\S]*", "*": "[^/]*", "?": "[^/]"}
    parts = re.findall(r"\*\*|\*|\?|.", pattern, re.DOTALL)
    form = re.compile("".join(pieces.get(part, re.escape(part)) for part in parts))
    return {path for path in ALL if form.fullmatch(path)}


patterns = st.lists(st.sampled_from(["a", "b", "/", "*", "?", "**"]), max_size=4).map("".join)


@given(patterns, patterns)
def test_patterns_overlap_when_a_path_matches_both(one: str, other: str) -> None:
    found = overlap(one, other, Effort(10_000))
    assert overlap(other, one, Effort(10_000)) is found
    if matches(one) & matches(other):
        assert found is True
    fixed = [each for each in (one, other) if "*" not in each]
    if fixed and len(fixed[0]) <= 4:
        # A pattern without stars means paths of its own length alone, and all of those are looked at.
        assert found is bool(matches(one) & matches(other))


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("src/**", "src/a.py", True),
        ("src/**", "tests/a.py", False),
        ("src/*.py", "src/*.txt", False),
        ("src/*.py", "src/a*", True),
        ("src/*", "src/a/b", False),
        ("src/?", "src//", False),
        ("**/b", "a/**", True),
        ("*", "*", True),
        ("a", "a", True),
        ("a", "b", False),
        ("a", "aa", False),
        ("", "", True),
        ("[ab]", "a", False),
    ],
)
def test_known_pairs(one: str, other: str, *, found: bool) -> None:
    assert overlap(one, other, Effort(10_000)) is found


def test_a_pair_that_takes_too_long_is_left_open() -> None:
    effort = Effort(50)
    assert overlap("*a" * 100 + "b", "*a" * 100 + "c", effort) is None
    assert effort.left == 0
