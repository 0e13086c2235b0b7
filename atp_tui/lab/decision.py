"""Outside decisions: what the world does to a transfer, each by itself so that it can be forced or left out.

A run draws them from seeded dice, or is given them and rolls no dice at all. Either way it lists them in the order in
which they were made, so that the list of one run, forced upon the next, gives the same run. Source: LAB.md.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final, NamedTuple, Protocol, TypeAlias

import msgspec

from atp_tui.engine.errors import SerializationError
from atp_tui.engine.json_text import loads
from atp_tui.lab.errors import LabError

MAX_DELAY_NS: Final = 3_600_000_000_000
"""The longest delay of a datagram that may be forced: an hour."""

MAX_DATAGRAM: Final = 2**32 - 1
"""The highest number of a datagram on one link."""

_Small = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]


class Place(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a fault strikes; each fault has its own of these, and the rest is None."""

    path: _Small | None = None
    paths: _Small | None = None
    """How many paths, from *path* on."""
    replica: _Small | None = None
    block: _Small | None = None
    symbol: _Small | None = None
    bit: _Small | None = None
    record: _Small | None = None
    """Number of a journal record, from 1."""
    from_us: _Small | None = None
    """Lab time, in microseconds."""
    for_us: _Small | None = None
    """Length of time, in microseconds."""

    @property
    def parts(self) -> dict[str, int]:
        """The parts that say something, by name."""
        named = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in named if value is not None}

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.parts.items())


class Lost(msgspec.Struct, frozen=True, tag_field="decision", tag="lost", forbid_unknown_fields=True):
    """A datagram is lost on its way."""

    link: str
    """The one-way link, as ``path 0 to replica 1`` or ``path 0 from replica 1``."""
    datagram: Annotated[int, msgspec.Meta(ge=0, le=MAX_DATAGRAM)]
    """Number of the datagram on that link, from 0."""


class Delayed(msgspec.Struct, frozen=True, tag_field="decision", tag="delayed", forbid_unknown_fields=True):
    """A datagram takes longer than the link's latency."""

    link: str
    datagram: Annotated[int, msgspec.Meta(ge=0, le=MAX_DATAGRAM)]
    ns: Annotated[int, msgspec.Meta(ge=1, le=MAX_DELAY_NS)]
    """Nanoseconds above the latency."""


class Fired(msgspec.Struct, frozen=True, tag_field="decision", tag="fault", forbid_unknown_fields=True):
    """A fault strikes."""

    fault: str
    place: Place


Decision: TypeAlias = Lost | Delayed | Fired

_decode: Final = msgspec.json.Decoder(Decision).decode


class Fate(NamedTuple):
    """What becomes of one datagram."""

    lost: bool = False
    delay_ns: int = 0


class Outside(Protocol):
    """Where decisions come from: dice, or a list."""

    def fate(self, link: str, datagram: int, loss: float) -> Fate:
        """Decide upon a datagram; *loss* is the probability of losing it where dice are rolled."""
        ...

    def places(self) -> Mapping[str, Place]:
        """Return the place of every fault that is armed."""
        ...


class ForcedOutside:
    """Decides what a list says, and nothing else: a datagram that it does not name arrives in time."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._fates: dict[tuple[str, int], Fate] = {}
        self._places: dict[str, Place] = {}
        for decision in decisions:
            match decision:
                case Lost():
                    self._fates[decision.link, decision.datagram] = Fate(lost=True)
                case Delayed():
                    self._fates.setdefault((decision.link, decision.datagram), Fate(delay_ns=decision.ns))
                case Fired():
                    self._places[decision.fault] = decision.place

    def fate(self, link: str, datagram: int, loss: float) -> Fate:  # noqa: ARG002 - no dice are rolled
        """Return what the list says of a datagram."""
        return self._fates.get((link, datagram), _UNTOUCHED)

    def places(self) -> Mapping[str, Place]:
        """Return the places of the faults that the list names."""
        return self._places


_UNTOUCHED: Final = Fate()


class DecisionLog:
    """Keeps every decision in the order in which it was made."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._made: list[Decision] = []

    @property
    def made(self) -> tuple[Decision, ...]:
        """The decisions so far."""
        return tuple(self._made)

    def fate(self, link: str, datagram: int, loss: float) -> Fate:
        """Decide upon a datagram and keep what was decided."""
        fate = self._outside.fate(link, datagram, loss)
        if fate.lost:
            self._made.append(Lost(link, datagram))
        elif fate.delay_ns:
            self._made.append(Delayed(link, datagram, fate.delay_ns))
        return fate

    def fired(self, fault: str, place: Place) -> None:
        """Keep that a fault struck."""
        self._made.append(Fired(fault, place))


def write_decisions(decisions: Iterable[Decision]) -> bytes:
    """Return decisions as JSON lines, each ending with a newline."""
    return b"".join(msgspec.json.encode(decision) + b"\n" for decision in decisions)


def read_decisions(data: bytes) -> tuple[Decision, ...]:
    """Return the decisions that JSON lines hold.

    Raises:
        LabError: a line is no decision; the error names it.
    """
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return tuple(_read(line, number) for number, line in enumerate(lines, 1))


def _read(line: bytes, number: int) -> Decision:
    try:
        loads(line)
        decision: Decision = _decode(line)
    except SerializationError as error:
        raise LabError(error.expected, error.found, file="decisions.jsonl", place=f"line {number}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise LabError("an external decision", str(error), file="decisions.jsonl", place=f"line {number}") from None
    return decision
