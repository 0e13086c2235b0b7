"""What a crashpack means: records, oracle, evidence, text forms and soundness. Pure, usable without a screen."""

from atp_tui.engine.artifacts import NINE_FILES
from atp_tui.engine.digest import JournalDigest
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
from atp_tui.engine.oracle import CHECKS, OracleChecks, TransferOracle
from atp_tui.engine.pack_text import read_record, render, write_record
from atp_tui.engine.record import (
    SCHEMA_VERSION,
    Crashpack,
    CrashpackBuilder,
    OracleResult,
    OracleStats,
    Severity,
    Violation,
)
from atp_tui.engine.soundness import Finding, examine, is_sound
from atp_tui.engine.state import TransferState
from atp_tui.engine.survey import TraceSurvey, survey
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent

__all__ = [
    "CHECKS",
    "NINE_FILES",
    "SCHEMA_VERSION",
    "AgentProofError",
    "BayesFactor",
    "BrokenEvent",
    "Crashpack",
    "CrashpackBuilder",
    "CrashpackError",
    "Evidence",
    "EvidenceLedger",
    "EvidenceLine",
    "EvidenceStrength",
    "Finding",
    "InvalidFormatError",
    "IoError",
    "JournalDigest",
    "Lane",
    "LedgerEntry",
    "LogLikelihoods",
    "OracleChecks",
    "OracleResult",
    "OracleStats",
    "RecordedLedger",
    "ReplayError",
    "SerializationError",
    "Severity",
    "TraceEvent",
    "TraceSurvey",
    "TransferOracle",
    "TransferState",
    "Violation",
    "examine",
    "is_sound",
    "read_record",
    "render",
    "survey",
    "write_record",
]
