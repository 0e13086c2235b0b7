"""A task as its agent describes it, from which a bundle is made."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from atp_tui.engine.fields import Text
from atp_tui.engine.proof.builder import AgentTaskProofBundleBuilder
from atp_tui.engine.proof.bundle import AgentTaskProofBundle
from atp_tui.engine.proof.fields import Moment, ProofRecord
from atp_tui.engine.proof.records import (
    BlockerRecord,
    CommandRecord,
    CommitRecord,
    FileReservationRecord,
    ProofFile,
    RchRecord,
    ReplayStep,
    ValidationFrontierRecord,
)

_R = TypeVar("_R")


class TaskDescription(ProofRecord):
    """What an agent tells of its task; what can be worked out is not asked for.

    Raises:
        AgentProofError: a field is missing, unknown, of another type or form; the error names it.
    """

    task: Text
    agent: Text
    claim: Text
    made: Moment | None = None
    """When the bundle was made; None for now."""
    commits: tuple[CommitRecord, ...] = ()
    commands: tuple[CommandRecord, ...] = ()
    reservations: tuple[FileReservationRecord, ...] = ()
    rch: tuple[RchRecord, ...] = ()
    blockers: tuple[BlockerRecord, ...] = ()
    frontier: ValidationFrontierRecord = ValidationFrontierRecord()
    replay: tuple[ReplayStep, ...] = ()

    def bundle(
        self, now: str, commands: Iterable[CommandRecord] = (), files: Iterable[ProofFile] = ()
    ) -> AgentTaskProofBundle:
        """Return the bundle that the description makes with further commands and files.

        Args:
            now: The moment that counts where the description tells none.
            commands: Commands that were run, after those of the description.
            files: Files as they are at the end.

        Raises:
            AgentProofError: a rule of a bundle does not hold; the error names the field.
        """
        builder = AgentTaskProofBundleBuilder(self.task, self.agent, self.claim, self.made or now)
        _each(builder.commit, self.commits)
        _each(builder.command, (*self.commands, *commands))
        _each(builder.reservation, self.reservations)
        _each(builder.rch, self.rch)
        _each(builder.blocker, self.blockers)
        _each(builder.check, self.frontier.checks)
        _each(builder.frontier, self.frontier.entries)
        _each(builder.replay_step, self.replay)
        _each(builder.file, files)
        return builder.build()


def _each(add: Callable[[_R], object], records: Iterable[_R]) -> None:
    for record in records:
        add(record)
