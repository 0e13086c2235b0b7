"""One line in which a filter is typed, and tells of every keystroke."""

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.validation import ValidationResult
from textual.widgets import Input

from atp_tui.cells import cell_len, cut
from atp_tui.clean import CleanText, clean

MOST: Final = 10_000
"""Characters that can be typed; each key measures the whole text, which a large paste would make slow."""


class FilterInput(Input):
    """An input one row high that says beside the text what is wrong with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Leave the filter", show=False, id="filter.dismiss"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"filter-input--error"}

    DEFAULT_CSS = """
    FilterInput {
        &.-invalid { background-tint: $error 20%; }
        & > .filter-input--error { color: $text-error; text-style: italic; }
    }
    """

    error: reactive[CleanText] = reactive(clean(""))
    """What is wrong with the text; empty when nothing is."""

    @dataclass
    class Changed(Input.Changed):
        """The text was changed."""

        @property
        def text(self) -> str:
            """The text as it is now."""
            return self.value

    @dataclass
    class Accepted(Message):
        """Enter was pressed on *text*."""

        text: str
        filter_input: "FilterInput"

        @property
        def control(self) -> "FilterInput":
            """The input that the message is from."""
            return self.filter_input

    @dataclass
    class Dismissed(Message):
        """Escape was pressed; the text is left as it was."""

        filter_input: "FilterInput"

        @property
        def control(self) -> "FilterInput":
            """The input that the message is from."""
            return self.filter_input

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(value, placeholder, id=id, classes=classes, compact=True, select_on_focus=False)
        self._is_full = False

    def on_mount(self) -> None:
        """Stop the cursor from blinking where animations are off."""
        self.cursor_blink = self.app.animation_level != "none"

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a part of the text, unless it would then have too many characters and more than before."""
        before = len(self.value)
        low, high = sorted((max(0, start), min(before, end)))
        size = before - (high - low) + len(text)
        if size <= max(MOST, before):
            self._is_full = False
            super().replace(text, start, end)
        elif not self._is_full:
            self._is_full = True
            self.notify(f"no more than {MOST:,} characters can be typed here", severity="warning", markup=False)

    def show_error(self, message: str) -> None:
        """Show why the text cannot be used; an empty *message* shows that it can."""
        self.error = clean(message)

    def watch_error(self, error: CleanText) -> None:
        """Add or remove the style of invalid input."""
        self.set_class(bool(error), "-invalid")

    def validate(self, value: str) -> ValidationResult | None:
        """Keep the look that the error gives, which Input would lay down at every keystroke."""
        result = super().validate(value)
        self.set_class(bool(self.error), "-invalid")
        return result

    async def action_submit(self) -> None:
        """Post that the text is accepted."""
        self.post_message(self.Accepted(self.value, self))

    def action_dismiss(self) -> None:
        """Post that the filter is left."""
        self.post_message(self.Dismissed(self))

    def render_line(self, y: int) -> Strip:
        """Draw the text and, in the cells that it leaves free, the error."""
        strip = super().render_line(y)
        width = self.size.width
        free = width - cell_len(self.value) - 2
        if y or not self.error or free < 1:
            return strip
        message = cut(self.error, free)
        error = Segment(message, self.get_component_rich_style("filter-input--error"))
        return Strip.join([strip.adjust_cell_length(width - cell_len(message), self.rich_style), Strip([error])])
