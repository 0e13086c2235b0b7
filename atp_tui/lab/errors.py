"""What can go wrong with a run of the lab itself.

CrashpackError
└── LabError              the lab cannot run, or a run does not come to its end
    ├── LabMissingError   the extra `lab` is not installed
    └── LabStopped        the caller asked for the run to stop
"""

from atp_tui.engine.errors import CrashpackError


class LabError(CrashpackError):
    """The lab cannot run what was asked for, or a run does not come to its end."""


class LabMissingError(LabError):
    """The libraries of the extra `lab` are not installed."""

    def __str__(self) -> str:
        return f"the lab is not installed ({self.found}); {self.advice}"


class LabStopped(LabError):  # noqa: N818 - it is a wish, no error
    """A run was stopped because its caller asked for that."""
