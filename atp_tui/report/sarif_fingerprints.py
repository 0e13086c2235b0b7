"""By what a result of SARIF is known again in another run.

The names that end in ``/v1`` stay as they are: what they are made of never changes. GitHub looks at the rule, the file
and ``primaryLocationLineHash`` alone, which is therefore made of what stays the same from run to run, with a number
that keeps the results of one file apart.
Source: SARIF 2.1.0, section 3.27.17; GitHub, "SARIF support for code scanning", partialFingerprints.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring_ascii
from typing import Final, TypeAlias

from atp_tui.engine.fingerprint.ending import Ending, level_one_of, sorts_of
from atp_tui.engine.fingerprint.normalize import normalize
from atp_tui.engine.soundness import Finding
from atp_tui.report.model import ViolationRow

LINE_HASH: Final = "primaryLocationLineHash"
FAILURE: Final = "failure/v2"
"""The fingerprint by which violations are grouped, in a fleet as in the results of one pack."""
_LINE_DIGITS: Final = 16

_Parts: TypeAlias = str | Sequence["_Parts"] | None
"""What a fingerprint is made of: texts, and arrays of them."""


class Fingerprints:
    """Gives the fingerprints of the results of one pack, in their order.

    Args:
        ending: What its trace leaves open; without it no failure is known again.
    """

    def __init__(self, ending: Ending | None = None) -> None:
        self._ending = ending
        self._failures: dict[tuple[str, str, tuple[str, ...]], str] = {}
        self._seen: defaultdict[str, int] = defaultdict(int)

    def of_violation(self, row: ViolationRow) -> Mapping[str, str]:
        """Return the fingerprints of a violation: of its failure, with its evidence, of its oracle and type alone."""
        return {
            **self._failure(row),
            "violation/v1": _digest([row.oracle_name, row.violation_type, row.evidence]),
            **self._stable("violationType/v1", [row.oracle_name, row.violation_type]),
        }

    def of_unlisted(self, oracle_name: str) -> Mapping[str, str]:
        """Return the fingerprints of an oracle that failed and lists nothing."""
        return {
            "violation/v1": _digest([oracle_name, "unlisted", []]),
            **self._stable("violationType/v1", [oracle_name, None]),
        }

    def of_finding(self, finding: Finding) -> Mapping[str, str]:
        """Return the fingerprints of a failed check: with what was found, and of the check alone."""
        return {
            "soundness/v1": _digest([finding.check, finding.expected, finding.found]),
            **self._stable("soundnessCheck/v1", [finding.check]),
        }

    def _failure(self, row: ViolationRow) -> Mapping[str, str]:
        if self._ending is None:
            return {}
        # Kept by what it is made of, as many types may differ by their numbers alone.
        known = row.oracle_name, normalize(row.violation_type), sorts_of(row.violation_type)
        if known not in self._failures:
            parts = level_one_of(row.oracle_name, row.violation_type, self._ending)
            self._failures[known] = parts.fingerprint
        return {FAILURE: self._failures[known]}

    def _stable(self, name: str, value: _Parts) -> Mapping[str, str]:
        digest = _digest(value)
        self._seen[digest] += 1
        return {name: digest, LINE_HASH: f"{digest[:_LINE_DIGITS]}:{self._seen[digest]}"}


def _digest(value: _Parts) -> str:
    return hashlib.sha256(_text(value).encode()).hexdigest()


def _text(value: _Parts) -> str:
    """The text of ``json.dumps``, which takes several times as long to set up its encoder for each value."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    return "null" if value is None else f"[{', '.join(map(_text, value))}]"
