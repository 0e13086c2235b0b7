"""Where the decisions of a simulated world come from: seeded dice, or a list."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from atp_tui.lab.datagrams import drawn_fate
from atp_tui.lab.decision import UNTOUCHED, Fate, fates_of
from atp_tui.lab.dice import Dice
from atp_tui.lab.testing.decisions import Dark, Decision, Happened, Torn, Unwritten


class NetworkOdds(NamedTuple):
    """How likely a network does what to a datagram."""

    loss: float
    jitter_ns: int
    reorder: float
    duplicate: float
    dark_every_ns: int
    """Mean time between two dark periods, in nanoseconds; 0 for none."""
    dark_for_ns: int
    """The longest dark period."""


class DiskOdds(NamedTuple):
    """How likely a power cut does what to a write that was not synced."""

    lose: float
    tear: float


class Source(Protocol):
    """Decides: dice, or a list."""

    def fate(self, link: str, datagram: int, odds: NetworkOdds) -> Fate:
        """Decide upon a datagram."""
        ...

    def dark_periods(self, network: str, odds: NetworkOdds) -> Iterator[Dark]:
        """Yield the dark periods of a network in order."""
        ...

    def unsynced(self, disk: str, write: int, size: int, odds: DiskOdds) -> Unwritten | Torn | None:
        """Decide upon a write at a power cut; None where it survives."""
        ...

    def happens(self, event: str, number: int, probability: float) -> bool:
        """Decide whether something happens."""
        ...


class Drawn:
    """Decides by seeded dice; every link, network, disk and event has its own."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._dice: dict[tuple[str, str], Dice] = {}

    def fate(self, link: str, datagram: int, odds: NetworkOdds) -> Fate:  # noqa: ARG002 - the dice know their turn
        """Roll the dice of a link."""
        dice = self._of("link", link)
        return drawn_fate(
            dice, loss=odds.loss, jitter_ns=odds.jitter_ns, reorder=odds.reorder, duplicate=odds.duplicate
        )

    def dark_periods(self, network: str, odds: NetworkOdds) -> Iterator[Dark]:
        """Draw dark periods without end."""
        at_ns, dice = 0, self._of("dark", network)
        while odds.dark_every_ns:
            at_ns += dice.below(2 * odds.dark_every_ns) + 1
            length_ns = dice.between(1, odds.dark_for_ns)
            yield Dark(network, at_ns, length_ns)
            at_ns += length_ns

    def unsynced(self, disk: str, write: int, size: int, odds: DiskOdds) -> Unwritten | Torn | None:
        """Roll the dice of a disk."""
        dice = self._of("disk", disk)
        if dice.chance(odds.lose):
            return Unwritten(disk, write)
        if dice.chance(odds.tear) and size > 1:
            return Torn(disk, write, dice.between(1, size - 1))
        return None

    def happens(self, event: str, number: int, probability: float) -> bool:  # noqa: ARG002 - the dice know their turn
        """Roll the dice of an event."""
        return self._of("event", event).chance(probability)

    def _of(self, kind: str, name: str) -> Dice:
        dice = self._dice.get((kind, name))
        if dice is None:
            dice = self._dice[kind, name] = Dice(self._seed, "world", kind, name)
        return dice


class Forced:
    """Decides what a list says, and nothing else."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        given = tuple(decisions)
        self._fates = fates_of(given)
        self._dark = [each for each in given if isinstance(each, Dark)]
        self._writes = {(each.disk, each.write): each for each in given if isinstance(each, Unwritten | Torn)}
        self._happened = frozenset(each for each in given if isinstance(each, Happened))

    def fate(self, link: str, datagram: int, odds: NetworkOdds) -> Fate:  # noqa: ARG002 - no dice are rolled
        """Return what the list says of a datagram."""
        return self._fates.get((link, datagram), UNTOUCHED)

    def dark_periods(self, network: str, odds: NetworkOdds) -> Iterator[Dark]:  # noqa: ARG002 - as above
        """Yield the dark periods that the list names."""
        return iter([each for each in self._dark if each.network == network])

    def unsynced(self, disk: str, write: int, size: int, odds: DiskOdds) -> Unwritten | Torn | None:  # noqa: ARG002
        """Return what the list says of a write."""
        return self._writes.get((disk, write))

    def happens(self, event: str, number: int, probability: float) -> bool:  # noqa: ARG002 - as above
        """Return whether the list has it."""
        return Happened(event, number) in self._happened


class Decisions:
    """Keeps every decision in the order in which it was made."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.made: list[Decision] = []
        """The decisions so far."""
        self._struck: set[Dark] = set()

    def fate(self, link: str, datagram: int, odds: NetworkOdds) -> Fate:
        """Decide upon a datagram."""
        fate = self.source.fate(link, datagram, odds)
        self.made.extend(fate.decisions(link, datagram))
        return fate

    def unsynced(self, disk: str, write: int, size: int, odds: DiskOdds) -> Unwritten | Torn | None:
        """Decide upon a write at a power cut."""
        found = self.source.unsynced(disk, write, size, odds)
        if found is not None:
            self.made.append(found)
        return found

    def strikes(self, dark: Dark) -> None:
        """Keep that a dark period takes a datagram, once."""
        if dark not in self._struck:
            self._struck.add(dark)
            self.made.append(dark)

    def happens(self, event: str, number: int, probability: float) -> bool:
        """Decide whether something happens."""
        is_so = self.source.happens(event, number, probability)
        if is_so:
            self.made.append(Happened(event, number))
        return is_so
