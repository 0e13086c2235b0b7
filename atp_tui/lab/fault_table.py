"""The faults that can be armed: what each changes, what the oracle should say of it, and where it may strike.

A fault changes a mechanism of the transfer, never a result. Source: LAB.md, "Faults".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from atp_tui.lab.decision import Place
from atp_tui.lab.dice import Dice

FIRST_DARK_US: Final = 5_000
LAST_DARK_US: Final = 120_000
"""Between these a blackout begins: in the time that a transfer of some blocks takes."""


class Ground(NamedTuple):
    """What a fault must know of a transfer to choose its place in it."""

    paths: int
    replicas: int
    blocks: int
    symbols: int
    """Source symbols of the first block."""
    last_symbols: int
    """Source symbols of the last block."""
    dark_ms: float
    dark_paths: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One mechanism that can be made to fail."""

    name: str
    sentence: str
    """What happens, in a few words."""
    violation_type: str | None
    """What the oracle should say, None where the transfer survives."""
    draw: Callable[[Dice, Ground], Place]
    """Chooses the place where it strikes."""
    replicas: int = 1
    """The fewest replicas that it makes sense with."""
    blocks: int = 1
    """The fewest blocks that it makes sense with."""
    besides: tuple[str, ...] = ()
    """What its mechanism breaks beside that, as the ATP oracle names it."""

    @property
    def breaks(self) -> tuple[str, ...]:
        """The violation types of all that it breaks."""
        return self.besides if self.violation_type is None else (self.violation_type, *self.besides)


_NEVER_ENDS: Final = ("region_closure", "task_completion")
"""A task that waits for what never comes does not complete, and its region cannot close."""


def _dark(dice: Dice, ground: Ground) -> Place:
    return Place(
        path=dice.below(ground.paths - ground.dark_paths + 1),
        paths=ground.dark_paths,
        from_us=dice.between(FIRST_DARK_US, LAST_DARK_US),
        for_us=round(ground.dark_ms * 1_000),
    )


def _symbol(dice: Dice, ground: Ground) -> Place:
    block = dice.below(ground.blocks)
    symbols = ground.last_symbols if block == ground.blocks - 1 else ground.symbols
    return Place(block=block, symbol=dice.below(symbols), bit=dice.below(8))


_FAULTS: Final = (
    Fault("blackout", "a path goes dark for a while", None, _dark),
    Fault(
        "heavy-loss",
        "more symbols are lost on the way to a replica than the repair budget covers",
        "quiescence",
        lambda dice, ground: Place(replica=dice.below(ground.replicas)),
        besides=("repair_recovery", *_NEVER_ENDS),
    ),
    Fault(
        "lost-finished",
        "the datagram with the client's TLS Finished is lost, and what follows it cannot be read",
        "quiescence",
        lambda dice, ground: Place(path=dice.below(ground.paths), replica=dice.below(ground.replicas)),
        # Symbols that cannot be read are missing as much as lost ones, and more than repair makes up for.
        besides=("repair_recovery", *_NEVER_ENDS),
    ),
    Fault("flipped-bit", "a bit of a symbol changes in the sender's memory", "manifest_integrity", _symbol),
    Fault(
        "torn-journal",
        "a power cut takes the journal records of a replica that are not yet synced",
        "journal_consistency",
        lambda dice, ground: Place(replica=dice.below(ground.replicas), record=dice.between(1, ground.blocks)),
    ),
    Fault(
        "reordered-journal",
        "a journal record reaches the disk of a replica after the one that follows it",
        "journal_consistency",
        lambda dice, ground: Place(replica=dice.below(ground.replicas), record=dice.between(1, ground.blocks - 1)),
        blocks=2,
    ),
    Fault(
        "stuck-operation",
        "a task waits for a message that was dropped for good",
        "quiescence",
        lambda dice, ground: Place(replica=dice.below(ground.replicas)),
        besides=_NEVER_ENDS,
    ),
    Fault(
        "unshielded-cleanup",
        "the clean-up of a cancelled path is cancelled before it settles its permit",
        "obligation_leak",
        lambda dice, ground: Place(
            path=dice.below(ground.paths), replica=dice.below(ground.replicas), block=dice.below(ground.blocks)
        ),
    ),
    Fault(
        "split-outcome",
        "the message that retires a path does not reach one of the replicas",
        "path_consistency",
        lambda dice, ground: Place(path=dice.below(ground.paths), replica=dice.below(ground.replicas)),
        replicas=2,
    ),
)

FAULTS: Final[Mapping[str, Fault]] = MappingProxyType({fault.name: fault for fault in _FAULTS})
"""The faults by name."""
