"""Errors in one clean line."""

import pytest
from hypothesis import given

from atp_tui.clean import is_clean
from atp_tui.engine import (
    AgentProofError,
    CrashpackError,
    InvalidFormatError,
    IoError,
    ReplayError,
    SerializationError,
)
from tests.strategies import texts

KINDS = (CrashpackError, IoError, SerializationError, InvalidFormatError, ReplayError, AgentProofError)


@given(texts, texts, texts, texts, texts)
def test_whatever_a_pack_says_an_error_is_one_clean_line(
    expected: str, found: str, file: str, place: str, advice: str
) -> None:
    error = CrashpackError(expected, found, file=file, place=place, advice=advice)
    for part in (error.expected, error.found, error.file, error.place, error.advice):
        assert is_clean(part)
    assert not {"\n", "\r", "\x1b", "\u2028", "\u202e"} & set(str(error))


def test_what_was_found_is_cut_at_two_hundred_characters() -> None:
    whole, cut = (CrashpackError("a", "x" * count).found for count in (200, 201))
    assert whole == "x" * 200
    assert cut.endswith(" characters>")


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = InvalidFormatError("a", "b", file="journal", place="line 3", advice="write it again")
    assert str(error) == "journal: line 3: expected a, found b; write it again"
    assert str(InvalidFormatError("a", "b")) == "expected a, found b"


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_told_of_its_file_is_of_the_same_kind_and_says_the_same(kind: type[CrashpackError]) -> None:
    error = kind("a", "x" * 1000, place="line 3", advice="c")
    within = error.within("journal")
    assert type(within) is kind
    assert (within.expected, within.found, within.place, within.advice) == ("a", error.found, "line 3", "c")
    assert str(within) == f"journal: {error}"
    assert isinstance(within, CrashpackError)


def test_what_was_found_is_cut_and_the_cut_says_how_much() -> None:
    found = CrashpackError("a", "x" * 1000).found
    assert len(found) <= 200
    assert found.endswith("more characters>")
