"""Text as widgets take it."""

from hypothesis import given
from rich.text import Text

from atp_tui.clean import is_clean
from atp_tui.engine.record import Severity
from atp_tui.tui.judged_text import SEVERITY_SIGNS, SEVERITY_STYLES
from atp_tui.tui.text import (
    LISTED,
    ROW,
    first_lines,
    heading,
    joined,
    lines,
    own_text,
    pack_text,
    row_text,
)
from tests.strategies import texts


@given(texts)
def test_no_text_of_a_pack_keeps_what_acts(text: str) -> None:
    for made in (pack_text(text), own_text(text), heading(text), joined(text), lines(joined(pack_text(text), text))):
        assert is_clean(made.plain)
        assert not any("@" in str(span.style) or "link" in str(span.style) for span in made.spans)


def test_parts_keep_their_styles() -> None:
    line = joined(own_text("a", "bold"), "b", pack_text("c", "dim"))
    assert line.plain == "abc"
    assert [(span.start, span.end, span.style) for span in line.spans if span.style] == [(0, 1, "bold"), (2, 3, "dim")]
    assert lines(line, Text("d")).plain == "abc\nd"


def test_every_severity_has_a_sign_and_a_style() -> None:
    assert set(SEVERITY_SIGNS) == set(SEVERITY_STYLES) == set(Severity)
    assert len(set(SEVERITY_SIGNS.values())) == len(Severity)
    assert {len(sign) for sign in SEVERITY_SIGNS.values()} == {2}


def test_a_row_shows_the_beginning_of_a_long_text_and_how_much_is_left_out() -> None:
    assert row_text("short \x1b").plain == "short ␛"
    shown = row_text("\n" * 1_000_000).plain
    assert len(shown) <= ROW
    assert shown.startswith("␊␊␊")
    left_out = f"{1_000_000 - shown.count('␊')} more characters>"
    assert shown.endswith(f"…<{left_out}")


def test_of_many_rows_the_first_are_listed_and_the_rest_is_counted() -> None:
    drawn: list[int] = []

    def draw(row: int) -> Text:
        drawn.append(row)
        return own_text(f"row {row}")

    assert [str(line) for line in first_lines(range(LISTED), draw, "rows")][-1] == f"row {LISTED - 1}"
    drawn.clear()
    told = [str(line) for line in first_lines(range(12_345), draw, "rows")]
    assert told[LISTED - 1 :] == [f"row {LISTED - 1}", "and 12,245 more rows"]
    assert drawn == [*range(LISTED)]
