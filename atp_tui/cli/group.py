"""The table of commands, each imported only when it is called."""

import importlib
import keyword
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from atp_tui.machine.fast_import import loading

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "open": "Explore a crashpack or a log on the screen.",
        "demo": "Open a sample crashpack.",
        "serve": "Explore a crashpack in a browser.",
        "check": "Report violations in crashpacks and logs; check integrity.",
        "import": "Write logs of real runs as crashpacks.",
        "picture": "Draw a connection as an SVG: packets, window and RTT.",
        "formats": "List what is read of logs of real runs.",
        "fleet": "Group the violations of many crashpacks by cause.",
        "campaign": "Run many seeds of the lab and group what fails.",
        "oracle": "Run the transfer oracle on a state.",
        "emit": "Write the nine files of a record.",
        "export": "Print a crashpack as one JSON document.",
        "logs": "Print the events of a lane, re-derived from the trace.",
        "new": "Create a crashpack by running a transfer in the lab.",
        "scenarios": "List the scenarios of the lab.",
        "proof": "Create, verify and show the proof of a task.",
        "lab": "Measure how reliable the checks are, or when a run was lost.",
        "replay": "Re-run a crashpack of the lab and compare.",
        "minimize": "Find the smallest crashpack with the same failure.",
        "diff": "Compare two crashpacks.",
        "doctor": "Check terminal, clipboard and installation.",
        "keys": "Print the explorer's keymap, as a template for your own.",
    }
)
"""What each command does, by its name."""


class CommandTable(click.Group):
    """A group that knows the sentences of its commands without importing them.

    Args:
        package: The package with a module for each command.
        table: What each command does, by its name.
        settings: What click takes for a group.
    """

    def __init__(
        self,
        *,
        package: str = "atp_tui.cli",
        table: Mapping[str, str] = COMMANDS,
        **settings: Any,  # noqa: ANN401 - click's own settings, of many types
    ) -> None:
        super().__init__(**settings)
        self._package = package
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return a command by its name, importing it now."""
        if cmd_name not in self.table:
            return None
        # A module called as a word of the language could not be imported by a statement.
        module = f"{cmd_name.replace('-', '_')}{'_' * keyword.iskeyword(cmd_name)}"
        with loading():
            command: click.Command = importlib.import_module(f"{self._package}.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names; a name that is not in the table is an error."""
        name = args[0]
        if name not in self.table and not ctx.resilient_parsing:
            raise click.UsageError(self.unknown(name), ctx)
        return super().resolve_command(ctx, args)

    def unknown(self, name: str) -> str:
        """Return the error for an unknown name, with the command that may have been meant."""
        from difflib import get_close_matches

        meant = get_close_matches(name, self.table, n=1)
        return f"{name}: no such command" + "".join(f"; did you mean {each}?" for each in meant)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin with what is typed, without importing a command."""
        told = [CompletionItem(name, help=text) for name, text in self.table.items() if name.startswith(incomplete)]
        return [*told, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table into the help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))
