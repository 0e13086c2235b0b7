"""The table of commands, each imported only when it is called."""

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "open": "Explore a crashpack on the screen.",
        "check": "Tell violations and soundness of crashpacks.",
        "oracle": "Run the transfer oracle on a state.",
        "emit": "Write the nine files of a record.",
        "export": "Print a crashpack as one JSON document.",
        "logs": "Print a lane of events, filtered anew from the trace.",
        "new": "Make a crashpack by running a transfer in the lab.",
        "scenarios": "List what the lab can run.",
    }
)
"""What each command does, by its name."""


class CommandTable(click.Group):
    """A group that knows the sentences of its commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return a command by its name, importing it now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"atp_tui.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table into the help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
