"""The keys that every screen above the explorer has: those that close it, and the one for help."""

from textual.binding import Binding, BindingType


def closing_keys(action: str = "dismiss(None)", *, on_help: str = "app.help") -> list[BindingType]:
    """Return the bindings that run *action* to close a screen, and the one that runs *on_help*.

    The ids are those of the main screen, so that a keymap changes them everywhere.
    """
    return [
        Binding("escape", action, "Back", show=False, id="back"),
        Binding("q", action, "Back", show=False, id="quit"),
        Binding("question_mark", on_help, "Help", show=False, id="help"),
    ]
