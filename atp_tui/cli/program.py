"""The program: what `atp-tui --help` tells."""

import click

from atp_tui import __version__
from atp_tui.cli.group import CommandTable

EPILOG = """\b
Exit codes: 0 nothing wrong, 1 violations found, 2 wrong usage,
3 not sound (damaged or contradictory), 4 cannot be read or written.
The highest that applies wins. Data goes to stdout, messages to stderr."""


@click.group(cls=CommandTable, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="atp-tui", message="%(prog)s %(version)s")
def program() -> None:
    """Explore crashpacks: what broke, how badly, what happened around it, how sure that is, and how to see it again.

    A crashpack is the directory that a deterministic transfer lab leaves when a run breaks an invariant.
    Start with: atp-tui open PATH
    """
