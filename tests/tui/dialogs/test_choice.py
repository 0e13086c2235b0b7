"""A question that is answered by choosing a row."""

from textual.app import App

from atp_tui.tui.dialogs.choice import Choice, ChoiceScreen

CHOICES = (Choice("first", "does this"), Choice("second", "does that", "it cannot"), Choice("third", "does more"))


async def answered(choices: tuple[Choice, ...], *keys: str) -> tuple[list[str | None], str]:
    given: list[str | None] = []
    app = App[None]()
    async with app.run_test(size=(60, 20)) as pilot:
        await app.push_screen(ChoiceScreen("Which [b]one?", choices), given.append)
        await pilot.pause()
        page = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        await pilot.press(*keys)
        await pilot.pause()
    return given, page


async def test_a_row_is_chosen_or_the_question_left() -> None:
    given, page = await answered(CHOICES, "enter")
    assert given == ["first"]
    assert "Which [b]one?" in page
    assert "> first   does this" in page
    assert "second: it cannot" in page
    assert (await answered(CHOICES, "j", "j", "enter"))[0] == ["third"]
    for key in ("escape", "q"):
        assert (await answered(CHOICES, key))[0] == [None]


async def test_what_cannot_be_chosen_is_not_and_says_why() -> None:
    assert (await answered(CHOICES, "j", "enter"))[0] == []
    given, page = await answered(CHOICES[1:], "enter")
    assert given == ["third"]
    assert "> third" in page
