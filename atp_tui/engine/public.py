"""The public names of the engine, each with the module that defines it; this is the only list of them.

The package reads these imports and runs the one that it is asked for. Importing this module runs all of them.
"""

from atp_tui.engine.artifacts import NINE_FILES
from atp_tui.engine.diff.alignment import RowKind, align
from atp_tui.engine.diff.comparison import PackDiff, TraceDiff, diff_packs, diff_traces
from atp_tui.engine.diff.model import Difference, Divergence
from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.errors import (
    AgentProofError,
    CrashpackError,
    InvalidFormatError,
    IoError,
    ReplayError,
    SerializationError,
)
from atp_tui.engine.evidence import DEFAULT_PRIOR, BayesFactor, Evidence, EvidenceLine, EvidenceStrength, LogLikelihoods
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
from atp_tui.engine.pack_format import read_record, render, write_record
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
from atp_tui.engine.verdict import Verdict, verdict_of
