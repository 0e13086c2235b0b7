"""What a program is told of the place where it runs, as a value."""

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Environment and terminal of a process."""

    environ: Mapping[str, str]
    size: tuple[int, int] | None
    """Columns and rows; None where stdin or stdout is no terminal."""
    platform: str
    """As `sys.platform` says it."""
    user: int
    """The number of the user."""
    now: float
    """Seconds since 1970."""

    @classmethod
    def here(cls) -> "Surroundings":
        """Return those of this process."""
        return cls(environ=dict(os.environ), size=_size(), platform=sys.platform, user=os.getuid(), now=time.time())

    @property
    def is_remote(self) -> bool:
        """Whether the person sits at another machine."""
        return any(self.environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))


def _size() -> tuple[int, int] | None:
    try:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return None
        return os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return None
