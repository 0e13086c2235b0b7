"""What a run of the lab is made from: seeds and options, checked when they are given."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.fields import U64, Record, SeedMap, Text
from atp_tui.engine.json_text import compact, loads
from atp_tui.lab.dice import derived_seed
from atp_tui.lab.fault_table import FAULTS, Ground

SEED_NAMES: Final = ("schedule", "network", "payload", "faults")
"""The four seeds of a run; one seed gives all of them."""

MAX_SIZE: Final = 64 * 1024 * 1024
MAX_BLOCKS: Final = 16_384
MAX_SYMBOL_SIZE: Final = 1_304
"""Bytes that fit into one datagram beside what QUIC and the block's number need."""

MAX_SYMBOLS: Final = 1024
"""Source symbols that one block may have."""


@dataclass(frozen=True, slots=True)
class _Within:
    """The check that a number lies in a range."""

    first: float
    last: float
    unit: str
    is_whole: bool = True

    def __call__(self, value: object) -> object:
        kinds = int if self.is_whole else int | float
        # A NaN fails the comparison too.
        if not isinstance(value, kinds) or isinstance(value, bool) or not self.first <= value <= self.last:
            raise self._refusal(value)
        return value if self.is_whole else float(value)

    def _refusal(self, value: object) -> PydanticCustomError:
        kind = "a whole number" if self.is_whole else "a number"
        sentence = f"{kind} from {self.first} to {self.last} {self.unit}".rstrip()
        return PydanticCustomError("within", sentence, {"found": repr(value)[:60]})


def _count(first: int, last: int, unit: str) -> BeforeValidator:
    return BeforeValidator(_Within(first, last, unit))


def _number(first: float, last: float, unit: str = "") -> BeforeValidator:
    return BeforeValidator(_Within(first, last, unit, is_whole=False))


def _known_faults(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in FAULTS:
            raise PydanticCustomError("fault", f"one of {', '.join(FAULTS)}", {"found": repr(name)})
    return tuple(dict.fromkeys(names))


def _known_seeds(seeds: Mapping[str, int]) -> Mapping[str, int]:
    for name in seeds:
        if name not in SEED_NAMES:
            raise PydanticCustomError("seed", f"one of {', '.join(SEED_NAMES)}", {"found": repr(name)})
    return seeds


_Latency = Annotated[float, _number(0.01, 10_000, "ms")]
_Distance = Annotated[float, _number(0, 10_000, "ms")]


class LabOptions(Record):
    """All that a run depends on, beside the versions of the libraries and an object that is given.

    Raises:
        InvalidFormatError: a value is out of its range, or values do not go together; the error names the field.
    """

    scenario: Text = "clean"
    """Name of the scenario that these options come from."""
    seed: U64 = 0
    """The seed that gives all four."""
    seeds: Annotated[SeedMap, AfterValidator(_known_seeds)] = Field(default_factory=dict, validate_default=True)
    """Seeds by name, in place of those that come from *seed*."""
    faults: Annotated[tuple[str, ...], AfterValidator(_known_faults)] = ()
    """The faults that are armed."""
    size: Annotated[int, _count(1, MAX_SIZE, "bytes")] = 60_000
    """Length of the object, in bytes."""
    block_size: Annotated[int, _count(64, 1_048_576, "bytes")] = 20_480
    """Length of a block, in bytes; the last one may be shorter."""
    symbol_size: Annotated[int, _count(64, MAX_SYMBOL_SIZE, "bytes")] = 1_280
    """Length of a RaptorQ symbol, in bytes, a multiple of 8."""
    paths: Annotated[int, _count(1, 8, "paths")] = 2
    replicas: Annotated[int, _count(1, 8, "replicas")] = 2
    latency_ms: Annotated[tuple[_Latency, ...], Field(min_length=1)] = (20.0, 35.0)
    """One-way latency of each path, in milliseconds; the last one counts for the paths after it too."""
    far_ms: tuple[_Distance, ...] = ()
    """What is added to the latency for each replica, in milliseconds; none for the replicas after them."""
    jitter_ms: Annotated[float, _number(0, 1_000, "ms")] = 2.0
    """The most that chance adds to the latency of a datagram, in milliseconds."""
    loss: Annotated[float, _number(0, 0.95)] = 0.01
    """Probability that a datagram is lost."""
    reorder: Annotated[float, _number(0, 1)] = 0.01
    """Probability that a datagram is held back so that later ones overtake it."""
    repair: Annotated[float, _number(0, 8)] = 1.0
    """The repair budget of a block for each replica, in repair symbols per source symbol, rounded up."""
    window: Annotated[int, _count(1, 256, "blocks")] = 4
    """Blocks that may be on their way at the same time."""
    storm: Annotated[float, _number(0, 1)] = 0.6
    """Probability of loss on the way to a replica that heavy loss strikes."""
    dark_ms: Annotated[float, _number(1, 60_000, "ms")] = 400.0
    """How long a blackout lasts, in milliseconds."""
    dark_paths: Annotated[int, _count(1, 8, "paths")] = 1
    """How many paths a blackout takes."""
    deadline_s: Annotated[float, _number(0.01, 3_600, "s")] = 10.0
    """When the transfer ends at the latest, in seconds of lab time."""

    def model_post_init(self, _context: object, /) -> None:
        """Check what hangs together."""
        for name, needed, expected in self._conditions():
            if not needed:
                raise InvalidFormatError(expected, str(getattr(self, name)), place=name)

    def _conditions(self) -> tuple[tuple[str, bool, str], ...]:
        symbols = self.block_size / self.symbol_size
        armed = [FAULTS[name] for name in self.faults]
        replicas = max((fault.replicas for fault in armed), default=1)
        blocks = max((fault.blocks for fault in armed), default=1)
        return (
            ("symbol_size", self.symbol_size % 8 == 0, "a multiple of 8"),
            ("symbol_size", symbols >= 1, f"at most the block size, {self.block_size}"),
            ("symbol_size", symbols <= MAX_SYMBOLS, f"at least {self.block_size // MAX_SYMBOLS} for this block size"),
            ("block_size", self.blocks <= MAX_BLOCKS, f"a size that cuts the object into {MAX_BLOCKS} blocks at most"),
            ("dark_paths", self.dark_paths <= self.paths, f"at most the number of paths, {self.paths}"),
            ("replicas", self.replicas >= replicas, f"at least {replicas} replicas for {', '.join(self.faults)}"),
            ("size", self.blocks >= blocks, f"an object of at least {blocks} blocks for {', '.join(self.faults)}"),
        )

    @property
    def blocks(self) -> int:
        """How many blocks the object is cut into."""
        return -(-self.size // self.block_size)

    def source_symbols(self, block: int) -> int:
        """Return how many source symbols a block has."""
        length = min(self.block_size, self.size - block * self.block_size)
        return -(-length // self.symbol_size)

    def repair_budget(self, block: int) -> int:
        """Return how many repair symbols of a block may be sent to each replica."""
        return math.ceil(self.repair * self.source_symbols(block))

    @property
    def ground(self) -> Ground:
        """What a fault must know to choose its place."""
        first, last = self.source_symbols(0), self.source_symbols(self.blocks - 1)
        return Ground(self.paths, self.replicas, self.blocks, first, last, self.dark_ms, self.dark_paths)

    @property
    def all_seeds(self) -> dict[str, int]:
        """The four seeds by name, those that were given and those that come from the one."""
        return {name: self.seeds.get(name, derived_seed(self.seed, name)) for name in SEED_NAMES}

    def latency_ns(self, path: int, replica: int) -> int:
        """Return the one-way latency between the sender and a replica over a path, in nanoseconds."""
        near = self.latency_ms[min(path, len(self.latency_ms) - 1)]
        far = self.far_ms[replica] if replica < len(self.far_ms) else 0.0
        return round((near + far) * 1_000_000)

    def as_json(self) -> str:
        """Return the options as one line of JSON, in the order of the fields."""
        return compact(self).decode()


def require_option(name: str, value: object, place: str) -> None:
    """See to it that a numeric option may have a value, whatever the others are.

    Args:
        name: The name of the option.
        value: The value.
        place: What the error names.

    Raises:
        InvalidFormatError: the value is out of its range.
    """
    for check in LabOptions.model_fields[name].metadata:
        if isinstance(check, BeforeValidator) and isinstance(check.func, _Within):
            try:
                check.func(value)
            except PydanticCustomError as error:
                raise InvalidFormatError(error.message_template, repr(value), place=place) from None


def read_options(text: str) -> LabOptions:
    """Return the options that a JSON text holds.

    Raises:
        SerializationError: *text* is not JSON.
        InvalidFormatError: a field is unknown, of another type or out of range; the error names it.
    """
    return LabOptions.read(loads(text.encode()))
