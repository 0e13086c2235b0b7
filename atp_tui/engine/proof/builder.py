"""Collecting the proof of an agent's task. Source: EVIDENCE.md, "Proof of an agent's task"."""

from typing import Self

from atp_tui.engine.errors import AgentProofError
from atp_tui.engine.proof.bundle import AgentTaskProofBundle
from atp_tui.engine.proof.records import (
    BlockerRecord,
    CommandRecord,
    CommitRecord,
    FileReservationRecord,
    FrontierEntry,
    ProofFile,
    RchRecord,
    ReplayInstructions,
    ReplayStep,
    ValidationFrontierRecord,
)
from atp_tui.engine.proof.rules import first_fault


class AgentTaskProofBundleBuilder:
    """Collects a bundle; every method returns the builder, :meth:`build` the frozen bundle.

    Args:
        task: The task that was given.
        agent: The program or person to which it was given.
        claim: What the agent says it did.
        made: When the bundle was made, a moment in UTC.
    """

    def __init__(self, task: str, agent: str, claim: str, made: str) -> None:
        self._head = {"task": task, "agent": agent, "claim": claim, "made": made}
        self._commits: list[CommitRecord] = []
        self._commands: list[CommandRecord] = []
        self._reservations: list[FileReservationRecord] = []
        self._rch: list[RchRecord] = []
        self._blockers: list[BlockerRecord] = []
        self._checks: list[str] = []
        self._entries: list[FrontierEntry] = []
        self._steps: list[ReplayStep] = []
        self._files: list[ProofFile] = []

    def commit(self, record: CommitRecord) -> Self:
        """Add a commit."""
        self._commits.append(record)
        return self

    def command(self, record: CommandRecord) -> Self:
        """Add a command that was run."""
        self._commands.append(record)
        return self

    def reservation(self, record: FileReservationRecord) -> Self:
        """Add a reservation of files."""
        self._reservations.append(record)
        return self

    def rch(self, record: RchRecord) -> Self:
        """Add a command that was given to a remote compilation helper."""
        self._rch.append(record)
        return self

    def blocker(self, record: BlockerRecord) -> Self:
        """Add something that stopped the work."""
        self._blockers.append(record)
        return self

    def check(self, name: str) -> Self:
        """Add the name of a check that there is; it must get an entry, be it that it was not run."""
        self._checks.append(name)
        return self

    def frontier(self, entry: FrontierEntry) -> Self:
        """Add what came of a check."""
        self._entries.append(entry)
        return self

    def replay_step(self, step: ReplayStep) -> Self:
        """Add a step by which the work can be seen again."""
        self._steps.append(step)
        return self

    def file(self, record: ProofFile) -> Self:
        """Add a file as it was at the end."""
        self._files.append(record)
        return self

    def build(self) -> AgentTaskProofBundle:
        """Return the bundle.

        Raises:
            AgentProofError: a rule of a bundle does not hold; the error names the field.
        """
        bundle = AgentTaskProofBundle.read(
            {
                **self._head,
                "commits": tuple(self._commits),
                "commands": tuple(self._commands),
                "reservations": tuple(self._reservations),
                "rch": tuple(self._rch),
                "blockers": tuple(self._blockers),
                "frontier": ValidationFrontierRecord(checks=tuple(self._checks), entries=tuple(self._entries)),
                "replay": ReplayInstructions.of(tuple(self._steps)),
                "files": tuple(self._files),
            }
        )
        fault = first_fault(bundle)
        if fault is not None:
            raise AgentProofError(fault.expected, fault.found, place=fault.place)
        return bundle
