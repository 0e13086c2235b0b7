"""``atp-tui campaign digest``: one digest over all runs of a campaign."""

import click

from atp_tui.cli.completion import FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line


@click.command(name="digest")
@click.argument("directory", metavar="DIR", type=FOLDER)
def command(directory: str) -> int:
    """Print the digest of all runs of a campaign.

    It covers number, seed, scenario, outcome, trace and violations of each run. The same specification and versions
    give the same digest with any executor and any number of workers, interrupted or not.
    """
    from atp_tui.engine.counted import counted
    from atp_tui.fleet.campaign.status import table_digest
    from atp_tui.fleet.database import open_fleet

    with open_fleet(directory, read_only=True) as fleet:
        digest, runs = table_digest(fleet)
    print_line(f"{digest}  {counted(runs, 'run')}")
    return Exit.OK
