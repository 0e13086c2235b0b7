"""Settings for every test."""

import os

from hypothesis import settings

if "CI" not in os.environ:
    # Speed is measured elsewhere, so no example fails for being slow; under CI Hypothesis drops its deadline by itself.
    settings.register_profile("here", deadline=None)
    settings.load_profile("here")
