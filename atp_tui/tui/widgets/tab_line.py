"""One row of names of which one is chosen."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from atp_tui.clean import clean


class TabLine(Widget):
    """A row of labels; the chosen one stands out by brackets as well as by colour, a click chooses another."""

    DEFAULT_CSS = """
    TabLine {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
    }
    """

    labels: reactive[tuple[tuple[str, str], ...]] = reactive(())
    """Names with the labels that are shown for them."""

    active: reactive[str] = reactive("")
    """The name that is chosen."""

    @dataclass
    class Chosen(Message):
        """A label was clicked."""

        name: str
        tab_line: "TabLine"

        @property
        def control(self) -> "TabLine":
            """The row that the message is from."""
            return self.tab_line

    def __init__(self, labels: tuple[tuple[str, str], ...] = (), active: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(TabLine.labels, labels)
        self.set_reactive(TabLine.active, active)

    def render(self) -> Content:
        """Draw the labels, from as far on as it takes to see the chosen one whole."""
        parts = []
        for name, label in self.labels:
            is_active = name == self.active
            shown = clean(f"[{label}]" if is_active else f" {label} ")
            parts.append(Content.styled(shown, "bold $text" if is_active else ""))
        return Content(" " * self._gap).join(parts)[self._left_out() :]

    def on_click(self, event: events.Click) -> None:
        """Tell which label was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for name, left, right in self._places():
            if left <= offset.x + self._left_out() < right:
                self.post_message(self.Chosen(name, self))
                return

    @property
    def _gap(self) -> int:
        """The cells between two labels: none where the row would be too long with them."""
        width = sum(cell_len(label) + 2 for _, label in self.labels)
        return int(width + len(self.labels) - 1 <= self.content_size.width)

    def _places(self) -> Iterator[tuple[str, int, int]]:
        """Give each name with the first cell of its label and the one behind it, as if there were room for all."""
        left = 0
        for name, label in self.labels:
            right = left + cell_len(label) + 2
            yield name, left, right
            left = right + self._gap

    def _left_out(self) -> int:
        """The cells on the left that are not shown: the least that lets the chosen label and the next one be seen."""
        width, places = self.content_size.width, list(self._places())
        for number, (name, left, _) in enumerate(places):
            if name == self.active:
                after = places[min(number + 1, len(places) - 1)][2]
                return min(left, max(0, after - width))
        return 0
