"""``atp-tui proof``: the proof of a task. Each of its commands is imported when it is called."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click

from atp_tui.cli.group import CommandTable

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "record": "Run a command and record the result.",
        "make": "Create the proof of a task.",
        "verify": "Verify a proof.",
        "show": "Print what a proof claims.",
    }
)
"""What each command does, by its name."""


@click.group(name="proof", cls=CommandTable, package=__name__, table=COMMANDS)
def command() -> None:
    """Create, verify and show the proof of a task.

    A proof states what an agent (a program or a person) claims to have done: commits, commands with digests of their
    output, files, what was checked and what was not. It is JSON, an in-toto statement, unsigned or in a signed
    envelope.
    """
