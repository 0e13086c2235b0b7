"""How severities and verdicts look: a sign and a style that say the same as the words."""

from typing import Final

from atp_tui.engine.record import Severity
from atp_tui.engine.verdict import Verdict
from atp_tui.tui.text import BAD, GOOD, UNDECIDED

SEVERITY_SIGNS: Final = {
    Severity.CRITICAL: "!!",
    Severity.HIGH: "! ",
    Severity.MEDIUM: "~ ",
    Severity.LOW: ". ",
}
"""A sign for each severity, so that it can be told without colour."""

SEVERITY_STYLES: Final = {
    Severity.CRITICAL: "bold reverse red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold cyan",
}

VERDICT_STYLES: Final = {
    Verdict.PASSED: GOOD,
    Verdict.FAILED: BAD,
    Verdict.UNKNOWN: BAD,
    Verdict.NOT_JUDGED: UNDECIDED,
}
