"""One row of names of which one is chosen."""

from dataclasses import dataclass
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from atp_tui.cells import cell_len
from atp_tui.clean import clean

_MORE: Final = "…"


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
        """Draw the labels that fit whole, the chosen one among them; an ellipsis stands for those left out."""
        shown = self._shown()
        parts = []
        for name, label in self.labels[shown.start : shown.stop]:
            is_active = name == self.active
            text = clean(f"[{label}]" if is_active else f" {label} ")
            parts.append(Content.styled(text, "bold $text" if is_active else ""))
        row = Content(" " * self._gap).join(parts)
        before, after = self._marks(shown)
        return Content(_MORE if before else "") + row + Content(_MORE if after else "")

    def on_click(self, event: events.Click) -> None:
        """Post which label was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        shown = self._shown()
        left = int(self._marks(shown)[0])
        for index in shown:
            right = left + self._widths[index] + self._gap
            if left <= offset.x < right - self._gap:
                self.post_message(self.Chosen(self.labels[index][0], self))
                return
            left = right

    @property
    def _widths(self) -> list[int]:
        """The cells of each label."""
        return [cell_len(label) + 2 for _, label in self.labels]

    @property
    def _gap(self) -> int:
        """The cells between two labels: none where the row would be too long with them."""
        return int(sum(self._widths) + len(self.labels) - 1 <= self.content_size.width)

    def _marks(self, shown: range) -> tuple[bool, bool]:
        """Whether labels are left out before and after those shown."""
        return shown.start > 0, shown.stop < len(self.labels)

    def _shown(self) -> range:
        """The numbers of the labels that are shown: the chosen one, the next one, then those before and after."""
        widths, width = self._widths, self.content_size.width
        if not widths:
            return range(0)
        active = next((index for index, (name, _) in enumerate(self.labels) if name == self.active), 0)
        shown = range(active, active + 1)

        def grown(candidate: range) -> range:
            fits = sum(widths[candidate.start : candidate.stop]) + sum(self._marks(candidate)) <= width
            return candidate if fits and candidate.start >= 0 and candidate.stop <= len(widths) else shown

        shown = grown(range(shown.start, shown.stop + 1))
        for step in (-1, 1):
            for _ in widths:
                shown = grown(range(shown.start + min(step, 0), shown.stop + max(step, 0)))
        return shown
