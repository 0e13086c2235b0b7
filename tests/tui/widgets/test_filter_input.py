"""A filter tells of every keystroke, of Enter and of Escape, and shows what is wrong."""

import pytest
from textual import events, on
from textual.app import App, ComposeResult

from atp_tui.tui.widgets.filter_input import MOST, FilterInput


class FilterApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield FilterInput(placeholder="text, /regex/ or !not", id="filter")

    def on_filter_input_changed(self, event: FilterInput.Changed) -> None:
        self.told.append(f"changed {event.text}")

    @on(FilterInput.Accepted, "#filter")
    def accept(self, event: FilterInput.Accepted) -> None:
        self.told.append(f"accepted {event.text}")

    @on(FilterInput.Dismissed, "#filter")
    def dismiss(self) -> None:
        self.told.append("dismissed")

    @property
    def row(self) -> str:
        return self.query_one(FilterInput).render_line(0).text


async def test_every_keystroke_enter_and_escape_are_told() -> None:
    app = FilterApp()
    async with app.run_test(size=(40, 3)) as pilot:
        await pilot.press("l", "o", "backspace", "enter", "escape")
        assert app.told == ["changed l", "changed lo", "changed l", "accepted l", "dismissed"]
        assert app.query_one(FilterInput).value == "l"


async def test_it_is_one_row_high_and_says_what_may_be_typed() -> None:
    app = FilterApp()
    async with app.run_test(size=(40, 3)):
        assert app.query_one(FilterInput).region.height == 1
        assert app.row.startswith("text, /regex/ or !not")


async def test_an_error_stands_at_the_right_and_goes() -> None:
    app = FilterApp()
    async with app.run_test(size=(40, 3)) as pilot:
        field = app.query_one(FilterInput)
        await pilot.press(*"/a(/")
        field.show_error("missing ) at 2")
        await pilot.pause()
        assert field.has_class("-invalid")
        assert app.row.startswith("/a(/ ")
        assert app.row.endswith(" missing ) at 2")
        assert len(app.row) == 40
        field.show_error("")
        await pilot.pause()
        assert not field.has_class("-invalid")
        assert app.row.rstrip() == "/a(/"


@pytest.mark.parametrize(("typed", "end"), [(20, "a message that is…"), (36, " a…"), (37, "…"), (39, "x"), (60, "x")])
async def test_an_error_never_covers_what_is_typed(typed: int, end: str) -> None:
    app = FilterApp()
    async with app.run_test(size=(40, 3)) as pilot:
        field = app.query_one(FilterInput)
        field.value = "x" * typed
        field.show_error("a message that is far too long to fit")
        await pilot.pause()
        assert app.row.rstrip().endswith(end)
        assert app.row.count("x") >= min(typed, 39)


async def test_an_error_is_clean() -> None:
    app = FilterApp()
    async with app.run_test(size=(40, 3)) as pilot:
        app.query_one(FilterInput).show_error("bad \x1b[31m")
        await pilot.pause()
        assert app.row.endswith("bad ␛[31m")


async def test_setting_the_error_again_and_again_shows_the_newest() -> None:
    app = FilterApp()
    async with app.run_test(size=(40, 3)) as pilot:
        for message in ("one", "two"):
            app.query_one(FilterInput).show_error(message)
            await pilot.pause()
        assert app.row.endswith("two")


async def test_an_error_stays_until_it_is_taken_back() -> None:
    app = FilterApp()
    async with app.run_test(size=(40, 3)) as pilot:
        field = app.query_one(FilterInput)
        field.show_error("wrong")
        await pilot.press("a", "enter")
        app.screen.set_focus(None)
        await pilot.pause()
        assert field.has_class("-invalid")


async def test_more_than_can_be_typed_is_refused_and_told_once() -> None:
    app = FilterApp()
    async with app.run_test(size=(80, 10)) as pilot:
        field = app.query_one(FilterInput)
        field.post_message(events.Paste("x" * (MOST - 1)))
        await pilot.press("a", "b", "c")
        assert field.value == "x" * (MOST - 1) + "a"
        field.post_message(events.Paste("y" * 5))
        await pilot.pause()
        assert [told.message for told in app._notifications] == ["no more than 10,000 characters can be typed here"]
        await pilot.press("backspace", "backspace", "d")
        assert field.value == "x" * (MOST - 2) + "d"
        field.post_message(events.Paste("z" * 9))
        await pilot.pause()
        assert field.value == "x" * (MOST - 2) + "d"
        assert len(app._notifications) == 2


async def test_a_longer_text_that_was_given_can_only_be_shortened() -> None:
    app = FilterApp()
    async with app.run_test(size=(80, 10)) as pilot:
        field = app.query_one(FilterInput)
        field.value = "é" * (MOST + 5)
        await pilot.press("end", "a", "backspace", "b", "c")
        assert field.value == "é" * (MOST + 4)
        field.replace("", MOST + 4, 0)
        assert field.value == ""
