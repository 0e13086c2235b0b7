"""The option that names the mapping of structured logs."""

from typing import TYPE_CHECKING, Final

import click

from atp_tui.cli.completion import Name
from atp_tui.engine.records.names import NAMES

if TYPE_CHECKING:
    from atp_tui.store.pack import Pack

MAPPING: Final = "FILE|NAME"
"""What the option is given."""

mapping_option = click.option(
    "--mapping",
    "mapping",
    metavar=MAPPING,
    type=Name(NAMES),
    help="What the fields of a structured log mean: a TOML file, or a name that 'formats' lists. Guessed by default.",
)
"""Gives a command the parameter ``mapping``, None where none is named."""


def guess_of(pack: "Pack") -> str | None:
    """Return what is to be said of a pack whose log was read by a mapping that was guessed; None for any other."""
    return None if pack.imported is None or not pack.imported.is_guessed else f"read as {pack.imported.mapping}"
