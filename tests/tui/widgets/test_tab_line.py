"""A row of names: the chosen one is always seen, and a click hits what is under it."""

import pytest
from textual import on
from textual.app import App, ComposeResult

from atp_tui.tui.widgets.tab_line import TabLine

LABELS = (("a", "Alpha"), ("b", "[b]Beta"), ("c", "Gamma 12"), ("d", "Delta"))


class TabApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield TabLine(LABELS, "a")

    @on(TabLine.Chosen)
    def take(self, event: TabLine.Chosen) -> None:
        assert event.control is self.query_one(TabLine)
        self.chosen.append(event.name)


@pytest.mark.parametrize(
    ("active", "width", "row"),
    [
        ("a", 50, "[Alpha]  [b]Beta   Gamma 12   Delta"),
        ("c", 50, " Alpha   [b]Beta  [Gamma 12]  Delta"),
        ("a", 20, "[Alpha] [b]Beta …"),
        ("d", 20, "… Gamma 12 [Delta]"),
        ("b", 20, " Alpha [[b]Beta]…"),
        ("d", 6, "…[De"),
        ("c", 20, "…[Gamma 12] Delta"),
    ],
)
async def test_the_chosen_label_is_seen_whole(active: str, width: int, row: str) -> None:
    app = TabApp()
    async with app.run_test(size=(width, 2)) as pilot:
        line = app.query_one(TabLine)
        line.active = active
        await pilot.pause()
        assert line.render_line(0).text.strip() == row.strip()


@pytest.mark.parametrize("width", [50, 20])
@pytest.mark.parametrize("active", ["a", "d"])
async def test_a_click_chooses_what_is_under_it(active: str, width: int) -> None:
    app = TabApp()
    async with app.run_test(size=(width, 2)) as pilot:
        line = app.query_one(TabLine)
        line.active = active
        await pilot.pause()
        shown = line.render_line(0).text
        for name, label in LABELS:
            if label in shown:
                await pilot.click(TabLine, offset=(shown.index(label) + 1, 0))
                assert app.chosen[-1] == name
        before = len(app.chosen)
        if width == 50:
            await pilot.click(TabLine, offset=(48, 0))
            assert len(app.chosen) == before


async def test_no_labels_are_no_fault() -> None:
    app = TabApp()
    async with app.run_test(size=(30, 2)) as pilot:
        app.query_one(TabLine).labels = ()
        await pilot.click(TabLine, offset=(3, 0))
        assert app.chosen == []
