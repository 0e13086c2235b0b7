"""How many examples a Hypothesis test runs, by the profile that is loaded."""

from typing import Final

from hypothesis import settings

SHORT: Final = "short"
"""The profile of `make test`: a quarter of the examples."""
FULL: Final = "full"
"""The profile of `make soak`: all of them."""
_DEFAULT: Final = 100
"""What Hypothesis runs where nothing else is set."""


def register_profiles() -> None:
    """Register both profiles and load the short one; speed is measured elsewhere, so no example has a deadline."""
    settings.register_profile(SHORT, max_examples=_DEFAULT // 4, deadline=None)
    settings.register_profile(FULL, max_examples=_DEFAULT, deadline=None)
    settings.load_profile(SHORT)


def examples(number: int) -> settings:
    """Return the settings of a test that runs *number* examples with the full profile, and its share with another."""
    return settings(max_examples=max(1, number * settings().max_examples // _DEFAULT))
