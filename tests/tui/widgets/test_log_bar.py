"""A bar shows the side, the size and the cuts that were reached, and nothing that is not so."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from atp_tui.tui.widgets.log_bar import ASCII, DRAWN, log_bar, log_bar_content

CUTS = (math.log10(3), math.log10(20), math.log10(150))
VALUES = st.floats(allow_nan=False)
NEAR = st.floats(-4, 4)
WIDTHS = st.integers(1, 90)


@pytest.mark.parametrize(
    ("value", "width", "bar"),
    [
        (0.0, 21, "··┊··┊··┊·│·┊··┊··┊··"),
        (1.6, 21, "··┊··┊··┊·│■▣■■▣■·┊··"),
        (-1.6, 21, "··┊·■▣■■▣■│·┊··┊··┊··"),
        (0.1, 21, "··┊··┊··┊·│■┊··┊··┊··"),
        (99.0, 21, "··┊··┊··┊·│■▣■■▣■■▣■→"),
        (-math.inf, 21, "←■▣■■▣■■▣■│·┊··┊··┊··"),
        (math.nan, 21, "··┊··┊··┊·?·┊··┊··┊··"),
        (1.6, 22, "··┊··┊··┊·│■▣■■▣■·┊·· "),
        (1.6, 1, "│"),
        (1.6, 0, ""),
        (1.6, -3, ""),
    ],
)
def test_bars(value: float, width: int, bar: str) -> None:
    assert log_bar(value, CUTS, 3.0, width) == bar


def test_a_bar_in_ascii() -> None:
    assert log_bar(1.6, CUTS, 3.0, 21, ascii_only=True) == "..:..:..:.|=#==#=.:.."
    assert log_bar(-8.0, CUTS, 3.0, 21, ascii_only=True) == "<=#==#==#=|.:..:..:.."


@given(st.floats(), WIDTHS, st.booleans())
def test_a_bar_is_as_wide_as_asked(value: float, width: int, ascii_only: bool) -> None:
    bar = log_bar(value, CUTS, 3.0, width, ascii_only=ascii_only)
    assert cell_len(bar) == len(bar) == width
    assert bar.isascii() or not ascii_only


@given(VALUES, WIDTHS)
def test_the_other_sign_is_the_mirror_image(value: float, width: int) -> None:
    mirrored = log_bar(-value, CUTS, 3.0, width).rstrip()[::-1].translate(str.maketrans("←→", "→←"))
    assert mirrored == log_bar(value, CUTS, 3.0, width).rstrip()


@given(NEAR, NEAR, WIDTHS)
def test_more_is_never_drawn_shorter(one: float, other: float, width: int) -> None:
    small, large = sorted((abs(one), abs(other)))
    assert _reach(small, width) <= _reach(large, width)


@given(st.floats(0, 3), st.integers(21, 90))
def test_a_tick_is_covered_exactly_when_its_cut_is_reached(value: float, width: int) -> None:
    bar = log_bar(value, CUTS, 3.0, width)
    assert bar.count(DRAWN.filled_tick) == sum(value >= cut for cut in CUTS)
    assert bar.count(DRAWN.tick) + bar.count(DRAWN.filled_tick) == 2 * len(CUTS)


@given(st.floats(), WIDTHS)
def test_an_arrow_says_that_the_value_is_out_of_range(value: float, width: int) -> None:
    bar = log_bar(value, CUTS, 3.0, width)
    assert (DRAWN.over in bar) == (value > 3.0 and width > 2)
    assert (DRAWN.under in bar) == (value < -3.0 and width > 2)


@pytest.mark.parametrize("limit", [0.0, -1.0, math.inf, math.nan])
def test_a_scale_without_an_end_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="limit: expected a finite number above 0"):
        log_bar(1.0, CUTS, limit, 21)


@given(st.floats(), WIDTHS)
def test_styles_do_not_change_the_text(value: float, width: int) -> None:
    bar = log_bar(value, CUTS, 3.0, width)
    assert log_bar_content(bar).plain == bar


def test_each_side_has_its_style() -> None:
    right = log_bar_content(log_bar(1.0, (), 2.0, 11), negative="green", positive="red")
    left = log_bar_content(log_bar(-1.0, (), 2.0, 12, ascii_only=True), negative="green", positive="red")
    assert [str(span.style) for span in right.spans if "■" in right.plain[span.start : span.end]] == ["red"]
    assert [str(span.style) for span in left.spans if ASCII.fill in left.plain[span.start : span.end]] == ["green"]


def _reach(value: float, width: int) -> int:
    bar = log_bar(value, CUTS, 3.0, width)
    return sum(bar.count(glyph) for glyph in (DRAWN.fill, DRAWN.filled_tick, DRAWN.over))
