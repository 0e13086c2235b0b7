"""Outside decisions: what the world does to a transfer, each by itself so that it can be forced or left out.

A run draws them from seeded dice, or is given them and rolls no dice at all. Either way it lists them in the order in
which they were made, so that the list of one run, forced upon the next, gives the same run. Source: LAB.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final, NamedTuple, Protocol, TypeAlias, TypeVar

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


class Duplicated(msgspec.Struct, frozen=True, tag_field="decision", tag="duplicated", forbid_unknown_fields=True):
    """A datagram arrives twice."""

    link: str
    datagram: Annotated[int, msgspec.Meta(ge=0, le=MAX_DATAGRAM)]
    ns: Annotated[int, msgspec.Meta(ge=0, le=MAX_DELAY_NS)]
    """Nanoseconds above the latency after which the copy arrives."""


class Fired(msgspec.Struct, frozen=True, tag_field="decision", tag="fault", forbid_unknown_fields=True):
    """A fault strikes."""

    fault: str
    place: Place


OfDatagram: TypeAlias = Lost | Delayed | Duplicated

Decision: TypeAlias = OfDatagram | Fired

_DECODER: Final[msgspec.json.Decoder[Decision]] = msgspec.json.Decoder(Decision)

_Read = TypeVar("_Read")


class Fate(NamedTuple):
    """What becomes of one datagram."""

    lost: bool = False
    delay_ns: int = 0
    """Nanoseconds above the latency."""
    copy_ns: int | None = None
    """The same of a second copy; None where there is none."""

    def decisions(self, link: str, datagram: int) -> Iterator[OfDatagram]:
        """Yield the decisions that give a datagram this fate; none where it arrives once and in time."""
        if self.lost:
            yield Lost(link, datagram)
            return
        if self.delay_ns:
            yield Delayed(link, datagram, self.delay_ns)
        if self.copy_ns is not None:
            yield Duplicated(link, datagram, self.copy_ns)


def fates_of(decisions: Iterable[object]) -> dict[tuple[str, int], Fate]:
    """Return the fate of each datagram that decisions name, by link and number; other decisions are passed over."""
    fates: dict[tuple[str, int], Fate] = {}
    for decision in decisions:
        if not isinstance(decision, OfDatagram):
            continue
        key = decision.link, decision.datagram
        fate = fates.get(key, UNTOUCHED)
        match decision:
            case Lost():
                fates[key] = Fate(lost=True)
            case Delayed() if not fate.lost and not fate.delay_ns:
                fates[key] = fate._replace(delay_ns=decision.ns)
            case Duplicated() if not fate.lost and fate.copy_ns is None:
                fates[key] = fate._replace(copy_ns=decision.ns)
    return fates


UNTOUCHED: Final = Fate()
"""The fate of a datagram to which nothing happens: it arrives in time."""


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
        given = tuple(decisions)
        self._fates = fates_of(given)
        self._places = {each.fault: each.place for each in given if isinstance(each, Fired)}

    def fate(self, link: str, datagram: int, loss: float) -> Fate:  # noqa: ARG002 - no dice are rolled
        """Return what the list says of a datagram."""
        return self._fates.get((link, datagram), UNTOUCHED)

    def places(self) -> Mapping[str, Place]:
        """Return the places of the faults that the list names."""
        return self._places


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
        # Most datagrams have no decision, and this runs for each of them.
        if fate is not UNTOUCHED:
            self._made.extend(fate.decisions(link, datagram))
        return fate

    def fired(self, fault: str, place: Place) -> None:
        """Keep that a fault struck."""
        self._made.append(Fired(fault, place))


def write_decisions(decisions: Iterable[msgspec.Struct]) -> bytes:
    """Return decisions as JSON lines, each ending with a newline."""
    return b"".join(msgspec.json.encode(decision) + b"\n" for decision in decisions)


def read_decisions(data: bytes) -> tuple[Decision, ...]:
    """Return the decisions that JSON lines hold.

    Raises:
        LabError: a line is no decision; the error names it.
    """
    return decoded_lines(data, _DECODER)


def decoded_lines(data: bytes, decoder: msgspec.json.Decoder[_Read]) -> tuple[_Read, ...]:
    """Return what a decoder makes of each line of decisions.jsonl.

    Raises:
        LabError: a line is no decision; the error names it.
    """
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return tuple(_read(line, number, decoder) for number, line in enumerate(lines, 1))


def _read(line: bytes, number: int, decoder: msgspec.json.Decoder[_Read]) -> _Read:
    try:
        loads(line)
        return decoder.decode(line)
    except SerializationError as error:
        raise LabError(error.expected, error.found, file="decisions.jsonl", place=f"line {number}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise LabError("an external decision", str(error), file="decisions.jsonl", place=f"line {number}") from None
