"""A simulated run as a crashpack."""

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import trio

from atp_tui import __version__
from atp_tui.engine import artifacts
from atp_tui.engine.record import Crashpack
from atp_tui.engine.replay.chain import EVERY
from atp_tui.engine.simulated import LAB
from atp_tui.lab.decision import write_decisions
from atp_tui.lab.testing.run import SEED, Simulation

WORLD_VERSION: Final = "1"
"""Raised whenever the same seed and the same program no longer give the same event log."""


@dataclass(frozen=True)
class SimulatedPack:
    """A crashpack and its artifacts."""

    crashpack: Crashpack
    artifacts: Mapping[str, bytes]
    """Content of each further artifact by its path in the pack."""


def versions() -> dict[str, str]:
    """Return the versions on which a simulated run depends."""
    return {
        "world": WORLD_VERSION,
        "atp-tui": __version__,
        "python": platform.python_version(),
        "trio": trio.__version__,
    }


def pack_of(
    run: Simulation, metadata: Mapping[str, str] | None = None, beside: Mapping[str, bytes] | None = None
) -> SimulatedPack:
    """Return a run as a crashpack with its artifacts.

    Args:
        run: The run.
        metadata: Further metadata.
        beside: Further artifacts by their paths.
    """
    files = {artifacts.DECISIONS: write_decisions(run.decisions), **(beside or {})}
    told = {
        "lab": LAB,
        "decisions": "forced" if run.is_forced else "drawn",
        **{f"version.{name}": version for name, version in versions().items()},
        "python.hash_seed": os.environ.get("PYTHONHASHSEED", "random") if sys.flags.hash_randomization else "0",
        "trace.events": str(run.chain.events),
        f"trace.chain.{EVERY}": run.chain.write(),
    }
    record = Crashpack(
        oracle_results=(run.result,),
        trace_events=run.events,
        seeds={SEED: run.seed},
        artifact_paths=tuple(files),
        metadata={**told, **(metadata or {})},
    )
    return SimulatedPack(record, files)
