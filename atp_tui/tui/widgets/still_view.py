"""A scrolled view that is at its new place at once."""

from textual._animator import EasingFunction
from textual.scroll_view import ScrollView
from textual.types import AnimationLevel, CallbackType


class StillView(ScrollView):
    """A scroll view without motion: moving over millions of rows would take as many frames."""

    def scroll_to(  # noqa: PLR0913
        self,
        x: float | None = None,
        y: float | None = None,
        *,
        animate: bool = False,  # noqa: ARG002
        speed: float | None = None,
        duration: float | None = None,
        easing: EasingFunction | str | None = None,
        force: bool = False,
        on_complete: CallbackType | None = None,
        level: AnimationLevel = "basic",
        immediate: bool = False,
        release_anchor: bool = True,  # noqa: ARG002
    ) -> None:
        """Scroll to column *x* and row *y* in the next frame, whatever the caller asked to animate."""
        super().scroll_to(
            x,
            y,
            animate=False,
            speed=speed,
            duration=duration,
            easing=easing,
            force=force,
            on_complete=on_complete,
            level=level,
            immediate=immediate,
        )

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Let a scrollbar that appears stand where the view is: one that is not shown does not follow."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y
