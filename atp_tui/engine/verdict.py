"""The verdict on a run: failed, passed, not judged, or unknown."""

import enum
from collections.abc import Sequence

from atp_tui.engine.record import OracleResult


class Verdict(enum.StrEnum):
    """What the oracle results of a record say of its run as a whole; the value is the word in JSON."""

    FAILED = "failed"
    """An oracle failed, or lists a violation."""
    PASSED = "passed"
    """At least one oracle judged the run, and every oracle that did passed it."""
    NOT_JUDGED = "not_judged"
    """The record can be read in full and holds no oracle result."""
    UNKNOWN = "unknown"
    """No failure can be read, and the part of the record that cannot be read may hold one."""

    @property
    def passed(self) -> bool | None:
        """Whether the run passed; None where that is not known."""
        return {Verdict.PASSED: True, Verdict.FAILED: False}.get(self)


def verdict_of(results: Sequence[OracleResult], *, is_complete: bool = True) -> Verdict:
    """Return the verdict that oracle results give.

    Args:
        results: The results that can be read.
        is_complete: Whether they are all results that the record holds.
    """
    if any(result.violations or not result.passed for result in results):
        return Verdict.FAILED
    if not is_complete:
        return Verdict.UNKNOWN
    return Verdict.PASSED if results else Verdict.NOT_JUDGED
