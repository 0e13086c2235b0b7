"""How what is shown looks."""

from textual.screen import Screen

from atp_tui.tui.looks import next_theme


class Showing(Screen[None]):
    """The part of the main screen that changes how things look, not what they are."""

    def action_next_theme(self) -> None:
        """Take the next theme."""
        self.app.theme = next_theme(self.app.theme)
        self.notify(f"theme: {self.app.theme}", markup=False)
