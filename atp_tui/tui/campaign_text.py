"""A campaign in the rows above the groups: its guards, its runs as a sum, and what may be missing."""

from collections.abc import Iterator

from rich.text import Text

from atp_tui.engine.counted import counted
from atp_tui.fleet.campaign.row import DONE, RUNNING
from atp_tui.fleet.campaign.status import CampaignStatus
from atp_tui.fleet.report.words import share
from atp_tui.fleet.rows import Totals
from atp_tui.tui.fleet_words import run_words
from atp_tui.tui.text import BAD, GOOD, UNDECIDED, joined, own_text, pack_text


def guard_text(status: CampaignStatus) -> Text:
    """Return the guards of a campaign, those that are not ok in red."""
    parts = []
    for name, guard in (("canary", status.canary), ("determinism", status.determinism)):
        word = guard.word
        parts += [own_text(f"  {name} "), own_text(word, GOOD if word == "ok" else BAD)]
    return joined(*parts)


def run_text(totals: Totals, status: CampaignStatus | None) -> Text:
    """Return the runs of a fleet as a sum, with those that its campaign has not made so far."""
    not_yet = status.not_yet if status is not None else 0
    return own_text(run_words(totals, not_yet))


def campaign_rows(status: CampaignStatus, *, is_short: bool) -> Iterator[Text]:
    """Yield what else is to be known of a campaign.

    Args:
        status: The campaign.
        is_short: Whether there is room for one row alone.
    """
    state = own_text(f": {status.state}", "" if status.state in (RUNNING, DONE) else UNDECIDED)
    unseen = f"  next run of a new kind: {share(status.new_kind)}" if status.judged else ""
    yield joined(own_text("campaign "), pack_text(status.name), state, own_text(unseen))
    if status.errors and not is_short:
        yield _error_text(status)


def _error_text(status: CampaignStatus) -> Text:
    """The lab errors by exception and place, the most frequent first."""
    first = status.errors[0]
    more = len(status.errors) - 1
    rest = f"; {counted(more, 'other kind')} in 'atp-tui campaign status'" if more else ""
    where = pack_text(f"{first.exception} at {first.place}")
    return joined(own_text("lab errors: ", BAD), where, own_text(f" in {counted(first.runs, 'run')}{rest}"))
