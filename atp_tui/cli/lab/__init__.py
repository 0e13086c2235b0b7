"""``atp-tui lab``: what only the lab can measure. Each of its commands is imported when it is called."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click

from atp_tui.cli.group import CommandTable

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "calibrate": "Measure how often each check of the ATP oracle fires.",
        "likelihood": "Estimate when a failed run of the lab was lost.",
    }
)
"""What each command does, by its name."""


@click.group(name="lab", cls=CommandTable, package=__name__, table=COMMANDS)
def command() -> None:
    """Measure how reliable the checks are, or when a run was lost.

    The lab is an optional extra; in a checkout: pip install '.[lab]'.
    """
