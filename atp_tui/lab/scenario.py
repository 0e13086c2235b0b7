"""Named scenarios: combinations of options and faults that show something.

This module is data: it loads neither trio nor aioquic, so scenarios can be listed where the lab cannot run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from atp_tui.lab.errors import LabError
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.options import LabOptions

Values = Mapping[str, object]
"""Options by name."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name for options that belong together."""

    name: str
    sentence: str
    """What it shows, on one line."""
    values: Values
    """The options that differ from what :class:`LabOptions` has of itself."""

    @property
    def violation_types(self) -> frozenset[str]:
        """What the oracle should say of it: nothing where the transfer is to survive."""
        armed = LabOptions.read({"scenario": self.name, **self.values}).faults
        return frozenset(kind for name in armed if (kind := FAULTS[name].violation_type) is not None)

    def options(self, seed: int = 0, **changes: object) -> LabOptions:
        """Return the scenario's options for a seed.

        Args:
            seed: The seed that gives all four, u64.
            changes: Options that are to differ from the scenario's.

        Raises:
            InvalidFormatError: an option is unknown or out of range; the error names it.
        """
        return LabOptions.read({"scenario": self.name, "seed": seed, **self.values, **changes})


def _fault(name: str, **values: object) -> Scenario:
    """The scenario of a fault's own name."""
    return Scenario(name, FAULTS[name].sentence, {"faults": (name,), **values})


_IN_ORDER: Final[Values] = {"jitter_ms": 0.0, "reorder": 0.0}
"""Datagrams keep their order; else the first symbols may overtake the TLS Finished, and nobody could read them."""

_SCENARIOS: Final = (
    Scenario("clean", "two paths with a little loss, and nothing goes wrong", {}),
    _fault("blackout", repair=2.0),
    _fault("heavy-loss", repair=0.5),
    _fault("lost-finished", repair=0.1, window=1, loss=0.0, reorder=0.0, jitter_ms=0.0, latency_ms=(20.0,)),
    _fault("flipped-bit", **_IN_ORDER),
    _fault("torn-journal"),
    _fault("reordered-journal"),
    _fault("stuck-operation"),
    _fault("unshielded-cleanup"),
    _fault("split-outcome"),
    Scenario(
        "train-tunnel",
        "a phone on a train: both paths go dark for a second and a half, and the transfer survives",
        {
            "faults": ("blackout",),
            "replicas": 1,
            "latency_ms": (30.0, 45.0),
            "jitter_ms": 8.0,
            "loss": 0.02,
            "dark_ms": 1500.0,
            "dark_paths": 2,
            "repair": 3.0,
            "deadline_s": 30.0,
        },
    ),
    Scenario(
        "near-and-far",
        "two replicas, one in the same town and one on the other side of the world",
        {"latency_ms": (8.0, 12.0), "far_ms": (0.0, 140.0), "loss": 0.02, "deadline_s": 20.0},
    ),
    Scenario(
        "lossy-race",
        "three paths race, and one datagram in twenty is lost; repair symbols make up for it",
        {"paths": 3, "latency_ms": (15.0, 25.0, 60.0), "jitter_ms": 5.0, "loss": 0.05, "reorder": 0.05, "repair": 2.0},
    ),
    Scenario(
        "bad-night",
        "a bit flips, a replica loses power and a message is dropped, all in one transfer",
        {"faults": ("flipped-bit", "torn-journal", "stuck-operation"), **_IN_ORDER},
    ),
    Scenario(
        "five-violations",
        "five faults in one transfer: all that the transfer oracle checks breaks",
        {
            "faults": ("flipped-bit", "torn-journal", "stuck-operation", "unshielded-cleanup", "split-outcome"),
            **_IN_ORDER,
        },
    ),
)

SCENARIOS: Final[Mapping[str, Scenario]] = MappingProxyType({scenario.name: scenario for scenario in _SCENARIOS})
"""The scenarios by name, in the order in which they are listed."""


def scenario_named(name: str) -> Scenario:
    """Return a scenario.

    Raises:
        LabError: there is none of that name.
    """
    if name not in SCENARIOS:
        raise LabError(f"a scenario ({', '.join(SCENARIOS)})", repr(name), place="scenario")
    return SCENARIOS[name]
