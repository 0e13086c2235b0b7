"""How often something happened in so many runs, and how far the true rate may lie from that.

Source: Brown, Cai, DasGupta (2001), Statistical Science 16:101-133, section 3.3 (Jeffreys interval); the incomplete
beta function by its continued fraction, NIST Digital Library of Mathematical Functions 8.17.22.
"""

import math
from typing import Final, NamedTuple

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.fields import U64, Record

LEVEL: Final = 0.95
"""The probability with which the true rate lies in an interval."""

Z: Final = 1.959964
"""The bounds of 95 % of the normal distribution."""

_TINY: Final = 1e-300
_CLOSE: Final = 1e-15
_MOST_TERMS: Final = 100_000


class Interval(NamedTuple):
    """A lower and an upper bound of a rate."""

    low: float
    high: float


class Tally(Record):
    """In how many of so many runs a check fired."""

    fired: U64
    runs: U64

    @property
    def rate(self) -> float:
        """The rate after Jeffreys: (fired + 1/2) / (runs + 1), which lies strictly between 0 and 1."""
        return (self.fired + 0.5) / (self.runs + 1)

    def interval(self, level: float = LEVEL) -> Interval:
        """Return the Jeffreys interval; its lower bound is 0 when the check never fired, its upper 1 when always.

        Raises:
            InvalidFormatError: it fired more often than there were runs, or *level* is not between 0 and 1.
        """
        if self.fired > self.runs:
            raise InvalidFormatError(f"at most {self.runs} runs", str(self.fired), place="fired")
        if not 0 < level < 1:
            raise InvalidFormatError("a probability between 0 and 1", str(level), place="level")
        tail = (1 - level) / 2
        a, b = self.fired + 0.5, self.runs - self.fired + 0.5
        low = 0.0 if self.fired == 0 else beta_quantile(tail, a, b)
        high = 1.0 if self.fired == self.runs else beta_quantile(1 - tail, a, b)
        return Interval(low, high)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return the x below which a beta distribution with the parameters *a* and *b* lies with *probability*."""
    low, high = 0.0, 1.0
    # The share below x grows with x, so halving finds it; doubles have no more than some 60 useful halvings here.
    for _ in range(100):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if beta_share(middle, a, b) < probability else (low, middle)
    return (low + high) / 2


def beta_share(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b) for *x* from 0 to 1 and positive *a* and *b*."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    log_front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    # The fraction converges fast on one side of the mean, and I_x(a, b) = 1 - I_(1-x)(b, a) gives the other.
    if x < (a + 1) / (a + b + 2):
        return math.exp(log_front) * _continued_fraction(x, a, b) / a
    return 1 - math.exp(log_front) * _continued_fraction(1 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, evaluated after Lentz."""
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_TERMS):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _off_zero(1 + numerator * d)
            c = _off_zero(1 + numerator / c)
            value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def wilson(seen: int, runs: int) -> Interval:
    """Return the Wilson interval of 95 % of a rate; from 0 to 1 where there are no runs.

    Source: Wilson (1927), Journal of the American Statistical Association 22:209-212.
    """
    if not runs:
        return Interval(0.0, 1.0)
    rate = seen / runs
    spread = Z * math.sqrt(rate * (1 - rate) / runs + Z * Z / (4 * runs * runs))
    middle = rate + Z * Z / (2 * runs)
    scale = 1 + Z * Z / runs
    return Interval(max((middle - spread) / scale, 0.0), min((middle + spread) / scale, 1.0))


def fisher(seen: int, runs: int, other_seen: int, other_runs: int) -> float:
    """Return how probable it is, where two rates are the same, that chance puts so much into the first or more.

    Args:
        seen: Runs of the first kind that show something.
        runs: Runs of the first kind.
        other_seen: Runs of the other kind that show it.
        other_runs: Runs of the other kind.

    Source: Fisher (1922), JRSS 85:87-94; the one-sided exact test.
    """
    total, shown = runs + other_runs, seen + other_seen
    # P(exactly k) for the smallest k that counts, in logarithms; each further one follows from the one before it.
    term = math.exp(_log_choose(runs, seen) + _log_choose(other_runs, other_seen) - _log_choose(total, shown))
    tail, k = 0.0, seen
    while k <= min(runs, shown) and term > _TINY:
        tail += term
        term *= (runs - k) * (shown - k) / ((k + 1) * (other_runs - shown + k + 1) or 1)
        k += 1
    return min(tail, 1.0)


def good_turing(singletons: int, runs: int) -> float:
    """Return the estimated probability that the next run shows a kind that none of the runs so far has shown.

    It supposes that all runs are drawn alike from one design; it says nothing of what the design cannot show.

    Args:
        singletons: Kinds that exactly one run has shown.
        runs: The runs so far.

    Source: Good (1953), Biometrika 40:237-264.
    """
    return min(singletons / runs, 1.0) if runs else 1.0


def bound_of_unseen(runs: int, level: float = LEVEL) -> float:
    """Return the upper bound of the rate of something that none of so many runs has shown; about 3 / runs at 95 %.

    Source: Clopper and Pearson (1934), Biometrika 26:404-413, for no success; Hanley and Lippman-Hand (1983).
    """
    return float(-math.expm1(math.log1p(-level) / runs)) if runs else 1.0


def _log_choose(of: int, some: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)
