"""One line across the screen that says that what is shown is not what was recorded, or the like."""

from textual.content import Content
from textual.widgets import Static


class Banner(Static):
    """A line that is there only while it has something to say."""

    DEFAULT_CSS = """
    Banner {
        display: none;
        height: auto;
        max-height: 3;
        padding: 0 1;
        background: $warning-muted;
        color: $text-warning;
        text-style: bold;
        text-align: center;
        &.-shown { display: block; }
    }
    """

    def show(self, content: Content) -> None:
        """Show *content*."""
        self.update(content)
        self.add_class("-shown")

    def hide(self) -> None:
        """Hide."""
        self.update()
        self.remove_class("-shown")
