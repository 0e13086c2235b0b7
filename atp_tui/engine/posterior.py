"""What a Bayes factor makes of a prior. Source: EVIDENCE.md, "Many checks together"."""

from typing import Final

from atp_tui.engine.errors import InvalidFormatError

DEFAULT_PRIOR: Final = 0.01
"""The prior where no other is given: one run in a hundred is broken before anything of it is known."""

_LIMIT: Final = 300.0


def posterior(log10_bf: float, prior: float) -> float:
    """Return the probability that the invariant broke, given log10 of the Bayes factor and a prior probability.

    Raises:
        InvalidFormatError: the prior does not lie between 0 and 1, both excluded.
    """
    if not 0 < prior < 1:
        raise InvalidFormatError("a probability between 0 and 1", str(prior), place="prior")
    against = (1 - prior) / prior * 10 ** -min(max(log10_bf, -_LIMIT), _LIMIT)
    return 1 / (1 + against)
