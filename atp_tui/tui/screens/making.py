"""A new pack made from within the explorer, and explored next."""

from abc import abstractmethod

from textual.screen import Screen


class Making(Screen[None]):
    """The part of the main screen that lets the lab make a pack."""

    @abstractmethod
    def _screen_of(self, path: str) -> Screen[None]:
        """Return a screen like this one for the pack at *path*."""

    def action_new_pack(self) -> None:
        """Run the lab and go on with the pack that it made."""
        from atp_tui.tui.screens.new_pack import NewPackScreen

        self.app.push_screen(NewPackScreen(), self._go_on_with)

    def _go_on_with(self, path: str | None) -> None:
        # Textual cannot switch from an app's first screen, so that one stays below.
        if path is not None and self.app.screen_stack[0] is self:
            self.app.push_screen(self._screen_of(path))
        elif path is not None:
            self.app.switch_screen(self._screen_of(path))
