"""How much an oracle's result speaks for a violation: Bayes factors and what they are made of.

Source: FORMAT.md section 6; the words for strength are those of Kass and Raftery (1995),
J. Am. Stat. Assoc. 90:773-795.
"""

import enum
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import Field

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.fields import Flag, Record, Text
from atp_tui.engine.record import OracleResult, Severity

Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A real number, finite."""

SEVERITY_WEIGHTS: Final[Mapping[Severity, float]] = MappingProxyType(
    {Severity.LOW: 0.6, Severity.MEDIUM: 1.0, Severity.HIGH: 1.6, Severity.CRITICAL: 2.4}
)
"""log10 of the Bayes factor that a violation of each severity gives."""

PASSED_WEIGHT: Final = -1.0
UNLISTED_WEIGHT: Final = 0.5
"""log10 of the Bayes factor of a result that failed and lists no violation."""

EQUATION: Final = "BF = P(oracle evidence | violation) / P(oracle evidence | clean)"


ASKED: Final = "whether the run was really broken, as a check can also fire on a healthy run"
"""What evidence weighs beside a violation that is certain."""

NO_DOUBT: Final = "the violations are certain"
"""The remark on a low posterior, or a factor against, of a run that failed."""

DEFAULT_PRIOR: Final = 0.01
"""The prior where no other is given: one run in a hundred is broken before anything of it is known."""

_LIMIT: Final = 300.0


class EvidenceStrength(enum.StrEnum):
    """A Bayes factor in a word."""

    AGAINST = "Against"
    NEGLIGIBLE = "Negligible"
    POSITIVE = "Positive"
    STRONG = "Strong"
    VERY_STRONG = "VeryStrong"

    @classmethod
    def from_log10_bf(cls, log10_bf: float) -> "EvidenceStrength":
        """Return the word for the logarithm to base 10 of a Bayes factor.

        Raises:
            InvalidFormatError: *log10_bf* is not a number.
        """
        if math.isnan(log10_bf):
            raise InvalidFormatError("a number", "NaN", place="log10_bf")
        return next(strength for cut, strength in STRENGTH_CUTS if log10_bf >= cut)


STRENGTH_CUTS: Final[tuple[tuple[float, EvidenceStrength], ...]] = (
    (math.log10(150), EvidenceStrength.VERY_STRONG),
    (math.log10(20), EvidenceStrength.STRONG),
    (math.log10(3), EvidenceStrength.POSITIVE),
    (0.0, EvidenceStrength.NEGLIGIBLE),
    (-math.inf, EvidenceStrength.AGAINST),
)
"""log10 of the Bayes factor from which each word holds, the strongest first."""


class BayesFactor(Record):
    """How much more likely the evidence is if the invariant broke than if it held."""

    log10_bf: Real
    hypothesis: Text
    strength: EvidenceStrength


class LogLikelihoods(Record):
    """The parts of which log10 of a Bayes factor is the sum."""

    structural: Real
    detection: Real
    total: Real


class EvidenceLine(Record):
    """How the number came about: the formula, the values put in, and a sentence."""

    equation: Text
    substitution: Text
    intuition: Text


class Evidence(Record):
    """What one oracle result says for or against a violation."""

    invariant: Text
    passed: Flag
    bayes_factor: BayesFactor
    log_likelihoods: LogLikelihoods
    evidence_lines: tuple[EvidenceLine, ...]

    @classmethod
    def of(cls, result: OracleResult) -> "Evidence":
        """Return the evidence that an oracle result gives."""
        return cls.read(evidence_object(result))


def evidence_object(result: OracleResult) -> dict[str, object]:
    """Return the evidence that an oracle result gives as a JSON value, in the order of the fields of the record."""
    log10_bf = log10_bayes_factor(result)
    return {
        "invariant": result.oracle_name,
        "passed": result.passed,
        "bayes_factor": {
            "log10_bf": log10_bf,
            "hypothesis": f"{result.oracle_name} violation",
            "strength": EvidenceStrength.from_log10_bf(log10_bf),
        },
        "log_likelihoods": {"structural": log10_bf / 2, "detection": log10_bf / 2, "total": log10_bf},
        "evidence_lines": [
            {"equation": EQUATION, "substitution": _substitution(result), "intuition": _intuition(result)}
        ],
    }


def log10_bayes_factor(result: OracleResult) -> float:
    """Return log10 of the Bayes factor of an oracle result."""
    if result.passed:
        return PASSED_WEIGHT
    return max((SEVERITY_WEIGHTS[violation.severity] for violation in result.violations), default=UNLISTED_WEIGHT)


def broken(name: str) -> str:
    """Return the hypothesis that the Bayes factor of an oracle is about, as a clause."""
    return f"an invariant of {name} was broken"


def oracle_sentence(log10_bf: float, name: str) -> str:
    """Return what the Bayes factor of the oracle called *name* says, as a plain sentence."""
    return sentence(log10_bf, broke=broken(name), held="all held")


def certainty(result: OracleResult) -> str:
    """Return what is certain, as an oracle is deterministic: the types of violation in the record, or that it has none.

    Whether the run was really broken is another question, to which a Bayes factor and a posterior belong.
    """
    types = ", ".join(dict.fromkeys(violation.violation_type for violation in result.violations))
    return types or ("no violation found" if result.passed else "failed, and lists no violation")


def sentence(log10_bf: float, *, broke: str, held: str) -> str:
    """Return what a Bayes factor says, as a plain sentence.

    Args:
        log10_bf: Its logarithm to base 10.
        broke: What is held against what, as a clause.
        held: The other clause.
    """
    if math.isnan(log10_bf):
        return "this is not a number, so it says nothing"
    factor = 10 ** min(abs(log10_bf), 300.0)
    if factor < 1.05:  # noqa: PLR2004 - would be shown as 1.0
        return f"the record is as likely if {broke} as if {held}"
    times = f"{factor:,.0f}" if factor >= 10 else f"{factor:.1f}"  # noqa: PLR2004 - two significant digits
    word = "more" if log10_bf > 0 else "less"
    return f"the record is about {times} times {word} likely if {broke} than if {held}"


def _substitution(result: OracleResult) -> str:
    worst = result.max_severity
    return (
        f"passed={str(result.passed).lower()}, violations={len(result.violations)}, "
        f"events_recorded={result.stats.events_recorded}, entities_tracked={result.stats.entities_tracked}, "
        f"max_severity={worst.lower() if worst else 'none'}"
    )


def _intuition(result: OracleResult) -> str:
    if result.passed:
        return f"{result.oracle_name} produced deterministic clean evidence"
    return f"{result.oracle_name} reported {len(result.violations)} deterministic violation(s)"


def posterior(log10_bf: float, prior: float) -> float:
    """Return the probability that the invariant broke, given log10 of the Bayes factor and a prior probability.

    Raises:
        InvalidFormatError: the prior does not lie between 0 and 1, both excluded.
    """
    if not 0 < prior < 1:
        raise InvalidFormatError("a probability between 0 and 1", str(prior), place="prior")
    against = (1 - prior) / prior * 10 ** -min(max(log10_bf, -_LIMIT), _LIMIT)
    return 1 / (1 + against)
