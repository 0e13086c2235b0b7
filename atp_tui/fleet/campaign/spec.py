"""The specification of a campaign: from which options its runs are drawn.

The options of a run are a pure function of the digest of the specification and the number of the run: no order of runs,
process or machine changes them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeGuard

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.json_text import utf8
from atp_tui.engine.toml_text import read_toml
from atp_tui.engine.trace import U64_MAX
from atp_tui.fleet.features import EDGES
from atp_tui.fleet.record import SCAN
from atp_tui.lab.dice import Dice
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.options import LabOptions, require_option
from atp_tui.lab.requested_options import chosen_options
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.store.named_file import read_file

FILE_LIMIT: Final = 1 << 20
"""Bytes that a specification may have."""

TEXT_LIMIT: Final = 200
"""Characters of a name and of the label of a build."""

WEIGHT_LIMIT: Final = 1_000_000

VALUES_LIMIT: Final = 1_000
"""Values that the list of an option may have."""

DRAWS: Final = 100
"""Times that options are drawn again because they do not go together."""

TRIED: Final = 50
"""Runs whose options are drawn when a specification is read, to see whether they can be."""

OPTIONS: Final = (*EDGES, "block_size", "symbol_size")
"""The options that may be drawn: the numeric ones of the lab."""

_FINE: Final = 1 << 53
"""Steps of a range of numbers that are not whole."""

Number: TypeAlias = int | float


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value from a list, all equally likely."""

    values: tuple[Number, ...]

    def draw(self, dice: Dice) -> Number:
        """Return a value."""
        return self.values[dice.below(len(self.values))]

    def written(self) -> object:
        """Return what JSON has of it."""
        return self.values


@dataclass(frozen=True, slots=True)
class Range:
    """A number from *least* to *most*, all equally likely; a whole one where both are."""

    least: Number
    most: Number

    def draw(self, dice: Dice) -> Number:
        """Return a value."""
        if isinstance(self.least, int) and isinstance(self.most, int):
            return dice.between(self.least, self.most)
        return self.least + (self.most - self.least) * dice.below(_FINE + 1) / _FINE

    def written(self) -> object:
        """Return what JSON has of it."""
        return {"min": self.least, "max": self.most}


@dataclass(frozen=True)
class Spec:
    """A specification, checked."""

    scenarios: tuple[tuple[str, int], ...]
    """Names with their weights, sorted by name."""
    faults: tuple[tuple[str, float], ...] = ()
    """Faults that a run is armed with, beside those of its scenario, with their probabilities; sorted by name."""
    options: tuple[tuple[str, OneOf | Range], ...] = ()
    """Options that are drawn in place of the scenario's; sorted by name."""
    first_seed: int = 0
    """The seed of run 0; each further run has the next."""
    name: str = "campaign"
    """What people call it."""
    build: str = ""
    """The label of the build; empty for the version of the lab."""

    @cached_property
    def written(self) -> dict[str, object]:
        """All that decides which options a run has, as JSON values."""
        return {
            "scenarios": dict(self.scenarios),
            "faults": dict(self.faults),
            "options": {name: draw.written() for name, draw in self.options},
            "first_seed": self.first_seed,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what decides the options, in hex; neither name nor build are part of it."""
        return hashlib.sha256(json.dumps(self.written, sort_keys=True).encode()).hexdigest()

    def seed(self, number: int) -> int:
        """Return the seed of a run, u64."""
        return (self.first_seed + number) & U64_MAX

    def options_of(self, number: int) -> LabOptions:
        """Return the options of a run.

        Options that do not go together are drawn again.

        Raises:
            InvalidFormatError: none of :data:`DRAWS` draws goes together; the error is that of the last one.
        """
        dice = Dice(int(self.digest[:16], 16), "campaign", self.digest, str(number))
        for _ in range(DRAWS - 1):
            try:
                return self._drawn(dice, number)
            except InvalidFormatError:
                continue
        return self._drawn(dice, number)

    def _drawn(self, dice: Dice, number: int) -> LabOptions:
        scenario = self._scenario(dice)
        armed = tuple(name for name, probability in self.faults if dice.chance(probability))
        values: dict[str, object] = {name: draw.draw(dice) for name, draw in self.options}
        return chosen_options(scenario, self.seed(number), armed, **values)

    def _scenario(self, dice: Dice) -> str:
        place = dice.below(sum(weight for _, weight in self.scenarios))
        for name, weight in self.scenarios:
            place -= weight
            if place < 0:
                return name
        raise AssertionError


def read_spec(path: str) -> Spec:
    """Return the specification in a TOML file.

    Raises:
        IoError: it cannot be read, or is too big.
        SerializationError: it is not TOML in UTF-8.
        InvalidFormatError: a value is unknown, of another type or out of range; the error names it.
    """
    try:
        return spec_of(read_toml(utf8(read_file(path, FILE_LIMIT))))
    except CrashpackError as error:
        raise error if error.file else error.within(path) from None


def spec_of(told: Mapping[str, Any]) -> Spec:
    """Return the specification that a mapping describes; errors as for :func:`read_spec`."""
    for key in told:
        _require(key in _READ, f"one of {', '.join(_READ)}", repr(key), "")
    if "scenarios" not in told:
        raise InvalidFormatError("a table of scenarios with their weights", "none", place="scenarios")
    spec = Spec(**{key: _READ[key](value) for key, value in told.items()})
    for number in range(TRIED):
        try:
            spec.options_of(number)
        except InvalidFormatError as error:
            words = f"options that go together, not in {DRAWS} draws: {error}"
            raise InvalidFormatError("", words, place=f"run {number}", advice="change the ranges") from None
    return spec


def _require(is_met: bool, expected: str, found: str, place: str) -> None:
    if not is_met:
        raise InvalidFormatError(expected, found, place=place)


def _table(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidFormatError("a table", repr(value), place=place)
    return value


def _text(place: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= TEXT_LIMIT or not value.isprintable():
            raise InvalidFormatError(f"a printable text of at most {TEXT_LIMIT} characters", repr(value), place=place)
        if value == SCAN:
            raise InvalidFormatError(
                f"another name than {SCAN!r}, which the packs found on disk have", repr(value), place=place
            )
        return value

    return read


def _seed(value: object) -> int:
    if not _is_whole(value) or not 0 <= value <= U64_MAX:
        raise InvalidFormatError("a whole number from 0 to 2^64 - 1", repr(value), place="first_seed")
    return value


def _scenarios(value: object) -> tuple[tuple[str, int], ...]:
    found = _table(value, "scenarios")
    _require(bool(found), "at least one scenario with its weight", "none", "scenarios")
    for name, weight in found.items():
        place = f"scenarios.{name}"
        _require(name in SCENARIOS, f"one of {', '.join(SCENARIOS)}", repr(name), "scenarios")
        is_weight = _is_whole(weight) and 1 <= weight <= WEIGHT_LIMIT
        _require(is_weight, f"a whole number from 1 to {WEIGHT_LIMIT}", repr(weight), place)
    return tuple(sorted(found.items()))


def _faults(value: object) -> tuple[tuple[str, float], ...]:
    found = _table(value, "faults")
    for name, probability in found.items():
        _require(name in FAULTS, f"one of {', '.join(FAULTS)}", repr(name), "faults")
        is_probability = _is_number(probability) and 0 <= probability <= 1
        _require(is_probability, "a probability from 0 to 1", repr(probability), f"faults.{name}")
    return tuple(sorted((name, float(probability)) for name, probability in found.items()))


def _options(value: object) -> tuple[tuple[str, OneOf | Range], ...]:
    found = _table(value, "options")
    for name in found:
        _require(name in OPTIONS, f"one of {', '.join(OPTIONS)}", repr(name), "options")
    return tuple(sorted((name, _drawn_option(name, each)) for name, each in found.items()))


def _drawn_option(name: str, value: object) -> OneOf | Range:
    place = f"options.{name}"
    if isinstance(value, dict) and set(value) == {"min", "max"}:
        drawn: OneOf | Range = Range(value["min"], value["max"])
        bounds: tuple[object, ...] = (value["min"], value["max"])
    elif isinstance(value, list) and 1 <= len(value) <= VALUES_LIMIT:
        drawn = OneOf(tuple(value))
        bounds = drawn.values
    elif _is_number(value):
        drawn, bounds = OneOf((value,)), (value,)
    else:
        expected = f"a number, a list of at most {VALUES_LIMIT} numbers or {{min = A, max = B}}"
        raise InvalidFormatError(expected, repr(value), place=place)
    for bound in bounds:
        require_option(name, bound, place)
    if isinstance(drawn, Range):
        _require(drawn.least <= drawn.most, f"at least the least, {drawn.least}", repr(drawn.most), f"{place}.max")
    return drawn


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[Number]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_READ: Final[Mapping[str, Callable[[object], Any]]] = {
    "name": _text("name"),
    "build": _text("build"),
    "first_seed": _seed,
    "scenarios": _scenarios,
    "faults": _faults,
    "options": _options,
}
"""What checks each key of a specification."""
