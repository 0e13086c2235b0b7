"""The faults that are armed in a run, and the dice that draw what happens outside."""

from collections.abc import Mapping

from atp_tui.lab.datagrams import drawn_fate
from atp_tui.lab.decision import DecisionLog, Fate, Outside, Place
from atp_tui.lab.dice import Dice
from atp_tui.lab.errors import LabError
from atp_tui.lab.fault_table import FAULTS, Ground
from atp_tui.lab.options import LabOptions
from atp_tui.lab.trace import Recorder


class DrawnOutside:
    """Decides by seeded dice; every link has its own, and so has every fault."""

    def __init__(self, options: LabOptions) -> None:
        self._options = options
        self._seeds = options.all_seeds
        self._jitter_ns = round(options.jitter_ms * 1_000_000)
        self._dice: dict[str, Dice] = {}

    def fate(self, link: str, datagram: int, loss: float) -> Fate:  # noqa: ARG002 - the dice know their turn
        """Roll the dice of a link: lost, held back, or as late as jitter makes it."""
        dice = self._dice.get(link)
        if dice is None:
            dice = self._dice[link] = Dice(self._seeds["network"], link)
        return drawn_fate(dice, loss=loss, jitter_ns=self._jitter_ns, reorder=self._options.reorder)

    def places(self) -> Mapping[str, Place]:
        """Draw a place for every fault that the options arm."""
        ground = self._options.ground
        return {name: FAULTS[name].draw(Dice(self._seeds["faults"], name), ground) for name in self._options.faults}


def checked_places(outside: Outside, ground: Ground) -> Mapping[str, Place]:
    """Return the places of the faults that are armed.

    Raises:
        LabError: a fault that was forced is none of the lab's, or its place is not in this transfer.
    """
    places = outside.places()
    for name, place in places.items():
        if name not in FAULTS:
            raise LabError(f"a fault ({', '.join(FAULTS)})", repr(name), place="decisions")
        if ground.blocks < FAULTS[name].blocks:
            raise LabError(f"at least {FAULTS[name].blocks} blocks for {name}", str(ground.blocks), place="decisions")
        named = FAULTS[name].draw(Dice(0), ground).parts
        if place.parts.keys() != named.keys():
            raise LabError(f"the place of {name} ({', '.join(named)})", str(place) or "nothing", place="decisions")
        for part, limit in _limits(place, ground).items():
            if place.parts.get(part, 0) >= limit:
                raise LabError(f"a {part} below {limit} for {name}", str(place.parts[part]), place="decisions")
    return places


def _limits(place: Place, ground: Ground) -> dict[str, int]:
    """The numbers below which the parts of a place must be to lie in the transfer."""
    is_last = place.block == ground.blocks - 1
    return {
        "path": ground.paths,
        "paths": ground.paths - (place.path or 0) + 1,
        "replica": ground.replicas,
        "block": ground.blocks,
        "symbol": ground.last_symbols if is_last else ground.symbols,
        "bit": 8,
        "record": ground.blocks + 1,
    }


class Faults:
    """The armed faults of a run with their places.

    Args:
        places: Where each fault is to strike, by its name.
        log: Keeps which of them strike.
        recorder: Where that is written down.
    """

    def __init__(self, places: Mapping[str, Place], log: DecisionLog, recorder: Recorder) -> None:
        self._places = places
        self._log = log
        self._recorder = recorder
        self._fired: set[str] = set()

    def place(self, name: str) -> Place | None:
        """Return where a fault is to strike, None where it is not armed."""
        return self._places.get(name)

    def strikes(self, name: str, **here: int) -> bool:
        """Return whether a fault strikes here, and record it."""
        place = self._places.get(name)
        if place is None or any(getattr(place, part) != value for part, value in here.items()):
            return False
        self.fire(name)
        return True

    def fire(self, name: str) -> None:
        """Keep that a fault strikes, once."""
        if name not in self._fired and not self._recorder.is_closed:
            self._fired.add(name)
            place = self._places[name]
            self._log.fired(name, place)
            self._recorder.say("Fault", f"{name}: {FAULTS[name].sentence} ({place})")
