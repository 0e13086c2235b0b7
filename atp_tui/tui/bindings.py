"""A command as the screen's library binds it."""

from textual.binding import Binding

from atp_tui.tui.commands import Command


def binding_of(command: Command) -> Binding:
    """Return the binding of a command; a keymap finds it by the command's name."""
    return Binding(command.keys, command.action, command.label, show=False, id=command.name, tooltip=command.sentence)
