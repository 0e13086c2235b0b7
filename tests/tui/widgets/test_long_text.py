"""Long text: only what is on screen is made, wherever that is."""

import pytest
from rich.text import Text
from textual.app import App, ComposeResult

from atp_tui.tui.widgets.long_text import LongText
from atp_tui.tui.widgets.text_view import TextView

LINES = 1_000_000
HEIGHT = 10


class Numbered:
    def __init__(self, words: int) -> None:
        self.made: set[int] = set()
        self.words = words

    def count(self) -> int:
        return LINES

    def line(self, index: int) -> Text:
        self.made.add(index)
        return Text(f"{index} " + "word " * self.words + "end", end="")

    def width(self) -> int:
        return 0


class Shown(App[None]):
    def compose(self) -> ComposeResult:
        with TextView(id="page"):
            yield LongText()

    def on_mount(self) -> None:
        self.query_one("#page").focus()


def seen(app: App[None]) -> list[str]:
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize("words", [0, 30])
async def test_each_place_costs_what_is_on_screen(words: int) -> None:
    source = Numbered(words)
    app = Shown()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.query_one(LongText).show(source)
        await pilot.pause()
        assert seen(app)[0].startswith("0 ")
        await pilot.press("end")
        await pilot.pause()
        assert seen(app)[-1].rstrip("▁▂▃▄▅▆▇█ ").endswith("end")
        assert max(source.made) == LINES - 1
        end = seen(app)
        await pilot.press("down", "pagedown")
        await pilot.pause()
        assert seen(app) == end
        await pilot.press("pageup", "up", "pagedown", "down")
        await pilot.pause()
        assert seen(app) == end
        await pilot.press("home")
        await pilot.pause()
        assert seen(app)[0].startswith("0 ")
        assert len(source.made) < 12 * HEIGHT


async def test_wrapped_lines_are_gone_through_row_by_row() -> None:
    app = Shown()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.query_one(LongText).show(Numbered(30))
        await pilot.pause()
        rows = seen(app)
        await pilot.press("down")
        await pilot.pause()
        assert seen(app)[:-1] == rows[1:]
        app.query_one(LongText).wrap(is_wrapped=False)
        await pilot.pause()
        assert [row.split()[0] for row in seen(app)[:3]] == ["0", "1", "2"]
        await pilot.press("right")
        await pilot.pause()
        assert "0 word" not in seen(app)[0]


async def test_a_line_of_any_length_is_folded() -> None:
    class One(Numbered):
        def count(self) -> int:
            return 1

    app = Shown()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        app.query_one(LongText).show(One(20_000))
        await pilot.pause()
        await pilot.press("end")
        await pilot.pause()
        assert seen(app)[-1].rstrip("▁▂▃▄▅▆▇█ ").endswith("end")
