"""Nothing that a terminal obeys leaves the app in the text of a row, however a widget draws it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from atp_tui.tui.terminal.app import TerminalApp
from atp_tui.tui.terminal.control_filter import ControlFilter, without_control

BLACK = Color(0, 0, 0)
PAYLOAD = "a\x1b[2Jb\x9b5mc\x07\x00\x7f\n\t\u202ed\u2066e\ud800f"
OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class RawRow(Widget):
    """A widget that draws what it was given, as it is."""

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        return Strip([Segment(PAYLOAD), Segment("link", Style(link="http://x/\x1b]0;owned\x07"))])


class RawApp(TerminalApp[None]):
    def compose(self) -> ComposeResult:
        yield RawRow()
        yield Static(PAYLOAD, markup=False)


async def test_a_raw_escape_drawn_through_a_strip_does_not_reach_the_screen() -> None:
    app = RawApp()
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        rows = app.screen._compositor.render_strips()
        text = "\n".join(row.text for row in rows)
        links = [segment.style.link for row in rows for segment in row if segment.style and segment.style.link]
    assert "a[2Jb5mcde\ufffdf" in text
    assert not OBEYED.search(text.replace("\n", ""))
    assert links == []


@pytest.mark.parametrize("no_color", ["0", "1"])
async def test_without_colour_or_style_a_row_is_drawn_all_the_same(
    no_color: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    app = RawApp()
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        assert isinstance(app.query_one(RawRow).get_line_filters()[0], ControlFilter)
        assert any("a[2Jb5mcde" in row.text for row in app.screen._compositor.render_strips())


async def test_a_border_title_is_guarded_too() -> None:
    app = RawApp()
    async with app.run_test(size=(40, 8)) as pilot:
        row = app.query_one(RawRow)
        row.styles.border = ("solid", "white")
        row._border_title = row.render_str("title\x1b]0;x\x07")
        await pilot.pause()
        text = "".join(strip.text for strip in app.screen._compositor.render_strips())
    assert "title" in text
    assert not OBEYED.search(text)


def test_a_control_segment_becomes_an_ordinary_one() -> None:
    (segment,) = ControlFilter().apply([Control.clear().segment], BLACK)
    assert segment.control is None
    assert "\x1b" not in segment.text


def test_a_harmless_segment_is_passed_on_as_it_is() -> None:
    segment = Segment("naïve 字 🎉", Style(link="https://example.org/", bold=True))
    assert ControlFilter().apply([segment], BLACK)[0] is segment


def test_a_bad_link_is_dropped_and_the_rest_of_the_style_kept() -> None:
    (segment,) = ControlFilter().apply([Segment("x", Style(link="a\nb", bold=True))], BLACK)
    assert segment.style is not None
    assert segment.style.link is None
    assert segment.style.bold is True


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_keeps_what_a_terminal_obeys(text: str) -> None:
    shown = without_control(text)
    assert not OBEYED.search(shown)
    shown.encode("utf-8")


@pytest.mark.parametrize("character", [chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x2028, 0x202E, 0xD800)])
def test_a_row_keeps_its_length_in_cells(character: str) -> None:
    assert cell_len(without_control(f"a{character}b")) == cell_len(f"a{character}b")
