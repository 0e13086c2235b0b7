"""``atp-tui demo``: the explorer on a pack that ships with the program."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.cli import open as open_command
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line
from atp_tui.lab.scenario import SCENARIOS

FIRST: Final = "five-violations"
"""The pack that is opened where no other is chosen."""

_FURTHER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "two-oracles": "a transfer that passes its oracle, and a second oracle that finds a loss storm",
        "damaged": "a copy of five-violations, damaged and edited",
    }
)
"""The packs that were edited after the run of a scenario."""

SAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {name: each.sentence for name, each in SCENARIOS.items() if (SAMPLE_PACKS / name).is_dir()} | dict(_FURTHER)
)
"""What each sample pack shows, by its name."""


@click.command(name="demo")
@click.option(
    "--pack",
    "name",
    type=click.Choice(list(SAMPLES)),
    default=FIRST,
    show_default=True,
    metavar="NAME",
    help="The sample pack to open.",
)
@click.option("--list", "is_list", is_flag=True, help="List the sample packs.")
@click.pass_context
def command(context: click.Context, name: str, *, is_list: bool) -> int:
    """Open a sample crashpack.

    The sample packs are part of the installation. Without a terminal the report of `check` is printed, as with `open`.
    """
    if is_list:
        width = max(map(len, SAMPLES))
        for each, sentence in SAMPLES.items():
            print_line(f"{each:<{width}}  {sentence}")
        return Exit.OK
    code: int = context.invoke(open_command.command, paths=(str(SAMPLE_PACKS / name),))
    return code
