"""Settings for every test."""

import os

from hypothesis import settings

if "CI" not in os.environ:
    # Speed is measured elsewhere, so no example fails for being slow; under CI Hypothesis drops its deadline by itself.
    settings.register_profile("here", deadline=None)
    settings.load_profile("here")

# The looks of a screen do not depend on the terminal in which the tests happen to run.
for name in ("NO_COLOR", "FORCE_COLOR", "TEXTUAL_THEME", "SSH_CONNECTION", "SSH_TTY"):
    os.environ.pop(name, None)
os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
