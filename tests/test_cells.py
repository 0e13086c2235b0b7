"""Text in the cells of a terminal."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from atp_tui.cells import cut, fitted, padded, tail

MIXED = st.text(st.sampled_from("ab 漢字。😀👍🏽e\u0301\u0301ก็가\u1100\u1161±①\u200d\ufe0f☺…") | st.characters())


@given(MIXED, st.integers(0, 30), st.booleans())
def test_a_fitted_text_has_exactly_so_many_cells(text: str, width: int, right: bool) -> None:
    assert cell_len(fitted(text, width, right=right)) == width


@given(MIXED, st.integers(0, 30))
def test_a_cut_text_is_the_whole_or_a_beginning_that_says_so(text: str, width: int) -> None:
    shown = cut(text, width)
    assert cell_len(shown) <= width
    if cell_len(text) <= width:
        assert shown == text
    elif width:
        assert shown.endswith("…")
        assert text.startswith(shown[:-1])


@given(MIXED, st.integers(0, 30))
def test_a_padded_text_is_never_cut(text: str, width: int) -> None:
    assert padded(text, width).rstrip(" ") == text.rstrip(" ")
    assert padded(text, width, right=True).endswith(text)
    assert cell_len(padded(text, width)) == max(width, cell_len(text))


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("漢字", 4, "漢字"),
        ("漢字漢", 4, "漢… "),
        ("a漢字漢", 4, "a漢…"),
        ("漢字", 1, "…"),
        ("漢字", 0, ""),
        ("e\u0301e\u0301e", 3, "e\u0301e\u0301e"),
        ("e\u0301e\u0301ee", 3, "e\u0301e\u0301…"),
        ("👍🏽👍🏽", 3, "👍🏽…"),
        ("ab", 4, "ab  "),
        ("±§", 3, "±§ "),
    ],
)
def test_wide_characters_are_never_cut_in_two(text: str, width: int, shown: str) -> None:
    assert fitted(text, width) == shown


@pytest.mark.parametrize(
    ("text", "width", "end"),
    [("ab漢字", 3, "字"), ("ab漢字", 4, "漢字"), ("xe\u0301y", 2, "e\u0301y"), ("x\u0301", 0, "")],
)
def test_the_end_of_a_text_is_cut_likewise(text: str, width: int, end: str) -> None:
    assert tail(text, width) == end


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    looked = 0

    class Counted(str):
        __slots__ = ()

        def __iter__(self) -> Iterator[str]:
            nonlocal looked
            for character in str.__iter__(self):
                looked += 1
                yield character

    assert cut(Counted("漢" * 1_000_000), 10) == "漢漢漢漢…"
    assert looked < 20
