"""What a Bayes factor makes of the prior that the person chose, in words."""

from typing import Final

from atp_tui.engine.posterior import DEFAULT_PRIOR, posterior

PRIORS: Final = (1000, 500, 200, 100, 50, 20, 10, 5, 2)
"""The priors that can be chosen, the smallest first: 1 run in so many is broken before anything of it is known."""

DEFAULT_ONE_IN: Final = round(1 / DEFAULT_PRIOR)

_LEAST: Final = 0.0005
"""Below this, and as far from 1, a tenth of a percent would be told as none or as all."""


def moved(one_in: int, step: int) -> int:
    """Return the prior that stands *step* places behind another; the first or the last where there is none."""
    return PRIORS[max(0, min(PRIORS.index(one_in) + step, len(PRIORS) - 1))]


def posterior_line(log10_bf: float, one_in: int) -> str:
    """Return the posterior beside the prior it was made from."""
    odds = percent(posterior(log10_bf, 1 / one_in))
    return f"posterior {odds} from a prior of {100 / one_in:g}% (1 run in {one_in:,} broken)"


def percent(share: float) -> str:
    """Return a probability in percent; one that is nearly 0 or 1 is not told as if it were."""
    if share < _LEAST:
        return "under 0.1%"
    return "over 99.9%" if share >= 1 - _LEAST else f"{share:.1%}"
