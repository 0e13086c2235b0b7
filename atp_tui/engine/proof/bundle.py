"""The proof of an agent's task as a whole. Source: EVIDENCE.md, "Proof of an agent's task"."""

from typing import Final

from atp_tui.engine.fields import SchemaVersion, Text
from atp_tui.engine.proof.fields import Moment, ProofRecord
from atp_tui.engine.proof.records import (
    BlockerRecord,
    CommandRecord,
    CommitRecord,
    FileReservationRecord,
    ProofFile,
    RchRecord,
    ReplayInstructions,
    ReplaySafetyLevel,
    ValidationFrontierRecord,
)

PROOF_VERSION: Final = 1


class AgentTaskProofBundle(ProofRecord):
    """What an agent claims to have done, with the records by which it can be checked.

    One that was read may contradict itself, which the rules tell; one that was built does not.

    Raises:
        AgentProofError: a field is missing, unknown, of another type or form; the error names it.
    """

    schema_version: SchemaVersion = PROOF_VERSION
    task: Text
    """The task that was given."""
    agent: Text
    """The program or person to which it was given."""
    claim: Text
    """What the agent says it did."""
    made: Moment
    """When the bundle was made."""
    commits: tuple[CommitRecord, ...] = ()
    commands: tuple[CommandRecord, ...] = ()
    reservations: tuple[FileReservationRecord, ...] = ()
    rch: tuple[RchRecord, ...] = ()
    blockers: tuple[BlockerRecord, ...] = ()
    frontier: ValidationFrontierRecord = ValidationFrontierRecord()
    replay: ReplayInstructions = ReplayInstructions()
    files: tuple[ProofFile, ...] = ()

    @property
    def safety_level(self) -> ReplaySafetyLevel:
        """The highest level among the steps of its replay, whatever it claims."""
        return self.replay.highest
