"""What a Bayes factor makes of a prior."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.evidence import DEFAULT_PRIOR, posterior

PRIORS = st.floats(1e-9, 1 - 1e-9)


def test_the_figures_of_the_format() -> None:
    assert posterior(0.0, 0.25) == pytest.approx(0.25)
    assert posterior(1.6, DEFAULT_PRIOR) == pytest.approx(0.2868, abs=1e-4)
    assert posterior(-1.0, 0.5) == pytest.approx(1 / 11)


@given(st.floats(-400, 400), st.floats(-400, 400), PRIORS)
def test_more_evidence_never_makes_it_less_likely(first: float, second: float, prior: float) -> None:
    low, high = sorted((first, second))
    assert 0 <= posterior(low, prior) <= posterior(high, prior) <= 1


@given(st.floats(-3, 3), PRIORS)
def test_odds_are_multiplied(log10_bf: float, prior: float) -> None:
    found = posterior(log10_bf, prior)
    assert math.isclose(found * (1 - prior), prior * 10**log10_bf * (1 - found), rel_tol=1e-6, abs_tol=1e-12)


@pytest.mark.parametrize("log10_bf", [math.inf, -math.inf, 1e300, -1e300])
def test_no_factor_is_too_large(log10_bf: float) -> None:
    assert posterior(log10_bf, 0.5) == pytest.approx(1.0 if log10_bf > 0 else 0.0)


@pytest.mark.parametrize("prior", [0.0, 1.0, -0.1, 1.5, math.nan])
def test_a_prior_is_a_probability_that_can_change(prior: float) -> None:
    with pytest.raises(InvalidFormatError, match="expected a probability between 0 and 1"):
        posterior(1.0, prior)
