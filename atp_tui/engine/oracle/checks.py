"""The table of checks: a row is all that the program knows about a check.

The oracles run the rows in this order; switches, detection models, inference of a state from evidence and the events
relevant to a violation are built from them. Adding a check takes a field of the state and a row.
Source: FORMAT.md section 3; EVIDENCE.md, "The ATP transfer oracle" and "Many checks together".
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from atp_tui.engine.oracle.check import Check, CheckGroup, Condition, Source, not_zero
from atp_tui.engine.oracle.state import AtpTransferState, TransferState
from atp_tui.engine.record import Severity
from atp_tui.engine.relevance import Relevance

CHECKS: Final[tuple[Check[TransferState], ...]] = (
    Check(
        name="manifest",
        violation_type="manifest_integrity",
        severity=Severity.HIGH,
        group=CheckGroup.DATA,
        condition=Condition(
            fields=("manifest_hash", "expected_manifest_hash"),
            fires=lambda state: state.manifest_hash != state.expected_manifest_hash,
            describe=lambda state: (
                f"Manifest hash mismatch: expected {state.expected_manifest_hash}, got {state.manifest_hash}"
            ),
            evidence=lambda state: {
                "expected_hash": state.expected_manifest_hash,
                "actual_hash": state.manifest_hash,
            },
            infer=lambda evidence: {
                "manifest_hash": evidence.get("actual_hash", ""),
                "expected_manifest_hash": evidence.get("expected_hash", ""),
            },
        ),
        relevance=Relevance(("manifest", "hash differs", "hash mismatch", "digest differs", "flipped")),
    ),
    Check(
        name="journal",
        violation_type="journal_consistency",
        severity=Severity.HIGH,
        group=CheckGroup.JOURNAL,
        condition=not_zero("journal_gaps", "Journal has {} gaps or ordering violations", "gap_count"),
        relevance=Relevance(("journal", "power cut", "torn"), frozenset({"JournalAppend"})),
    ),
    Check(
        name="quiescence",
        violation_type="quiescence",
        severity=Severity.MEDIUM,
        group=CheckGroup.STRUCTURE,
        condition=not_zero("pending_operations", "Transfer attempted with {} pending operations", "pending_count"),
        relevance=Relevance(
            (
                "pending",
                "stuck",
                "waits",
                "waiting",
                "deadline",
                "shortage",
                "short of",
                "repair wanted",
                "budget",
                "gave up",
                "never completed",
                "never acknowledged",
                "given up",
                "lost-finished",
                "handshake lost",
            ),
            frozenset({"BlockShort", "RepairSpent", "PathDark", "PathLit", "Deadline", "OperationGivenUp"}),
            silenced_by=(" 0 repair wanted",),
        ),
    ),
    Check(
        name="obligations",
        violation_type="obligation_leak",
        severity=Severity.HIGH,
        group=CheckGroup.STRUCTURE,
        condition=not_zero("leaked_obligations", "Found {} leaked obligations", "leak_count"),
        relevance=Relevance(
            ("permit", "obligation", "leak", "leaves the race"),
            frozenset({"PermitOpened", "PermitSettled", "RegionCancelled"}),
        ),
    ),
    Check(
        name="path_consistency",
        violation_type="path_consistency",
        severity=Severity.HIGH,
        group=CheckGroup.PATHS,
        condition=Condition(
            fields=("path_outcomes_consistent",),
            fires=lambda state: not state.path_outcomes_consistent,
            describe=lambda _: "Path outcomes are inconsistent across replicas",
            evidence=lambda _: {},
            infer=lambda _: {"path_outcomes_consistent": False},
        ),
        relevance=Relevance(("outcome", "retire", "drained", "inconsistent")),
    ),
)
"""The checks of the transfer oracle, in the order in which they run."""

ATP_CHECKS: Final[tuple[Check[AtpTransferState], ...]] = (
    *CHECKS,
    Check(
        name="region_closure",
        violation_type="region_closure",
        severity=Severity.HIGH,
        group=CheckGroup.STRUCTURE,
        condition=not_zero("open_regions", "Found {} regions that were created and never closed", "open_region_count"),
        source=Source.TRACE,
        relevance=Relevance(
            ("region", "never closed"),
            frozenset({"RegionCreated", "RegionCloseBegin", "RegionCloseComplete", "RegionCancelled"}),
        ),
    ),
    Check(
        name="task_completion",
        violation_type="task_completion",
        severity=Severity.MEDIUM,
        group=CheckGroup.STRUCTURE,
        condition=not_zero(
            "unfinished_tasks", "Found {} tasks that were spawned and never completed", "unfinished_count"
        ),
        source=Source.TRACE,
        relevance=Relevance(
            ("never completed", "never finished", "unfinished", "gave up", "given up", "stuck", "deadline"),
            frozenset({"Spawn", "Complete"}),
        ),
    ),
    Check(
        name="repair_recovery",
        violation_type="repair_recovery",
        severity=Severity.CRITICAL,
        group=CheckGroup.DATA,
        condition=not_zero("unrecovered_blocks", "Found {} blocks that repair did not recover", "unrecovered_count"),
        source=Source.TRACE,
        relevance=Relevance(
            ("short of", "shortage", "repair wanted", "budget", "not recovered", "unrecovered"),
            frozenset({"BlockShort", "BlockDecoded", "RepairSpent"}),
            silenced_by=(" 0 repair wanted",),
        ),
    ),
    Check(
        name="trace_order",
        violation_type="trace_order",
        severity=Severity.LOW,
        group=CheckGroup.RECORD,
        condition=not_zero("time_reversals", "Trace has {} events whose time runs backwards", "reversal_count"),
        source=Source.TRACE,
        # No event alone shows that time ran backwards, so only messages about clocks are left.
        relevance=Relevance(("clock", "backwards", "out of order")),
    ),
    Check(
        name="artifact_presence",
        violation_type="artifact_presence",
        severity=Severity.LOW,
        group=CheckGroup.RECORD,
        condition=not_zero("missing_artifacts", "Found {} artifact paths that are not there", "missing_count"),
        source=Source.ARTIFACTS,
        relevance=Relevance(("artifact", "not written", "no such file")),
    ),
)
"""The checks of the ATP oracle, in the order in which they run: those of the transfer oracle and more."""

CHECK_OF: Final[Mapping[str, Check[TransferState]]] = MappingProxyType(
    {check.violation_type: check for check in CHECKS}
)
"""The check of the transfer oracle that reports violations of a type."""

ATP_CHECK_OF: Final[Mapping[str, Check[AtpTransferState]]] = MappingProxyType(
    {check.violation_type: check for check in ATP_CHECKS}
)
"""The check of the ATP oracle that reports violations of a type."""
