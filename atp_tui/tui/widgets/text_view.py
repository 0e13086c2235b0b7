"""A page of text with the keys of a list, that is at its new place at once."""

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from atp_tui.tui.widgets.long_text import LongText
from atp_tui.tui.widgets.still_view import Still

_COLUMNS_A_STEP: Final = 8


def _key(keys: str, action: str, name: str, description: str) -> Binding:
    """A binding of the page that a keymap finds under the id text.*name*."""
    return Binding(keys, action, description, show=False, id=f"text.{name}")


class TextView(Still, VerticalScroll, can_focus=True, inherit_bindings=False):
    """Text that is scrolled without motion; sideways where its lines are not wrapped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("up,k", "move(0, -1)", "up", "Row up"),
        _key("down,j", "move(0, 1)", "down", "Row down"),
        _key("pageup,ctrl+b", "turn(-1.0)", "page_up", "Page up"),
        _key("pagedown,space,ctrl+f", "turn(1.0)", "page_down", "Page down"),
        _key("ctrl+u", "turn(-0.5)", "half_up", "Half a page up"),
        _key("ctrl+d", "turn(0.5)", "half_down", "Half a page down"),
        _key("home,g", "scroll_home", "first", "First row"),
        _key("end,G", "scroll_end", "last", "Last row"),
        _key("left,h", "move(-1, 0)", "left", "Scroll left"),
        _key("right,l", "move(1, 0)", "right", "Scroll right"),
    ]

    @property
    def long_text(self) -> LongText | None:
        """The text that is too long to be laid out whole, where the page shows one."""
        return next((found for found in self.query(LongText) if found.display), None)

    def action_scroll_home(self) -> None:
        """Go to the first row."""
        if (found := self.long_text) is not None:
            found.go_to_begin()
        else:
            super().action_scroll_home()

    def action_scroll_end(self) -> None:
        """Go to the last row."""
        if (found := self.long_text) is not None:
            found.go_to_end()
        else:
            super().action_scroll_end()

    def action_move(self, columns: int, rows: int) -> None:
        """Move the page by so many rows, and sideways by so many steps."""
        if (found := self.long_text) is not None:
            found.move(columns * _COLUMNS_A_STEP, rows)
            return
        x, y = self.scroll_offset
        self.scroll_to(x + columns * _COLUMNS_A_STEP, y + rows, immediate=True)

    def action_turn(self, pages: float) -> None:
        """Move the page by *pages*."""
        self.action_move(0, int(pages * self.scrollable_content_region.height) or (1 if pages > 0 else -1))
