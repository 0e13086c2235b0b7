"""How well each check tells a broken transfer from a clean one: assumed by default, or measured and given in a file.

A model file is a table for each check that it speaks of, with the two rates and the counts from which they come; a
check without one keeps the default. Source: EVIDENCE.md, "A check's Bayes factor".
"""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.evidence import SEVERITY_WEIGHTS
from atp_tui.engine.fields import Record, SchemaVersion, Text
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.log_checks import LOG_CHECKS, STRUCTURED_CHECKS
from atp_tui.engine.oracle.switches import with_fields
from atp_tui.engine.oracle.weighed import WeighedCheck
from atp_tui.engine.record import SCHEMA_VERSION
from atp_tui.engine.statistics import LEVEL, Tally
from atp_tui.engine.toml_text import quoted

_LAST_BITS: Final = 1e-14
_SLACK: Final = 1.0
"""Runs by which a rate may differ from its counts: a rate after Jeffreys differs by half a run, and is rounded."""


def _strictly_between(value: float) -> float:
    if 0 < value < 1:
        return value
    raise PydanticCustomError("rate", "a rate between 0 and 1, both excluded", {"found": str(value)})


Rate = Annotated[float, Field(strict=True), AfterValidator(_strictly_between)]
"""A probability strictly between 0 and 1."""


class CheckRates(Record):
    """How often a check fires when its invariant is broken, and when all is well."""

    detection: Rate
    """d = P(fires | broken)."""
    false_alarm: Rate
    """f = P(fires | clean)."""
    broken: Tally | None = None
    """The runs with this invariant broken from which the detection comes; None where it is assumed."""
    clean: Tally | None = None
    """The clean runs from which the false alarms come; None where they are assumed."""

    @classmethod
    def assumed(cls, check: WeighedCheck) -> "CheckRates":
        """Return the default rates of a check.

        Without a rate of false alarms in its row, a check that fires has the weight of its severity (FORMAT.md, 6).
        """
        by_severity = check.detection / 10 ** SEVERITY_WEIGHTS[check.severity]
        return cls(
            detection=check.detection, false_alarm=by_severity if check.false_alarm is None else check.false_alarm
        )

    @classmethod
    def measured(cls, broken: Tally, clean: Tally) -> "CheckRates":
        """Return the rates after Jeffreys that runs gave.

        Raises:
            InvalidFormatError: a check fired more often than there were runs, or there were none.
        """
        for name, tally in (("broken", broken), ("clean", clean)):
            _refuse_tally(tally, name)
        return cls(detection=broken.rate, false_alarm=clean.rate, broken=broken, clean=clean)

    def log10_bf(self, *, fired: bool) -> float:
        """Return log10 of the Bayes factor of the check: d / f when it fired, (1 - d) / (1 - f) when it was silent."""
        above, below = (self.detection, self.false_alarm) if fired else (1 - self.detection, 1 - self.false_alarm)
        ratio = above / below
        if math.isinf(ratio):
            return math.log10(above) - math.log10(below)
        # So that 0.9 / 0.3 is 3 and not less by the last bit, which would be another word of strength.
        short = float(f"{ratio:.12g}")
        return math.log10(short if abs(short - ratio) <= _LAST_BITS * ratio else ratio)


_NAMES: Final = {check.name for check in ATP_CHECKS}
_FURTHER: Final = {check.name: check for check in (*LOG_CHECKS, *STRUCTURED_CHECKS) if check.name not in _NAMES}
_ALL: Final[tuple[WeighedCheck, ...]] = (*ATP_CHECKS, *_FURTHER.values())
_ASSUMED: Final = {check.name: CheckRates.assumed(check) for check in _ALL}


@with_fields({name: (CheckRates, rates) for name, rates in _ASSUMED.items()})
class DetectionModel(Record):
    """The rates of each check of the ATP oracle and of logs, by its name.

    Raises:
        InvalidFormatError: a rate does not lie strictly between 0 and 1, or a field is unknown; the error names it.
    """

    schema_version: SchemaVersion = SCHEMA_VERSION
    title: Text = "assumed: detection 0.9, and the weight of each severity"
    """Where the rates come from, in a few words."""

    if TYPE_CHECKING:

        def __init__(self, /, *, title: str = "", **rates: CheckRates) -> None: ...

        def __getattr__(self, check: str) -> CheckRates: ...

    def rates(self, check: str) -> CheckRates:
        """Return the rates of a check by its name.

        Raises:
            InvalidFormatError: the name is of no check.
        """
        if check not in _ASSUMED:
            raise InvalidFormatError(f"a check ({', '.join(_ASSUMED)})", repr(check))
        rates: CheckRates = getattr(self, check)
        return rates

    def rates_of(self, check: WeighedCheck) -> CheckRates:
        """Return the rates of a check of a log: the default ones are those of its own severity."""
        rates = self.rates(check.name)
        return CheckRates.assumed(check) if rates == _ASSUMED[check.name] else rates

    def write(self) -> str:
        """Return the checks that were measured as the text of a model file, each with its Jeffreys intervals."""
        lines = [f"schema_version = {self.schema_version}", f"title = {quoted(self.title)}"]
        for check in _ASSUMED:
            rates = self.rates(check)
            if rates.broken is None or rates.clean is None:
                continue
            lines += ["", f"[{check}]"]
            for name, rate, tally, of in (
                ("detection", rates.detection, rates.broken, "broken"),
                ("false_alarm", rates.false_alarm, rates.clean, "clean"),
            ):
                low, high = tally.interval()
                lines.append(f"{name} = {rate!r}  # {LEVEL:.0%} interval {low:.6f} to {high:.6f}")
                lines.append(f"{of} = {{ fired = {tally.fired}, runs = {tally.runs} }}")
        return "".join(f"{line}\n" for line in lines)


DEFAULT_MODEL: Final = DetectionModel()
"""The model that is used where no other is given."""


def read_model(document: Mapping[str, Any]) -> DetectionModel:
    """Return the model that a model file describes, given as the mapping that its TOML text decodes to.

    Raises:
        InvalidFormatError: a check is unknown, a rate is not strictly between 0 and 1, counts are missing or are not
            those of the rate; the error names the field.
    """
    model = DetectionModel.read({"title": "a model file without a title"} | dict(document))
    for check in _ASSUMED.keys() & document.keys():
        rates = model.rates(check)
        for of, rate, tally in (
            ("broken", rates.detection, rates.broken),
            ("clean", rates.false_alarm, rates.clean),
        ):
            place = f"{check}.{of}"
            if tally is None:
                raise InvalidFormatError("the counts { fired, runs } of the rate", "nothing", place=place)
            _refuse_tally(tally, place)
            if abs(rate * tally.runs - tally.fired) > _SLACK:
                raise InvalidFormatError(f"counts that give the rate {rate}", _told(tally), place=place)
    return model


def _refuse_tally(tally: Tally, place: str) -> None:
    if tally.runs == 0:
        raise InvalidFormatError("at least one run", "0", place=f"{place}.runs")
    if tally.fired > tally.runs:
        raise InvalidFormatError(f"at most {tally.runs} runs", str(tally.fired), place=f"{place}.fired")


def _told(tally: Tally) -> str:
    return f"{tally.fired} of {tally.runs} runs"
