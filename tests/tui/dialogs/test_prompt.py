"""A question gives back one line, or nothing, and says at every keystroke what is wrong with it."""

from textual.app import App

from atp_tui.tui.dialogs.prompt import PromptScreen


def fault(text: str) -> str:
    return "" if text == "good" else "[b]only good[/b]"


def drawn(app: App[None]) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_an_answer_without_fault_is_given_back() -> None:
    app = App[None]()
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        app.push_screen(PromptScreen("What? [/]", "goo", fault), answers.append)
        await pilot.pause()
        assert "What? [/]" in drawn(app)
        assert "[b]only good[/b]" in drawn(app)
        await pilot.press("enter")
        assert answers == []
        await pilot.press("d")
        assert "[b]only good[/b]" not in drawn(app)
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


async def test_what_is_wrong_is_said_however_long_the_answer_is() -> None:
    app = App[None]()
    async with app.run_test(size=(60, 18)) as pilot:
        app.push_screen(PromptScreen("What?", "x" * 200, fault))
        await pilot.pause()
        assert "[b]only good[/b]" in drawn(app)
