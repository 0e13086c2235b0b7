"""What an oracle would say of another state: edits with a history, and the change against the record."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.evidence import log10_bayes_factor
from atp_tui.engine.lines import whole_number
from atp_tui.engine.oracle.check import Lacking
from atp_tui.engine.oracle.checks import CHECKS
from atp_tui.engine.oracle.recorded_state import KnownState, StateSource
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.switches import OracleChecks
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.record import Crashpack, OracleResult, Violation

_CHECKED: Final = frozenset(check.violation_type for check in CHECKS)
_TRUTH: Final[Mapping[str, bool]] = MappingProxyType({"true": True, "false": False})


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A state with its edits, beside the result that was recorded."""

    recorded: OracleResult
    known: KnownState
    """The state behind the record, before any edit."""
    edits: tuple[TransferState, ...] = ()
    """The states after each edit, the newest last."""
    undone: tuple[TransferState, ...] = ()
    """The states that were undone, the next one to do again last."""

    @property
    def state(self) -> TransferState:
        """The state as it is now."""
        return self.edits[-1] if self.edits else self.known.state

    @property
    def lacking(self) -> Lacking:
        """The fields that the record lacks and that were not edited."""
        edited = self.changed_fields
        return {name: why for name, why in self.known.lacking.items() if name not in edited}

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that can be edited: all, or those that were judged where checks could not always judge."""
        is_partial = self.known.source is StateSource.JUDGED
        return tuple(name for name in TransferState.model_fields if not (is_partial and name in self.known.lacking))

    @property
    def changed_fields(self) -> tuple[str, ...]:
        """The fields that differ from the state behind the record."""
        return differing_fields(self.known.state, self.state)

    @property
    def result(self) -> OracleResult:
        """What the oracle says of the state as it is now, by the checks that could judge the recorded one."""
        is_partial = self.known.source is StateSource.JUDGED
        untold = tuple(check.name for check in CHECKS if is_partial and check.why_untold(self.known.lacking))
        return TransferOracle(name=self.recorded.oracle_name, checks=OracleChecks.without(untold)).check(self.state)

    @property
    def change(self) -> "Change | None":
        """What the oracle's result on the edited state changes against the record; None where nothing is edited."""
        return change(self.recorded, self.result) if self.changed_fields else None

    @property
    def steps(self) -> tuple[TransferState, ...]:
        """The state behind the record, then that after each edit, those that were undone at the end."""
        return (self.known.state, *self.edits, *reversed(self.undone))

    @property
    def step(self) -> int:
        """The number of the step at which the state is, from 0 for the one behind the record."""
        return len(self.edits)

    def at_step(self, step: int) -> "WhatIf":
        """Return the same with as many edits as *step* says, and the others undone; at least 0, at most all."""
        states = self.steps[1:]
        step = max(0, min(step, len(states)))
        if step == self.step:
            return self
        return replace(self, edits=states[:step], undone=states[step:][::-1])

    def starting_from(self, state: TransferState) -> "WhatIf":
        """Return the same with another state taken over in one edit; the same object where that changes nothing.

        Fields that cannot be edited keep their values.
        """
        kept = {name: getattr(state, name) for name in self.fields}
        state = self.state.changed(**kept)
        if state == self.state:
            return self
        return replace(self, edits=(*self.edits, state), undone=())

    def edited(self, field: str, text: str) -> "WhatIf":
        """Return the same with *field* set to what *text* spells; the same object where that changes nothing.

        Raises:
            InvalidFormatError: the text spells no value of the field; the error says what is expected.
        """
        return self.starting_from(self.state.changed(**{field: read_field(field, text)}))

    def undo(self) -> "WhatIf":
        """Return the same without the newest edit."""
        return self.at_step(self.step - 1)

    def redo(self) -> "WhatIf":
        """Return the same with the edit that was undone last."""
        return self.at_step(self.step + 1)

    def record(self, pack: Crashpack) -> Crashpack:
        """Return *pack* with the recorded result replaced by what the oracle says now."""
        now = self.result
        results = tuple(now if result is self.recorded else result for result in pack.oracle_results)
        return pack.changed(oracle_results=results)


def read_field(field: str, text: str) -> object:
    """Return the value of a field of the state that *text* spells.

    Raises:
        InvalidFormatError: it spells none; the error says what is expected.
    """
    kind = TransferState.model_fields[field].annotation
    if kind is bool:
        if text.strip().lower() not in _TRUTH:
            raise InvalidFormatError("true or false", repr(text), place=field)
        return _TRUTH[text.strip().lower()]
    if kind is int:
        number = whole_number(text.strip(), 32)
        if number is None:
            raise InvalidFormatError("an unsigned 32-bit integer (0 to 4294967295)", repr(text), place=field)
        return number
    return text


def write_field(state: TransferState, field: str) -> str:
    """Return the value of a field as a person types it."""
    value = getattr(state, field)
    return str(value).lower() if isinstance(value, bool) else str(value)


def differing_fields(before: TransferState, after: TransferState) -> tuple[str, ...]:
    """Return the names of the fields in which two states differ, in order."""
    return tuple(name for name in TransferState.model_fields if getattr(before, name) != getattr(after, name))


class Became(enum.Enum):
    """What an edited state makes of a type of violation."""

    RESOLVED = "resolved"
    NEW = "new"
    CHANGED = "changed"
    """Found in both, with other evidence or words."""
    NOT_CHECKED = "not checked"
    """Recorded, and of a type for which the oracle that judges the edited state has no check."""
    UNCHANGED = "unchanged"
    ABSENT = ""
    """Found in neither."""


@dataclass(frozen=True, slots=True)
class CheckChange:
    """What became of one type of violation."""

    violation_type: str
    before: Violation | None
    after: Violation | None

    @property
    def became(self) -> Became:
        """What became of it."""
        if self.before is None:
            return Became.ABSENT if self.after is None else Became.NEW
        if self.after is None:
            return Became.RESOLVED if self.violation_type in _CHECKED else Became.NOT_CHECKED
        return Became.UNCHANGED if self.before == self.after else Became.CHANGED


@dataclass(frozen=True, slots=True)
class Change:
    """A result against the one that was recorded."""

    checks: tuple[CheckChange, ...]
    log10_bf_before: float
    log10_bf_after: float
    passed_before: bool
    passed_after: bool


def change(before: OracleResult, after: OracleResult) -> Change:
    """Return what changed from one result to another: the oracle's checks in order, then other types of violation."""
    first = {violation.violation_type: violation for violation in before.violations}
    second = {violation.violation_type: violation for violation in after.violations}
    names = dict.fromkeys([check.violation_type for check in CHECKS] + [*first, *second])
    return Change(
        checks=tuple(CheckChange(name, first.get(name), second.get(name)) for name in names),
        log10_bf_before=log10_bayes_factor(before),
        log10_bf_after=log10_bayes_factor(after),
        passed_before=before.passed,
        passed_after=after.passed,
    )
