"""Scrolled views that are at their new place at once."""

from typing import TYPE_CHECKING, Any

from textual.widget import Widget

if TYPE_CHECKING:
    _Mixed = Widget
else:
    # A widget takes the style of its first base that is one, so what is mixed in may be none.
    _Mixed = object


class Still(_Mixed):
    """Makes a view scroll without motion, as moving over millions of rows would take as many frames."""

    def scroll_to(
        self,
        x: float | None = None,
        y: float | None = None,
        *,
        animate: bool = False,  # noqa: ARG002
        **options: Any,  # noqa: ANN401 - what each kind of view takes
    ) -> None:
        """Scroll to column *x* and row *y* in the next frame, whatever the caller asked to animate."""
        super().scroll_to(x, y, animate=False, **options)

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Put a scrollbar that appears where the view is; one that is not shown does not follow the view."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y
