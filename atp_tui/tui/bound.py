"""Commands as Textual binds them."""

from textual.binding import Binding

from atp_tui.tui.commands import Command


def bound(command: Command, *, priority: bool = False) -> Binding:
    """Return the binding of a command; with *priority*, before what any widget does with its keys."""
    return Binding(
        command.keys,
        command.action,
        command.label,
        show=False,
        priority=priority,
        id=command.name,
        tooltip=command.sentence,
    )
