"""``atp-tui fleet``: many packs at once. Each of its commands is imported when it is called."""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click
from click.shell_completion import CompletionItem

from atp_tui.cli.group import CommandTable
from atp_tui.store.archive.locate import is_in_archive

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "explore": "Index crashpacks, then explore or list their groups.",
        "show": "Print a group: cause, samples, influences.",
        "why": "Print why a pack is in its groups.",
        "merge": "Merge a group into another.",
        "split": "Split a group.",
        "status": "Set the status of a group.",
        "note": "Write a note about a group.",
        "undo": "Undo a change to the groups.",
        "log": "List the changes to the groups.",
        "diff": "Compare two fleets: new, regressed, gone, known.",
        "check-causes": "Run the kept cause of each group again.",
        "prune": "Keep some packs of each group and build.",
        "export": "Print the whole fleet as one JSON document.",
        "score": "Measure how well the groups match known faults.",
        "doctor": "Check the database, and repair its counts.",
    }
)
"""What each command does, by its name."""

_DEFAULT: Final = "explore"
_HELP: Final = ("-h", "--help")


class FleetTable(CommandTable):
    """The commands, with ``explore`` where the first argument is an option or a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``explore`` before arguments that begin with none of the commands."""
        if args and args[0] not in self.table and args[0] not in _HELP and _is_of_explore(args[0]):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def unknown(self, name: str) -> str:
        """Return what is wrong with a name that is neither a command nor a path."""
        return super().unknown(name).replace("no such command", "no such command, file or directory")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return paths, commands and options."""
        told = super().shell_complete(ctx, incomplete)
        return told if incomplete.startswith("-") else [CompletionItem(incomplete, type="file"), *told]


def _is_of_explore(argument: str) -> bool:
    return argument.startswith("-") or "/" in argument or os.path.lexists(argument) or is_in_archive(argument)


@click.group(
    name="fleet", cls=FleetTable, package=__name__, table=COMMANDS, subcommand_metavar="PATH... | COMMAND [ARGS]..."
)
def command() -> None:
    """Group the violations of many crashpacks by cause.

    `atp-tui fleet PATH...` is short for `atp-tui fleet explore PATH...`. The index is one file, fleet.db, in the first
    directory; the packs stay where they are and are never changed.
    """
