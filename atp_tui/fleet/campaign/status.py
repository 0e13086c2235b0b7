"""What a campaign has come to: counts that add up, its guards, and what may be said of what it has not shown."""

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.engine.statistics import bound_of_unseen, good_turing, wilson
from atp_tui.fleet.campaign.row import campaign_of
from atp_tui.fleet.campaign.rows import CANARY, DETERMINISM, FAILED, KILLED, LAB_ERROR, PASSED, TIMEOUT
from atp_tui.fleet.connection import AGAIN, Fleet, whole
from atp_tui.fleet.schema import OUTCOMES
from atp_tui.fleet.values import outcome_of, text, whole_or_none

LISTED: Final = 20
"""Lab errors, and runs that were lost, that are listed."""

U64: Final = 1 << 64
_PAGE: Final = 10_000


@dataclass(frozen=True, slots=True)
class GuardCount:
    """What the runs of a guard have shown."""

    met: int
    not_met: int
    found: str
    """What the first that was not met showed, empty where all were."""
    last_ns: int | None

    @property
    def word(self) -> str:
        """``ok``, ``FAILED`` or ``MISSING``."""
        return "FAILED" if self.not_met else "ok" if self.met else "MISSING"


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Runs that the lab could not bring to their end, by exception and place."""

    exception: str
    place: str
    runs: int
    first: int
    """The number of the first of them."""
    message: str
    """Of the first of them."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A run that was lost, with its seed."""

    outcome: str
    number: int
    seed: int


@dataclass(frozen=True, slots=True)
class CampaignStatus:
    """A campaign, as far as it has come."""

    name: str
    spec_digest: str
    build: str
    state: str
    """``running``, ``stopped``, ``done``, or ``killed`` where it says that it runs and does not."""
    runs: int
    """The sum of the next six: the runs that were asked for, or where there is no limit those that were made."""
    passed: int
    failed: int
    lab_errors: int
    killed: int
    timeouts: int
    not_yet: int
    canary: GuardCount
    determinism: GuardCount
    kinds: int
    """Kinds of failure: fingerprints of level 1."""
    singletons: int
    """Those of them that exactly one run has shown."""
    errors: tuple[ErrorGroup, ...]
    lost: tuple[Lost, ...]

    @property
    def judged(self) -> int:
        """Runs that passed or failed."""
        return self.passed + self.failed

    @property
    def new_kind(self) -> float:
        """The estimated probability that the next run shows a new kind of failure."""
        return good_turing(self.singletons, self.judged)

    @property
    def unseen_bound(self) -> float:
        """The most that the rate of a kind of failure can be that no run has shown, with 95 %."""
        return bound_of_unseen(self.judged)

    @property
    def failure_rate(self) -> tuple[float, float]:
        """The interval of 95 % of the rate of runs that fail."""
        return wilson(self.failed, self.judged)

    @property
    def is_trusted(self) -> bool:
        """Whether both guards were run, and have shown what they must."""
        return all(guard.word == "ok" for guard in (self.canary, self.determinism))


def status(fleet: Fleet, *, is_running: bool) -> CampaignStatus:
    """Return the status of the campaign of a database.

    Args:
        fleet: The database.
        is_running: Whether a campaign holds the lock.

    Raises:
        IoError: it has no campaign.
    """
    with fleet.reading():
        row = campaign_of(fleet)
        if row is None:
            raise IoError("a campaign", "none", file=fleet.path, advice="'atp-tui campaign run' begins one")
        counts = _outcomes(fleet, row.id)
        done = sum(counts.values())
        not_yet = max(row.written.runs - done, 0) if row.written.runs is not None else 0
        kinds, singletons = _kinds(fleet, row.id)
        return CampaignStatus(
            name=row.name,
            spec_digest=row.digest,
            build=row.written.build,
            state="killed" if row.state == "running" and not is_running else row.state,
            runs=done + not_yet,
            passed=counts.get(PASSED, 0),
            failed=counts.get(FAILED, 0),
            lab_errors=counts.get(LAB_ERROR, 0),
            killed=counts.get(KILLED, 0),
            timeouts=counts.get(TIMEOUT, 0),
            not_yet=not_yet,
            canary=_guard(fleet, row.id, CANARY),
            determinism=_guard(fleet, row.id, DETERMINISM),
            kinds=kinds,
            singletons=singletons,
            errors=_errors(fleet, row.id),
            lost=_lost(fleet, row.id),
        )


def _outcomes(fleet: Fleet, campaign: int) -> dict[str, int]:
    rows = fleet.rows("SELECT outcome, count(*) FROM run WHERE campaign = ? GROUP BY outcome", (campaign,))
    return {outcome_of(outcome): whole(runs) for outcome, runs in rows}


def _kinds(fleet: Fleet, campaign: int) -> tuple[int, int]:
    """How many kinds of failure there are, and how many of them one run has shown."""
    found = fleet.one(
        "SELECT count(*), coalesce(sum(n = 1), 0) FROM (SELECT count(DISTINCT number) AS n FROM violation"
        " WHERE campaign = ? GROUP BY level1)",
        (campaign,),
    )
    return whole(found[0]), whole(found[1])


def _guard(fleet: Fleet, campaign: int, kind: str) -> GuardCount:
    key = (campaign, kind)
    met, runs, last = fleet.one(
        "SELECT coalesce(sum(is_met), 0), count(*), max(done_ns) FROM guard WHERE campaign = ? AND kind = ?", key
    )
    sql = "SELECT found FROM guard WHERE campaign = ? AND kind = ? AND NOT is_met ORDER BY number LIMIT 1"
    found = fleet.one(sql, key)
    return GuardCount(whole(met), whole(runs) - whole(met), text(found[0]) if found else "", whole_or_none(last))


def _errors(fleet: Fleet, campaign: int) -> tuple[ErrorGroup, ...]:
    rows = fleet.rows(
        "SELECT exception, place, count(*), min(number), message FROM lab_error WHERE campaign = ?"
        " GROUP BY exception, place ORDER BY count(*) DESC, exception, place LIMIT ?",
        (campaign, LISTED),
    )
    return tuple(ErrorGroup(text(row[0]), text(row[1]), whole(row[2]), whole(row[3]), text(row[4])) for row in rows)


def _lost(fleet: Fleet, campaign: int) -> tuple[Lost, ...]:
    lost = (OUTCOMES.index(KILLED), OUTCOMES.index(TIMEOUT))
    rows = fleet.rows(
        "SELECT outcome, number, seed FROM run WHERE campaign = ? AND outcome IN (?, ?) ORDER BY number LIMIT ?",
        (campaign, *lost, LISTED),
    )
    return tuple(Lost(outcome_of(row[0]), whole(row[1]), whole(row[2]) % U64) for row in rows)


def table_digest(fleet: Fleet) -> tuple[str, int]:
    """Return the digest of the table of runs of a campaign, in hex, and how many runs it has.

    It covers number, seed, scenario, outcome, events, trace and violations of each run, but neither times nor attempts:
    the same specification gives the same digest, in whatever order and wherever its runs were run.

    Raises:
        IoError: the database has no campaign.
    """
    digest, runs, last = hashlib.sha256(), 0, -1
    with fleet.reading():
        row = campaign_of(fleet)
        if row is None:
            raise IoError("a campaign", "none", file=fleet.path, advice="'atp-tui campaign run' begins one")
        while rows := fleet.rows(
            "SELECT r.number, r.seed, c.label, r.outcome, r.events, hex(r.chain16) FROM run r"
            " LEFT JOIN cell c ON c.id = r.cell WHERE r.campaign = ? AND r.number > ? ORDER BY r.number LIMIT ?",
            (row.id, last, _PAGE),
        ):
            violations = _violations(fleet, row.id, rows[0][0], rows[-1][0])
            for told in rows:
                line = [*told[:3], outcome_of(told[3]), *told[4:], violations.get(told[0], [])]
                digest.update(_written(line))
            runs, last = runs + len(rows), rows[-1][0]
    return digest.hexdigest(), runs


def _written(line: list[object]) -> bytes:
    try:
        return json.dumps(line).encode() + b"\n"
    except TypeError as error:
        raise InvalidFormatError("numbers and texts in the rows of runs", str(error), advice=AGAIN) from None


def _violations(fleet: Fleet, campaign: int, first: int, last: int) -> dict[int, list[tuple[object, ...]]]:
    found: dict[int, list[tuple[object, ...]]] = {}
    for number, *violation in fleet.rows(
        "SELECT v.number, v.severity, p.fingerprint FROM violation v JOIN print p ON p.id = v.level1"
        " WHERE v.campaign = ? AND v.number BETWEEN ? AND ? ORDER BY v.number, v.place",
        (campaign, first, last),
    ):
        found.setdefault(number, []).append(tuple(violation))
    return found
