"""The states that the oracles judge. Source: FORMAT.md section 2; EVIDENCE.md, "The ATP transfer oracle"."""

from collections.abc import Iterable
from typing import Final, Self

from atp_tui.engine.fields import U32, Flag, Record, Text
from atp_tui.engine.oracle.trace_counts import Lifetime, TraceCounts
from atp_tui.engine.trace import BrokenEvent, TraceEvent


class TransferState(Record):
    """The state of a transfer that an oracle judges; a field not given has the value of an empty state."""

    manifest_hash: Text = ""
    """Hash of what the replica stored."""
    expected_manifest_hash: Text = ""
    """Hash of what was sent."""
    journal_gaps: U32 = 0
    pending_operations: U32 = 0
    leaked_obligations: U32 = 0
    path_outcomes_consistent: Flag = True
    """Whether all replicas report the same outcome of every path."""


LIFETIMES: Final[tuple[Lifetime, ...]] = (
    Lifetime(
        field="open_regions",
        subject="region",
        begins=frozenset({"RegionCreated"}),
        ends=frozenset({"RegionCloseComplete", "RegionCancelled"}),
    ),
    Lifetime(
        field="unfinished_tasks",
        subject="task",
        begins=frozenset({"Spawn"}),
        ends=frozenset({"Complete"}),
    ),
    Lifetime(
        field="unrecovered_blocks",
        subject="block",
        begins=frozenset({"BlockShort"}),
        ends=frozenset({"BlockDecoded"}),
        begin_words=("short of",),
        end_words=("decoded",),
    ),
)
"""What has a beginning and an end in a trace. A block has them on each replica by itself."""


class AtpTransferState(TransferState):
    """The transfer state with further counts, most of which a trace shows by itself; all u32.

    Raises:
        InvalidFormatError: a field is unknown, of another type or out of range; the error names it.
    """

    open_regions: U32 = 0
    """Regions that were created and neither closed nor cancelled."""
    unfinished_tasks: U32 = 0
    """Tasks that were spawned and did not complete."""
    unrecovered_blocks: U32 = 0
    """Blocks that a replica reported short of symbols and never decoded, counted for each replica."""
    time_reversals: U32 = 0
    """Events whose time is before the event before them."""
    missing_artifacts: U32 = 0
    """Artifact paths that are not there; no trace shows them."""

    @classmethod
    def from_trace(
        cls,
        events: Iterable[TraceEvent | BrokenEvent],
        state: TransferState | None = None,
        *,
        missing_artifacts: int | None = None,
    ) -> Self:
        """Return *state* with the counts that *events* show in place of its own.

        Args:
            events: The trace, in order; it is gone through once.
            state: The fields that no trace shows; an empty state where none is given.
            missing_artifacts: Artifact paths that are not there; None for what *state* says.

        Raises:
            InvalidFormatError: *missing_artifacts* is no u32.
        """
        counts = TraceCounts(LIFETIMES)
        for event in events:
            counts.add(event)
        return cls.from_counts(counts, state, missing_artifacts=missing_artifacts)

    @classmethod
    def from_counts(
        cls, counts: TraceCounts, state: TransferState | None = None, *, missing_artifacts: int | None = None
    ) -> Self:
        """Return the same for a trace that was counted already; arguments and errors as for :meth:`from_trace`."""
        base = TransferState() if state is None else state
        fields: dict[str, object] = {name: getattr(base, name) for name in type(base).model_fields}
        if missing_artifacts is not None:
            fields["missing_artifacts"] = missing_artifacts
        return cls.read(fields | counts.counts())
