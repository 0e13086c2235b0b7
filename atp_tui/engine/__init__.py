"""What a crashpack means: records, oracle, evidence, text forms and soundness. Pure, usable without a screen.

A name is imported from its room when it is first asked for, so that a command pays only for the rooms it uses.
"""

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from atp_tui.engine.artifacts import NINE_FILES
    from atp_tui.engine.diff.alignment import RowKind, align
    from atp_tui.engine.diff.comparison import PackDiff, TraceDiff, diff_packs, diff_traces
    from atp_tui.engine.difference import Difference
    from atp_tui.engine.digest import JournalDigest
    from atp_tui.engine.divergence import Divergence
    from atp_tui.engine.errors import (
        AgentProofError,
        CrashpackError,
        InvalidFormatError,
        IoError,
        ReplayError,
        SerializationError,
    )
    from atp_tui.engine.evidence import BayesFactor, Evidence, EvidenceLine, EvidenceStrength, LogLikelihoods
    from atp_tui.engine.ledger import EvidenceLedger, LedgerEntry, RecordedLedger
    from atp_tui.engine.minimize.config import (
        Minimized,
        MinimizeEnd,
        MinimizeMode,
        MinimizeProgress,
        TraceMinimizerConfig,
    )
    from atp_tui.engine.minimize.minimizer import ProjectedTrace, TraceMinimizer
    from atp_tui.engine.minimize.selection import Selection
    from atp_tui.engine.oracle.atp import AtpOracleResult, AtpTransferOracle
    from atp_tui.engine.oracle.check import CheckGroup
    from atp_tui.engine.oracle.checks import ATP_CHECKS, CHECKS
    from atp_tui.engine.oracle.combine import CombinedEvidence, GroupEvidence, combine
    from atp_tui.engine.oracle.model import DEFAULT_MODEL, CheckRates, DetectionModel, read_model
    from atp_tui.engine.oracle.state import AtpTransferState, TransferState
    from atp_tui.engine.oracle.summary import EvidenceSummary
    from atp_tui.engine.oracle.switches import AtpOracleChecks, OracleChecks
    from atp_tui.engine.oracle.transfer import TransferOracle
    from atp_tui.engine.pack_text import read_record, render, write_record
    from atp_tui.engine.posterior import DEFAULT_PRIOR
    from atp_tui.engine.proof.builder import AgentTaskProofBundleBuilder
    from atp_tui.engine.proof.bundle import AgentTaskProofBundle
    from atp_tui.engine.proof.records import (
        BlockerRecord,
        CheckOutcome,
        CommandRecord,
        CommitRecord,
        FileReservationRecord,
        FrontierEntry,
        ProofFile,
        RanAt,
        RchRecord,
        ReplayInstructions,
        ReplaySafetyLevel,
        ReplayStep,
        StreamDigest,
        ValidationFrontierRecord,
    )
    from atp_tui.engine.proof.rules import verify_bundle
    from atp_tui.engine.proof.secrets import Redactor
    from atp_tui.engine.proof.statement import read_statement, verify_statement, write_statement
    from atp_tui.engine.record import (
        SCHEMA_VERSION,
        Crashpack,
        CrashpackBuilder,
        OracleResult,
        OracleStats,
        Severity,
        Violation,
    )
    from atp_tui.engine.replay.chain import TraceChain, chain_of
    from atp_tui.engine.replay.coordinator import ReplayCoordinator
    from atp_tui.engine.replay.result import OracleComparison, Repetition, ReplayResult, ReplayVerdict
    from atp_tui.engine.replay.run import RecordedRun, Rerun, Runner
    from atp_tui.engine.signature import Signature, signature_of
    from atp_tui.engine.soundness import Finding, examine, is_sound
    from atp_tui.engine.statistics import Tally
    from atp_tui.engine.survey import TraceSurvey, survey_trace
    from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent

__all__ = [
    "ATP_CHECKS",
    "CHECKS",
    "DEFAULT_MODEL",
    "DEFAULT_PRIOR",
    "NINE_FILES",
    "SCHEMA_VERSION",
    "AgentProofError",
    "AgentTaskProofBundle",
    "AgentTaskProofBundleBuilder",
    "AtpOracleChecks",
    "AtpOracleResult",
    "AtpTransferOracle",
    "AtpTransferState",
    "BayesFactor",
    "BlockerRecord",
    "BrokenEvent",
    "CheckGroup",
    "CheckOutcome",
    "CheckRates",
    "CombinedEvidence",
    "CommandRecord",
    "CommitRecord",
    "Crashpack",
    "CrashpackBuilder",
    "CrashpackError",
    "DetectionModel",
    "Difference",
    "Divergence",
    "Evidence",
    "EvidenceLedger",
    "EvidenceLine",
    "EvidenceStrength",
    "EvidenceSummary",
    "FileReservationRecord",
    "Finding",
    "FrontierEntry",
    "GroupEvidence",
    "InvalidFormatError",
    "IoError",
    "JournalDigest",
    "Lane",
    "LedgerEntry",
    "LogLikelihoods",
    "MinimizeEnd",
    "MinimizeMode",
    "MinimizeProgress",
    "Minimized",
    "OracleChecks",
    "OracleComparison",
    "OracleResult",
    "OracleStats",
    "PackDiff",
    "ProjectedTrace",
    "ProofFile",
    "RanAt",
    "RchRecord",
    "RecordedLedger",
    "RecordedRun",
    "Redactor",
    "Repetition",
    "ReplayCoordinator",
    "ReplayError",
    "ReplayInstructions",
    "ReplayResult",
    "ReplaySafetyLevel",
    "ReplayStep",
    "ReplayVerdict",
    "Rerun",
    "RowKind",
    "Runner",
    "Selection",
    "SerializationError",
    "Severity",
    "Signature",
    "StreamDigest",
    "Tally",
    "TraceChain",
    "TraceDiff",
    "TraceEvent",
    "TraceMinimizer",
    "TraceMinimizerConfig",
    "TraceSurvey",
    "TransferOracle",
    "TransferState",
    "ValidationFrontierRecord",
    "Violation",
    "align",
    "chain_of",
    "combine",
    "diff_packs",
    "diff_traces",
    "examine",
    "is_sound",
    "read_model",
    "read_record",
    "read_statement",
    "render",
    "signature_of",
    "survey_trace",
    "verify_bundle",
    "verify_statement",
    "write_record",
    "write_statement",
]

_ROOMS: Final = {
    "artifacts": ("NINE_FILES",),
    "oracle.check": ("CheckGroup",),
    "oracle.checks": ("ATP_CHECKS", "CHECKS"),
    "oracle.switches": ("AtpOracleChecks", "OracleChecks"),
    "oracle.combine": ("CombinedEvidence", "GroupEvidence", "combine"),
    "oracle.model": ("CheckRates", "DEFAULT_MODEL", "DetectionModel", "read_model"),
    "oracle.atp": ("AtpOracleResult", "AtpTransferOracle"),
    "statistics": ("Tally",),
    "oracle.state": ("AtpTransferState", "TransferState"),
    "oracle.summary": ("EvidenceSummary",),
    "diff.alignment": ("RowKind", "align"),
    "diff.comparison": ("PackDiff", "TraceDiff", "diff_packs", "diff_traces"),
    "difference": ("Difference",),
    "digest": ("JournalDigest",),
    "divergence": ("Divergence",),
    "errors": (
        "AgentProofError",
        "CrashpackError",
        "InvalidFormatError",
        "IoError",
        "ReplayError",
        "SerializationError",
    ),
    "evidence": ("BayesFactor", "Evidence", "EvidenceLine", "EvidenceStrength", "LogLikelihoods"),
    "ledger": ("EvidenceLedger", "LedgerEntry", "RecordedLedger"),
    "minimize.config": ("MinimizeEnd", "MinimizeMode", "MinimizeProgress", "Minimized", "TraceMinimizerConfig"),
    "minimize.minimizer": ("ProjectedTrace", "TraceMinimizer"),
    "minimize.selection": ("Selection",),
    "oracle.transfer": ("TransferOracle",),
    "pack_text": ("read_record", "render", "write_record"),
    "posterior": ("DEFAULT_PRIOR",),
    "proof.builder": ("AgentTaskProofBundleBuilder",),
    "proof.bundle": ("AgentTaskProofBundle",),
    "proof.records": (
        "BlockerRecord",
        "CheckOutcome",
        "CommandRecord",
        "CommitRecord",
        "FileReservationRecord",
        "FrontierEntry",
        "ProofFile",
        "RanAt",
        "RchRecord",
        "ReplayInstructions",
        "ReplaySafetyLevel",
        "ReplayStep",
        "StreamDigest",
        "ValidationFrontierRecord",
    ),
    "proof.rules": ("verify_bundle",),
    "proof.secrets": ("Redactor",),
    "proof.statement": ("read_statement", "verify_statement", "write_statement"),
    "record": (
        "Crashpack",
        "CrashpackBuilder",
        "OracleResult",
        "OracleStats",
        "SCHEMA_VERSION",
        "Severity",
        "Violation",
    ),
    "replay.chain": ("TraceChain", "chain_of"),
    "replay.coordinator": ("ReplayCoordinator",),
    "replay.result": ("OracleComparison", "Repetition", "ReplayResult", "ReplayVerdict"),
    "replay.run": ("RecordedRun", "Rerun", "Runner"),
    "signature": ("Signature", "signature_of"),
    "soundness": ("Finding", "examine", "is_sound"),
    "survey": ("TraceSurvey", "survey_trace"),
    "trace": ("BrokenEvent", "Lane", "TraceEvent"),
}

_ROOM_OF: Final = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Return a public name from its room."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
