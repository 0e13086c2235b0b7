"""The outside of a run up to a moment of lab time, and another one from there on."""

from collections.abc import Mapping
from typing import NamedTuple

import trio

from atp_tui.lab.decision import Fate, Outside, Place
from atp_tui.lab.dice import Dice, derived_seed
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.faults import DrawnOutside
from atp_tui.lab.options import LabOptions
from atp_tui.lab.trace import NS


class Redraw(NamedTuple):
    """Which decisions of a run are kept, and what draws the others."""

    at_ns: int
    """Lab time before which all is kept, in nanoseconds."""
    seed: int
    """The seed above the dice that draw the rest."""
    places: bool = True
    """Also draw where the faults strike that are armed and have not struck; otherwise they stay where they are."""
    struck: frozenset[str] = frozenset()
    """The faults that have struck before."""


class RedrawnOutside:
    """Decides like another outside before a moment, and by dice of its own from then on.

    Args:
        options: What the run is made from.
        kept: What decides before the moment. Its faults stay armed.
        redraw: The moment and the dice.
    """

    def __init__(self, options: LabOptions, kept: Outside, redraw: Redraw) -> None:
        seed = derived_seed(redraw.seed, "datagrams")
        self._options = options
        self._kept = kept
        self._redraw = redraw
        self._drawn = DrawnOutside(options.changed(seeds={**options.seeds, "network": seed}))

    def fate(self, link: str, datagram: int, loss: float) -> Fate:
        """Decide upon a datagram; called inside the run."""
        is_before = round(trio.current_time() * NS) < self._redraw.at_ns
        return (self._kept if is_before else self._drawn).fate(link, datagram, loss)

    def places(self) -> Mapping[str, Place]:
        """Return the places of the faults; one of a fault that has not struck may be another than it was."""
        return {name: self._place(name, place) for name, place in self._kept.places().items()}

    def _place(self, name: str, place: Place) -> Place:
        if not self._redraw.places or name in self._redraw.struck or name not in self._options.faults:
            return place
        return FAULTS[name].draw(Dice(self._redraw.seed, "faults", name), self._options.ground)
