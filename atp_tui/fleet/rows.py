"""What a fleet says of itself, as frozen values: the rows of its reports and of its screen.

Every text in them may come from a pack or from a database that somebody else wrote, and is cleaned where it is shown.
"""

import enum
from dataclasses import dataclass

from atp_tui.engine.record import Severity


class Status(enum.StrEnum):
    """Where a group stands in the work of the people who look at it; the value is the word in the database."""

    NEW = "new"
    """Nobody has said anything about it."""
    KNOWN = "known"
    """Somebody knows it."""
    MUTED = "muted"
    """It is known, and is not listed unless asked for."""
    FIXED = "fixed"
    """Somebody says that it is fixed; a run on a later build that shows it makes it regressed."""
    REGRESSED = "regressed"
    """It was fixed and has been seen on a later build."""


class Proof(enum.StrEnum):
    """What came of running the cause of a group again; the value is the word in the database."""

    FAILS = "fails"
    """The cause gives the same failure."""
    PASSES = "passes"
    """The cause gives no failure."""
    OTHER = "other"
    """The cause gives another failure."""
    NOT_RUN = "not run"
    """It was not run, or could not be."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many runs and packs a fleet has; the runs of the parts add up to *runs*, the packs to *packs*."""

    runs: int
    passed: int
    failed: int
    not_judged: int
    """No oracle judged the run."""
    unknown: int
    """The part of the record that can be read shows no failure, and the rest cannot be read."""
    lab_errors: int
    timeouts: int
    killed: int
    packs: int
    """Paths; two paths to one pack are two packs here and one run."""
    readable: int
    unreadable: int
    unread: int
    """Known by their path alone so far."""
    sound: int
    not_sound: int
    unexamined: int
    """Readable, but their soundness has not been checked so far."""
    groups: int
    not_looked_into: int
    """Violations of packs of the lab whose cause nobody has searched for."""
    builds: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of violations, as a list shows it."""

    id: int
    title: str
    status: Status
    severity: Severity
    """The highest of its violations."""
    runs: int
    """Runs with one of its violations, each counted once."""
    violations: int
    rate: float
    """*runs* as a share of the runs of the fleet that were judged."""
    builds: tuple[tuple[str, int], ...]
    """Label and runs of each build that shows it, the oldest build first."""
    first_ns: int
    """When it was first seen, in nanoseconds since 1970."""
    last_ns: int
    level: int
    """2 where the causes of its violations were found, else 1."""
    proof: Proof
    note: str
    influence: str
    """The option with the strongest influence, in a few words; empty where none is certain."""


class GroupOrder(enum.StrEnum):
    """How a list of groups is sorted; each has the largest, the latest or the worst first."""

    IMPACT = "impact"
    """Severity, then runs."""
    RUNS = "runs"
    LAST_SEEN = "last"
    FIRST_SEEN = "first"
    TITLE = "title"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """Which groups a list shows."""

    text: str = ""
    """A part of the title or the note, whatever the case."""
    statuses: frozenset[Status] = frozenset(Status) - {Status.MUTED}
    build: str | None = None
    """Label of a build that must show it."""
    since_ns: int | None = None
    """It was seen at this time or later."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a fingerprint: why violations are together."""

    name: str
    """What it is, in words."""
    value: str
    source: str
    """The file of the pack it was read from, or what was run."""


@dataclass(frozen=True, slots=True)
class Influence:
    """How often a group is seen with an option and without it."""

    option: str
    with_seen: int
    with_runs: int
    without_seen: int
    without_runs: int
    low: float
    """Bounds of the rate with the option: Wilson, 95 %."""
    high: float
    without_low: float
    without_high: float

    @property
    def is_trigger(self) -> bool:
        """Whether the group is seen more often with the option, certainly."""
        return self.low > self.without_high

    @property
    def is_suppressor(self) -> bool:
        """Whether the group is seen less often with the option, certainly."""
        return self.high < self.without_low


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A pack that shows a group."""

    pack: int
    path: bytes
    """As the file system has it."""
    build: str
    seed: int | None
    sound: bool | None
    """None where it has not been checked."""
    role: str
    """``sample`` or ``minimized``."""
    events: int | None
    seen_ns: int


@dataclass(frozen=True, slots=True)
class Cause:
    """The smallest cause that was found of a violation of a group."""

    decisions: tuple[str, ...]
    """The external decisions that are left, in words."""
    of: int
    """How many decisions the run had."""
    tries: int
    is_minimal: bool
    pack: int | None
    """The pack whose violation it is."""


@dataclass(frozen=True, slots=True)
class GroupDetail:
    """All that there is to say of a group."""

    row: GroupRow
    prints: tuple[str, ...]
    """The fingerprints that belong to it."""
    parts: tuple[Part, ...]
    """The parts of its first fingerprint."""
    cause: Cause | None
    samples: int
    """How many packs show it."""
    influences: tuple[Influence, ...]
    """Triggers and suppressors, the strongest first."""
    options_tested: int
    """How many options were looked at for them."""


@dataclass(frozen=True, slots=True)
class DeedRow:
    """Something that a person did to the groups."""

    number: int
    at_ns: int
    what: str
    """merge, split, status, note, upgrade or undo."""
    words: str
    """The same as a sentence."""
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A path at which a pack should be, and cannot be read."""

    pack: int
    path: bytes
    fault: str
    """Why, as a line."""
    seen_ns: int


@dataclass(frozen=True, slots=True)
class PackViolation:
    """A violation of a pack, with its group and why it is there."""

    place: int
    """Its place among the violations of the pack, from 0."""
    oracle: str
    violation_type: str
    severity: Severity
    group: int
    title: str
    """Of the group."""
    fingerprint: str
    level: int
    parts: tuple[Part, ...]
    search: str
    """What came of the search for its cause, in words."""
