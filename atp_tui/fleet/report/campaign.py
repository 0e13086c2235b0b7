"""The status of a campaign as text and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict

from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.fleet.campaign.status import CampaignStatus, GuardCount
from atp_tui.fleet.report.words import share
from atp_tui.report.tone import Line, Part, Tone, plain

_SHOWN = 12
"""Characters of a digest."""

_PARTS = (
    ("passed", "passed"),
    ("failed", "failed"),
    ("lab_errors", "lab errors"),
    ("killed", "killed"),
    ("timeouts", "timed out"),
    ("not_yet", "not yet"),
)


def campaign_lines(status: CampaignStatus) -> Iterator[Line]:
    """Yield the status of a campaign; the parts of the runs add up."""
    yield plain(f"{status.name}: {status.state}; build {status.build}, specification {status.spec_digest[:_SHOWN]}")
    parts = ", ".join(f"{getattr(status, field):,} {words}" for field, words in _PARTS)
    yield plain(f"{counted(status.runs, 'run')}: {parts}")
    yield _guard("canary", status.canary, "showed the failure that they must show")
    yield _guard("determinism", status.determinism, "gave the same trace twice")
    if status.judged:
        low, high = status.failure_rate
        yield plain(f"rate of failure: {share(status.failed / status.judged)} (95 %: {share(low)} to {share(high)})")
    yield from _unseen(status)
    for group in status.errors:
        first = f"first in run {group.first:,}: {group.message}"
        yield plain(f"lab error: {group.exception} at {group.place} in {counted(group.runs, 'run')}, {first}")
    for lost in status.lost:
        yield plain(
            f"{'timed out' if lost.outcome == 'timeout' else lost.outcome}: run {lost.number:,}, seed {lost.seed}"
        )


def _guard(name: str, guard: GuardCount, words: str) -> Line:
    tone = Tone.GOOD if guard.word == "ok" else Tone.BAD
    said = f": {guard.met:,} of {guard.met + guard.not_met:,} {words}" if guard.word != "MISSING" else ": none was run"
    found = f"; the first that did not: {guard.found}" if guard.found else ""
    return (Part(clean(f"{name} ")), Part(clean(guard.word), tone), Part(clean(said + found)))


def _unseen(status: CampaignStatus) -> Iterator[Line]:
    """What may be said of the kinds of failure that no run has shown, and of nothing else."""
    if not status.judged:
        return
    seen = (
        f"{status.singletons:,} of {counted(status.kinds, 'kind')} seen once in {counted(status.judged, 'judged run')}"
    )
    yield plain(f"the next run is of a new kind: estimated at {share(status.new_kind)} (Good-Turing: {seen})")
    bound = f"at most {share(status.unseen_bound)} of the runs (95 %)"
    yield plain(f"a kind of failure that was not seen: {bound}, for this specification on this build alone")


def campaign_object(status: CampaignStatus) -> dict[str, object]:
    """Return the status of a campaign as JSON values; the parts of the runs add up."""
    found = asdict(status)
    for name, guard in (("canary", status.canary), ("determinism", status.determinism)):
        found[name] = {"state": guard.word, **asdict(guard)}
    return {
        **found,
        "judged": status.judged,
        "failure_rate_95": list(status.failure_rate),
        "new_kind_estimate": status.new_kind,
        "unseen_kind_bound_95": status.unseen_bound,
    }
