"""The versions on which a run depends: other ones may give another trace."""

import platform
from functools import cache
from importlib import metadata
from typing import Final

from atp_tui import __version__

LAB_VERSION: Final = "1"
"""Raised whenever the same seeds and options no longer give the same trace."""

LIBRARIES: Final = ("trio", "aioquic", "cryptography", "raptorq")


@cache
def _installed() -> tuple[tuple[str, str], ...]:
    return tuple((name, metadata.version(name)) for name in LIBRARIES)


def lab_versions() -> dict[str, str]:
    """Return the versions of the lab, of Python and of the libraries that shape a trace."""
    return {
        "lab": LAB_VERSION,
        "atp-tui": __version__,
        "python": platform.python_version(),
        **dict(_installed()),
    }
