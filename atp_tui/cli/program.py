"""The program: what `atp-tui --help` prints, and ``atp-tui PACK`` for ``atp-tui open PACK``."""

import os

import click
from click.shell_completion import CompletionItem

from atp_tui import __version__
from atp_tui.cli.group import CommandTable
from atp_tui.cli.output import say
from atp_tui.store.archive.locate import is_in_archive

EPILOG = """\b
Exit codes: 0 nothing wrong, 1 violations found, 2 wrong usage,
3 not sound (damaged or contradictory), 4 cannot be read or written,
5 not judged (no oracle result).
The highest that applies wins. Data goes to stdout, messages to stderr."""


class Program(CommandTable):
    """The commands, with ``open`` for a first argument that is a path and no command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names, or ``open`` for a path."""
        name = args[0]
        if name not in self.table and _is_path(name):
            return super().resolve_command(ctx, ["open", *args])
        if name in self.table and len(args) == 1 and not ctx.resilient_parsing and _is_pack(name):
            say(f"'{name}' is a command; to open the crashpack of that name: atp-tui ./{name}")
        return super().resolve_command(ctx, args)

    def unknown(self, name: str) -> str:
        """Return what is wrong with a name that is neither a command nor a path."""
        return super().unknown(name).replace("no such command", "no such command, file or directory")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return paths, commands and options."""
        told = super().shell_complete(ctx, incomplete)
        # First, since the script for bash drops what came before a request for paths.
        return told if incomplete.startswith("-") else [CompletionItem(incomplete, type="file"), *told]


def _is_path(name: str) -> bool:
    return "/" in name or os.path.lexists(name) or is_in_archive(name)


def _is_pack(name: str) -> bool:
    """Whether *name* is a directory with any of the nine files."""
    from atp_tui.engine.artifacts import NINE_FILES

    return any(os.path.lexists(os.path.join(name, each)) for each in NINE_FILES)  # noqa: PTH118 - pathlib is slow to load


@click.group(
    cls=Program,
    epilog=EPILOG,
    subcommand_metavar="PATH | COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="atp-tui", message="%(prog)s %(version)s")
def program() -> None:
    """Explore crashpacks: what broke, how badly, what happened around it, how certain that is, and how to reproduce it.

    A crashpack is the directory that a deterministic transfer lab writes when a run breaks an invariant.
    Start with: atp-tui PATH, or atp-tui demo
    """
