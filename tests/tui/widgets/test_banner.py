"""A banner is there only while it has something to say."""

from textual.app import App, ComposeResult
from textual.content import Content

from atp_tui.tui.widgets.banner import Banner


class BannerApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Banner()


async def test_a_banner_shows_and_hides() -> None:
    app = BannerApp()
    async with app.run_test(size=(60, 5)) as pilot:
        banner = app.query_one(Banner)
        assert banner.region.height == 0
        banner.show(Content("WHAT-IF: [b]2 checks[/b] flipped"))
        await pilot.pause()
        assert banner.size.height == 1
        assert banner.render_line(0).text.strip() == "WHAT-IF: [b]2 checks[/b] flipped"
        banner.hide()
        await pilot.pause()
        assert banner.region.height == 0
