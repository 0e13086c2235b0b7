"""One row of names of which one is chosen."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


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
        """Draw the labels."""
        parts = []
        for name, label in self._shown:
            is_active = name == self.active
            parts.append(Content.styled(f"[{label}]" if is_active else f" {label} ", "bold $text" if is_active else ""))
        return Content(" " * self._gap).join(parts)

    @property
    def _gap(self) -> int:
        """The cells between two labels: none where the row would be too long with them."""
        return int(self._width(self.labels) + len(self.labels) - 1 <= self.content_size.width)

    @property
    def _shown(self) -> tuple[tuple[str, str], ...]:
        """The labels that there is place for; the first ones give way until the chosen one is among them."""
        names = [name for name, _ in self.labels]
        end = names.index(self.active) + 1 if self.active in names else 0
        begin = 0
        while begin < end - 1 and self._width(self.labels[begin:end]) > self.content_size.width:
            begin += 1
        return self.labels[begin:]

    @staticmethod
    def _width(labels: tuple[tuple[str, str], ...]) -> int:
        return sum(cell_len(label) + 2 for _, label in labels)

    def on_click(self, event: events.Click) -> None:
        """Tell which label was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        left = 0
        for name, label in self._shown:
            right = left + cell_len(label) + 2
            if left <= offset.x < right:
                self.post_message(self.Chosen(name, self))
                return
            left = right + self._gap
