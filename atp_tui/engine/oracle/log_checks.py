"""The checks of logs as the evidence weighs them: their severities and groups are those of the log's own checks.

Several share their name with a check of the ATP oracle, which judges a whole transfer and not what one end knows of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from atp_tui.engine.oracle.check import DETECTION
from atp_tui.engine.record import Severity


@dataclass(frozen=True, slots=True)
class LogCheck:
    """A check of a log, as far as its answer is weighed."""

    name: str
    violation_type: str
    severity: Severity
    group: str
    detection: float = DETECTION
    false_alarm: float | None = None


_HIGH, _MEDIUM, _LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW

LOG_CHECKS: Final = (
    LogCheck("journal", "journal_consistency", _HIGH, "journal"),
    LogCheck("quiescence", "quiescence", _MEDIUM, "structure"),
    LogCheck("obligations", "obligation_leak", _HIGH, "structure"),
    LogCheck("region_closure", "region_closure", _LOW, "structure"),
    LogCheck("task_completion", "task_completion", _MEDIUM, "structure"),
    LogCheck("stream_reset", "stream_reset", _MEDIUM, "structure"),
    LogCheck("handshake", "handshake", _MEDIUM, "structure"),
    LogCheck("repair_recovery", "repair_recovery", _MEDIUM, "structure"),
    LogCheck("trace_order", "trace_order", _LOW, "record"),
    LogCheck("closed_with_error", "closed_with_error", _MEDIUM, "structure"),
    LogCheck("pto_storm", "pto_storm", _MEDIUM, "progress"),
    LogCheck("silence", "silence", _LOW, "progress"),
    LogCheck("ack_of_unsent", "ack_of_unsent", _HIGH, "protocol"),
    LogCheck("number_used_twice", "number_used_twice", _HIGH, "protocol"),
    LogCheck("data_after_close", "data_after_close", _HIGH, "protocol"),
    LogCheck("path_unvalidated", "path_unvalidated", _LOW, "paths"),
    LogCheck("artifact_presence", "artifact_presence", _LOW, "record"),
    LogCheck("path_consistency", "path_consistency", _HIGH, "paths"),
    LogCheck("close_seen_once", "close_seen_once", _LOW, "paths"),
)
"""Those of one end of a connection, that of its file, and those of both ends."""

STRUCTURED: Final = "structured log"
"""The name of the oracle that stands for the checks of a structured log."""

STRUCTURED_CHECKS: Final = (
    LogCheck("region_closure", "region_closure", _HIGH, "structure"),
    LogCheck("task_completion", "task_completion", _MEDIUM, "structure"),
    LogCheck("span_error", "span_error", _MEDIUM, "record"),
    LogCheck("record_level", "record_level", _HIGH, "record"),
    LogCheck("panic", "panic", _HIGH, "record"),
    LogCheck("artifact_presence", "artifact_presence", _LOW, "record"),
)
"""Those of a structured log; the first two are those of the ATP oracle."""


def checks_of_log(oracle: str) -> Mapping[str, LogCheck]:
    """Return the checks of a log by the types of their violations; *oracle* is the name of its oracle result."""
    return _STRUCTURED_CHECK_OF if oracle == STRUCTURED else _LOG_CHECK_OF


_LOG_CHECK_OF: Final = MappingProxyType({check.violation_type: check for check in LOG_CHECKS})
_STRUCTURED_CHECK_OF: Final = MappingProxyType({check.violation_type: check for check in STRUCTURED_CHECKS})
