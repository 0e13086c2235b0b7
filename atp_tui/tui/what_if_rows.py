"""Violations that an edited state would have, apart from those of the record."""

from dataclasses import dataclass
from typing import Final

from atp_tui.engine.what_if import Became, Change
from atp_tui.report.model import ViolationRow

BECAME_WORDS: Final = {
    Became.WENT: "GONE",
    Became.OTHERWISE: "ALTERED",
}
"""What stands behind a recorded violation that an edited state does not have as it is."""


@dataclass(frozen=True, slots=True)
class WhatIfRow(ViolationRow):
    """A violation that is in no record: an edited state would have it."""


def rows_that_came(change: Change, oracle_name: str) -> tuple[WhatIfRow, ...]:
    """Return the violations that the oracle finds in the edited state alone, in the order of its checks."""
    return tuple(
        WhatIfRow(
            oracle_name=oracle_name,
            violation_type=check.after.violation_type,
            severity=check.after.severity,
            description=check.after.description,
            evidence=tuple(check.after.evidence.items()),
            result=-1,
        )
        for check in change.checks
        if check.after is not None and check.became is Became.CAME
    )


def words_for_recorded(change: Change, oracle_name: str) -> dict[tuple[str, str], str]:
    """Return a word for each recorded violation that the edited state does not have as it is.

    The keys are the names of the oracle and of the type of violation.
    """
    return {
        (oracle_name, check.violation_type): BECAME_WORDS[check.became]
        for check in change.checks
        if check.became in BECAME_WORDS
    }
