"""How what is shown looks."""

from typing import Final

from textual.screen import Screen

from atp_tui.clean import clean
from atp_tui.tui.looks import next_theme
from atp_tui.tui.widgets.long_text import LongText

_WRAPPED: Final = "long lines of text are wrapped"
_UNWRAPPED: Final = "long lines of text stand as they are; left and right scroll"


class Showing(Screen[None]):
    """The part of the main screen that changes how things look, not what they are."""

    def action_next_theme(self) -> None:
        """Take the next theme."""
        self.app.theme = next_theme(self.app.theme)
        self.notify(clean(f"theme: {self.app.theme}"), markup=False)

    def action_wrap(self) -> None:
        """Wrap the lines of text panes, or let them stand as they are, to be scrolled sideways."""
        self.toggle_class("-unwrapped")
        for long in self.query(LongText):
            long.wrap(is_wrapped=not self.has_class("-unwrapped"))
        self.notify(_UNWRAPPED if self.has_class("-unwrapped") else _WRAPPED)
