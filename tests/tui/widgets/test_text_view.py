"""A page of text moves at once, by rows, pages and columns."""

from textual.app import App, ComposeResult
from textual.widgets import Static

from atp_tui.tui.widgets.text_view import TextView


class Page(App[None]):
    CSS = "TextView { height: 10; overflow: auto auto; } Static { width: 200; height: auto; }"

    def compose(self) -> ComposeResult:
        with TextView():
            yield Static("\n".join(f"row {number}" for number in range(100)), markup=False)


async def test_keys_move_the_page_at_once() -> None:
    app = Page()
    async with app.run_test(size=(40, 12)) as pilot:
        page = app.query_one(TextView)
        page.focus()
        seen = []
        for key in ("j", "down", "k", "l", "right", "h", "ctrl+d", "pagedown", "ctrl+u", "G", "g"):
            await pilot.press(key)
            seen.append(tuple(page.scroll_offset))
            assert not app.animator.is_being_animated(page, "scroll_y")
        height = page.scrollable_content_region.height
        half = height // 2
        assert seen[:6] == [(0, 1), (0, 2), (0, 1), (8, 1), (16, 1), (8, 1)]
        assert [y for _, y in seen[6:9]] == [1 + half, 1 + half + height, 1 + height]
        assert seen[9][1] == page.max_scroll_y
        assert seen[10][1] == 0
