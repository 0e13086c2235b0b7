"""``atp-tui campaign run``: start or continue a campaign."""

from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from atp_tui.cli.completion import FILE, FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, print_toned, say
from atp_tui.cli.progress import Progress
from atp_tui.cli.signals import Wish, wishing
from atp_tui.machine.processors import cores

if TYPE_CHECKING:
    from atp_tui.fleet.campaign.conduct import Reason, Settings
    from atp_tui.fleet.campaign.spec import Spec

MOST_RUNS: Final = 1 << 40
_STOPPING: Final = "stopping; what is running is waited for and kept; interrupt again to leave at once"
_POSITIVE: Final = click.FloatRange(0, min_open=True)


class _Chosen(TypedDict):
    """How the campaign is run."""

    runs: int | None
    seconds: float | None
    until_new: float | None
    fail_fast: int | None
    keep: int
    timeout: float
    batch_seconds: float
    has_canary: bool


@click.command(name="run")
@click.argument("spec_path", metavar="SPEC.toml", type=FILE)
@click.option(
    "-o", "--output", "directory", required=True, metavar="DIR", type=FOLDER, help="The directory of the fleet."
)
@click.option("--runs", type=click.IntRange(1, MOST_RUNS), metavar="N", help="Stop when N runs are done.")
@click.option("--seconds", type=_POSITIVE, metavar="S", help="Stop after S seconds.")
@click.option(
    "--until-new",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="P",
    help="Stop when a new kind of failure is less probable than P in the next run.",
)
@click.option("--fail-fast", type=click.IntRange(1), metavar="N", help="Stop when N runs have failed.")
@click.option(
    "--keep",
    type=click.IntRange(0),
    default=4,
    show_default=True,
    metavar="N",
    help="Packs to keep of each kind of failure.",
)
@click.option(
    "--timeout", type=_POSITIVE, default=60.0, show_default=True, metavar="S", help="Seconds that a run may take."
)
@click.option(
    "--batch-seconds",
    type=_POSITIVE,
    default=1.0,
    show_default=True,
    metavar="S",
    help="Seconds of runs that a worker gets at once.",
)
@click.option(
    "--executor",
    metavar="NAME",
    help="local:N, dask://HOST:PORT or package.module:factory.  [default: local, a process per core]",
)
@click.option(
    "--canary/--no-canary", "has_canary", default=True, help="Run a transfer that must fail beside every 500th run."
)
@click.option(
    "--minimize",
    type=click.Choice(["none", "first"]),
    default="first",
    show_default=True,
    help="Search for the causes of the packs that are kept, while the campaign runs.",
)
def command(spec_path: str, directory: str, executor: str | None, minimize: str, **chosen: Unpack[_Chosen]) -> int:
    """Start or continue a campaign.

    SPEC.toml says which options the runs are drawn from. DIR is created if it is missing; it has the database of a
    fleet, and the first packs of each kind of failure: `atp-tui fleet DIR` explores them, also while the campaign
    runs. The same line again continues the campaign.

    The exit code is that of `campaign status`. Ctrl+C, SIGTERM or SIGHUP waits for what is running and keeps it; a
    second signal leaves at once, and what is committed is kept.
    """
    if chosen["runs"] is None and chosen["seconds"] is None and chosen["until_new"] is None:
        raise click.UsageError("nothing says when it ends; use --runs, --seconds or --until-new")
    from atp_tui.lab.errors import LabMissingError
    from atp_tui.lab.requested_options import require_lab

    try:
        require_lab()
    except LabMissingError as error:
        say(str(error))
        return Exit.USAGE
    from atp_tui.fleet.campaign.conduct import Settings
    from atp_tui.fleet.campaign.executors import executor_named
    from atp_tui.fleet.campaign.spec import read_spec

    spec = read_spec(spec_path)
    settings = Settings(executor_named(executor or f"local:{cores()}"), minimizes=minimize == "first", **chosen)
    with wishing(_STOPPING) as wish:
        reason = _conducted(directory, spec, settings, wish)
        if wish.is_abort:
            wish.end()
        return wish.code if wish() else _told(directory, reason, has_canary=settings.has_canary)


def _conducted(directory: str, spec: "Spec", settings: "Settings", wish: Wish) -> "Reason":
    """Run the campaign with a bar of progress, alone in its directory."""
    from atp_tui.fleet.campaign.conduct import Doing, conduct
    from atp_tui.fleet.campaign.directory import opened

    with opened(directory) as fleet, Progress("running") as progress:

        def tell(now: Doing) -> None:
            words = "" if now.searched is None else f"searching for causes, {now.searched:,} so far"
            progress.tell(now.share if now.searched is None else None, words)

        return conduct(fleet, directory, spec, settings, tell, wish, lambda: wish.is_abort)


def _told(directory: str, reason: "Reason", *, has_canary: bool) -> int:
    from atp_tui.cli.campaign.status import exit_code, status_at
    from atp_tui.fleet.report.campaign import campaign_lines

    found = status_at(directory)
    print_toned(campaign_lines(found))
    print_line(f"ended because {reason}")
    return exit_code(found, has_canary=has_canary)
