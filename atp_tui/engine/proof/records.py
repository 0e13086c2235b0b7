"""The records of a proof. Source: EVIDENCE.md, "Proof of an agent's task"."""

import enum

from pydantic import Field

from atp_tui.engine.fields import U64, Flag, Text, TextMap
from atp_tui.engine.proof.fields import Argv, CommitId, Digest, ExitCode, InsidePath, Moment, ProofRecord, Seconds


class CommitRecord(ProofRecord):
    """A commit that belongs to the task."""

    commit: CommitId
    parents: tuple[CommitId, ...] = ()
    subject: Text
    time: Moment
    files: tuple[InsidePath, ...] = ()
    """The files that it changed."""


class StreamDigest(ProofRecord):
    """What a command wrote to one of its streams, as digest and length."""

    digest: Digest
    bytes: U64


class CommandRecord(ProofRecord):
    """A command that was run."""

    argv: Argv
    directory: InsidePath = "."
    """Where it ran, from the root of the task."""
    exit_code: ExitCode
    started: Moment
    seconds: Seconds
    """How long it ran."""
    stdout: StreamDigest
    stderr: StreamDigest
    environment: TextMap = Field(default_factory=dict, validate_default=True)
    """The variables on the allow-list that were set."""


class FileReservationRecord(ProofRecord):
    """Files that somebody kept to themselves, or shared, for a while."""

    pattern: InsidePath
    """``*`` stands for anything in a name, ``?`` for one character of it, ``**`` for anything at all."""
    holder: Text
    exclusive: Flag
    reserved_from: Moment
    reserved_until: Moment
    released: Moment | None = None
    """When it was given back before its time."""


class RanAt(enum.StrEnum):
    """Where a command ran that was given to a remote compilation helper."""

    REMOTE = "remote"
    LOCAL_FALLBACK = "local_fallback"


class RchRecord(ProofRecord):
    """A command that was given to a remote compilation helper."""

    worker: Text
    """The machine that was asked."""
    asked_from: Text
    """The machine from which it was asked."""
    ran_on: Text
    """The machine on which it really ran."""
    ran: RanAt
    """What the record claims; :attr:`place` is what the machines' names give."""
    argv: Argv
    exit_code: ExitCode

    @property
    def place(self) -> RanAt:
        """Where it ran by the names of the machines: remote only on the worker that was asked, and not at home."""
        is_remote = bool(self.worker) and self.ran_on == self.worker != self.asked_from
        return RanAt.REMOTE if is_remote else RanAt.LOCAL_FALLBACK


class BlockerRecord(ProofRecord):
    """Something that stopped the work."""

    what: Text
    since: Moment
    waits_on: Text
    resolved: Moment | None = None
    resolution: Text = ""
    """How it was resolved."""


class CheckOutcome(enum.StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"


class FrontierEntry(ProofRecord):
    """What came of one check."""

    check: Text
    outcome: CheckOutcome
    commit: CommitId | None = None
    """The commit at which it ran; None where it did not."""
    reason: Text = ""
    """Why it did not run."""


class ValidationFrontierRecord(ProofRecord):
    """How far the task was validated."""

    checks: tuple[Text, ...] = ()
    """All checks that there are; each must have its entry."""
    entries: tuple[FrontierEntry, ...] = ()

    @property
    def not_run(self) -> tuple[FrontierEntry, ...]:
        """The entries of what was not checked."""
        return tuple(entry for entry in self.entries if entry.outcome is CheckOutcome.NOT_RUN)


class ReplaySafetyLevel(enum.StrEnum):
    """What a step may do to the machine and to others, the safest first."""

    READ_ONLY = "read_only"
    """It looks only."""
    SANDBOXED = "sandboxed"
    """It writes only in a fresh directory."""
    MUTATING = "mutating"
    """It changes the working tree."""
    EXTERNAL = "external"
    """It reaches other machines."""

    @property
    def rank(self) -> int:
        """The place in the order, 0 for read_only."""
        return tuple(ReplaySafetyLevel).index(self)


class ReplayStep(ProofRecord):
    """One step by which the work can be seen again."""

    argv: Argv
    directory: InsidePath = "."
    level: ReplaySafetyLevel
    shows: Text = ""
    """What is seen when it has run."""


class ReplayInstructions(ProofRecord):
    """The steps by which the work can be seen again, in order."""

    steps: tuple[ReplayStep, ...] = ()
    level: ReplaySafetyLevel = ReplaySafetyLevel.READ_ONLY
    """What the record claims; :attr:`highest` is what the steps give."""

    @classmethod
    def of(cls, steps: tuple[ReplayStep, ...]) -> "ReplayInstructions":
        """Return the instructions that some steps make."""
        return cls(steps=steps, level=highest_level(steps))

    @property
    def highest(self) -> ReplaySafetyLevel:
        """The highest level among the steps."""
        return highest_level(self.steps)


def highest_level(steps: tuple[ReplayStep, ...]) -> ReplaySafetyLevel:
    """Return the highest level among *steps*, read_only where there are none."""
    return max((step.level for step in steps), key=lambda level: level.rank, default=ReplaySafetyLevel.READ_ONLY)


class ProofFile(ProofRecord):
    """A file that the task made or changed, as it was at the end."""

    path: InsidePath
    digest: Digest
    bytes: U64
