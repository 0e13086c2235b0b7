"""``atp-tui campaign status``: how far a campaign is, and how far it can be trusted."""

from typing import TYPE_CHECKING

import click

from atp_tui.cli.completion import FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_toned

if TYPE_CHECKING:
    from atp_tui.fleet.campaign.status import CampaignStatus


@click.command(name="status")
@click.argument("directory", metavar="DIR", type=FOLDER)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(directory: str, form: str) -> int:
    """Print how far a campaign is, and how far it can be trusted.

    The exit code is 1 if a run failed, 3 if a guard was not run or did not show what it must, and 5 if a run has no
    verdict: a lab error, a timeout or a killed worker. The highest one applies.
    """
    from atp_tui.fleet.report.campaign import campaign_lines, campaign_object

    found = status_at(directory)
    if form == "json":
        print_json(campaign_object(found))
    else:
        print_toned(campaign_lines(found))
    return exit_code(found)


def status_at(directory: str) -> "CampaignStatus":
    """Return the status of the campaign in a directory.

    Raises:
        IoError: there is none, or it cannot be read.
        InvalidFormatError: its database is none of a fleet.
    """
    from atp_tui.fleet.campaign.directory import is_locked
    from atp_tui.fleet.campaign.status import status
    from atp_tui.fleet.database import open_fleet

    with open_fleet(directory, read_only=True) as fleet:
        return status(fleet, is_running=is_locked(directory))


def exit_code(status: "CampaignStatus", *, has_canary: bool = True) -> int:
    """Return the exit code of a campaign; without canaries none is missed."""
    is_trusted = status.is_trusted or (not has_canary and status.determinism.word == "ok")
    if status.lab_errors or status.killed or status.timeouts:
        return Exit.NOT_JUDGED
    if not is_trusted:
        return Exit.NOT_SOUND
    return Exit.VIOLATIONS if status.failed else Exit.OK
