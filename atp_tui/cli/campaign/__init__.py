"""``atp-tui campaign``: many runs of the lab. Each of its commands is imported when it is called."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click

from atp_tui.cli.group import CommandTable

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "run": "Start or continue a campaign.",
        "status": "Print how far a campaign is, and how far it can be trusted.",
        "digest": "Print the digest of all runs of a campaign.",
    }
)
"""What each command does, by its name."""


@click.group(name="campaign", cls=CommandTable, package=__name__, table=COMMANDS)
def command() -> None:
    """Run many seeds of the lab and group what fails.

    The lab is an optional extra; in a checkout: pip install '.[lab]'.
    """
