"""The versions on which a run depends: other ones may give another trace."""

import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Final, NamedTuple

from atp_tui import __version__

LAB_VERSION: Final = "1"
"""Raised whenever the same seeds and options no longer give the same trace."""

PROGRAM: Final = "atp-tui"
"""The name of this program among the versions; its own version shapes no trace, the lab's does."""

LIBRARIES: Final = ("trio", "aioquic", "cryptography", "raptorq")


@cache
def _installed() -> tuple[tuple[str, str], ...]:
    return tuple((name, metadata.version(name)) for name in LIBRARIES)


def lab_versions() -> dict[str, str]:
    """Return the versions of the lab, of Python and of the libraries that shape a trace."""
    return {
        "lab": LAB_VERSION,
        PROGRAM: __version__,
        "python": platform.python_version(),
        **dict(_installed()),
    }


class VersionDifference(NamedTuple):
    """A version that is not the one at hand."""

    name: str
    told: str
    """What a pack tells, empty where it tells nothing."""
    here: str
    """What is installed, empty where the lab knows nothing of that name."""


def version_differences(told: Mapping[str, str]) -> tuple[VersionDifference, ...]:
    """Return how the versions that a pack tells differ from those at hand; a run can then give another trace."""
    here = lab_versions()
    found = (VersionDifference(name, told.get(name, ""), here.get(name, "")) for name in {**here, **told})
    return tuple(each for each in found if each.told != each.here and each.name != PROGRAM)
