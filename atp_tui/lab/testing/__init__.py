"""Deterministic tests of trio programs: simulated time, networks and disks that fail, and many seeds.

A test is an async function of a :class:`World`, run for each seed by the decorator :func:`simulated`. Source:
docs/testing.md.
"""

try:
    import trio  # noqa: F401 - only whether it can be loaded counts
except ModuleNotFoundError as error:
    from atp_tui.store.extras import how_to_install

    advice = f"deterministic tests need trio: {how_to_install('testing')}"
    raise ModuleNotFoundError(advice, name=error.name) from None

from atp_tui.lab.testing.cause import Cause, minimize
from atp_tui.lab.testing.decorator import simulated
from atp_tui.lab.testing.disk import Disk
from atp_tui.lab.testing.errors import CheckFailedError, SimulationError
from atp_tui.lab.testing.network import Address, Network, Socket
from atp_tui.lab.testing.run import Simulation, simulate
from atp_tui.lab.testing.world import World

__all__ = [
    "Address",
    "Cause",
    "CheckFailedError",
    "Disk",
    "Network",
    "Simulation",
    "SimulationError",
    "Socket",
    "World",
    "minimize",
    "simulate",
    "simulated",
]
