"""A question gives back one line, or nothing, and says at every keystroke what is wrong with it."""

from textual.app import App

from atp_tui.tui.screens.prompt import PromptScreen
from atp_tui.tui.widgets.filter_input import FilterInput


def fault(text: str) -> str:
    return "" if text == "good" else "[b]only good[/b]"


async def test_an_answer_without_fault_is_given_back() -> None:
    app = App[None]()
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        app.push_screen(PromptScreen("What? [/]", "goo", fault), answers.append)
        await pilot.pause()
        text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "What? [/]" in text
        assert app.screen.query_one(FilterInput).error == "[b]only good[/b]"
        await pilot.press("enter")
        assert answers == []
        await pilot.press("d")
        assert app.screen.query_one(FilterInput).error == ""
        await pilot.press("enter")
        await pilot.pause()
    assert answers == ["good"]


async def test_escape_gives_nothing() -> None:
    app = App[None]()
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        app.push_screen(PromptScreen("What?"), answers.append)
        await pilot.pause()
        await pilot.press("x", "escape")
        await pilot.pause()
    assert answers == [None]
