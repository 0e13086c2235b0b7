"""The rules of a SARIF run: what each is, what to do about it, and how sure it is.

Source: SARIF 2.1.0, section 3.49; GitHub, "SARIF support for code scanning", reportingDescriptor object.
"""

import hashlib
import string
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from atp_tui.clean import clean_str
from atp_tui.report.model import title_of

VIOLATION: Final = "violation"
SOUNDNESS: Final = "soundness"
UNLISTED_RULE: Final = f"{VIOLATION}/unlisted"

MAX_ID: Final = 255
"""Characters of the name of a rule that hosts take."""
MAX_DESCRIPTION: Final = 1024
"""Characters of a description that hosts take."""

MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "manifest_integrity": "A replica stored data whose hash differs from that of the data sent.",
        "journal_consistency": "The journal of the transfer has gaps or entries out of order.",
        "quiescence": "Operations were still pending when the transfer ended.",
        "obligation_leak": "Obligations of the transfer were never discharged.",
        "path_consistency": "The replicas do not agree on the outcome of every path.",
        "region_closure": "Regions were created and never closed.",
        "task_completion": "Tasks were spawned and never completed.",
        "repair_recovery": "Blocks were lost that repair did not recover.",
        "trace_order": "Some events have an earlier time than the event before them.",
        "artifact_presence": "Artifacts named by the pack are missing.",
        "closed_with_error": "A connection was closed with an error, or by an idle timeout.",
        "handshake": "The handshake of a connection was not completed.",
        "stream_reset": "A stream was reset before all of its data arrived.",
        "pto_storm": "Probe timeouts followed each other without an answer.",
        "silence": "No packet was sent or received for a long time while something was open.",
        "ack_of_unsent": "A packet was acknowledged that was never sent.",
        "number_used_twice": "Two packets had one number.",
        "data_after_close": "Data was sent after the connection was closed.",
        "path_unvalidated": "A path was challenged and did not answer.",
        "close_seen_once": "A close was sent and never arrived.",
        "span_error": "Spans of a structured log ended with the status of an error.",
        "record_level": "A structured log has records of a level that is a violation.",
        "panic": "A structured log has the text of a panic.",
        "unlisted": "An oracle failed and lists no violation.",
    }
)
"""What each type of violation of this project's oracles means."""

PROBLEMS: Final = {"error": "error", "warning": "warning", "note": "recommendation"}
"""The problem severity of GitHub for each level of SARIF."""
_LEVELS: Final = ("note", "warning", "error")
_QUOTE, _CODE = "'", "`"
_MARKDOWN: Final = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})
"""Escapes for all signs that may mean something in Markdown."""


def violation_rule(violation_type: str) -> str:
    """Return the id of the rule for a type of violation; a long type is cut, and a hash keeps it apart."""
    rule = f"{VIOLATION}/{clean_str(violation_type)}"
    if len(rule) <= MAX_ID:
        return rule
    known = hashlib.sha256(violation_type.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{rule[: MAX_ID - len(known) - 1]}~{known}"


def worse(level: str, other: str) -> str:
    """Return the worse of two levels."""
    return max(level, other, key=_LEVELS.index)


def rule_object(rule: str, level: str) -> Mapping[str, Any]:
    """Return the rule of an id as a JSON value; *level* is that of its worst result."""
    kind, _, name = rule.partition("/")
    is_exact = kind == SOUNDNESS or name in MEANINGS
    return {
        "id": rule,
        **(_soundness(name) if kind == SOUNDNESS else _violation(name)),
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["crashpack", kind],
            "precision": "very-high" if is_exact else "high",
            "problem.severity": PROBLEMS[level],
        },
    }


def described(short: str, full: str, advice: str, markdown: str = "") -> Mapping[str, Any]:
    """Return the descriptions and the help of a rule; *markdown* is *full* where that needs escapes."""
    return {
        "shortDescription": {"text": clean_str(short, MAX_DESCRIPTION)},
        "fullDescription": {"text": clean_str(full, MAX_DESCRIPTION)},
        "help": {
            "text": clean_str(f"{full} {advice}"),
            "markdown": f"{markdown or full}\n\n{advice.replace(_QUOTE, _CODE)}",
        },
    }


def _violation(name: str) -> Mapping[str, Any]:
    unknown = f"An oracle found a violation of type {name or '(empty)'}."
    return described(
        f"The oracle found a violation of type {name}",
        MEANINGS.get(name, unknown),
        "Explore the crashpack with 'atp-tui open'; 'atp-tui replay' re-runs it, 'atp-tui minimize' searches for the "
        "smallest cause, and 'atp-tui diff' compares it with another.",
        "" if name in MEANINGS else unknown.translate(_MARKDOWN),
    )


def _soundness(check: str) -> Mapping[str, Any]:
    return described(
        f"Failed check: {title_of(check)}",
        f"The check '{title_of(check)}' failed, so the crashpack may not describe what happened in its run.",
        "Copy the crashpack again from its source, or create it again. 'atp-tui check' lists what was expected "
        "and what was found.",
    )
