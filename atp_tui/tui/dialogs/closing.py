"""The keys that every screen above the explorer has: those that close it, and the one for help."""

from textual.binding import Binding, BindingType


def closing_keys(action: str = "dismiss(None)") -> list[BindingType]:
    """Return the bindings that run *action* to close a screen, and the one that shows its keys.

    The ids are those of the main screen, so that a keymap changes them everywhere.
    """
    return [
        Binding("escape", action, "Back", show=False, id="back"),
        Binding("q", action, "Back", show=False, id="quit"),
        Binding("question_mark", "app.help", "Help", show=False, id="help"),
    ]
