"""The state that an oracle judged: as the lab recorded it, or worked out from what the oracle said.

The format's nine files hold no state. A pack of this project's lab carries transfer-state.json; for any other the
violations' evidence holds the numbers that made the checks fire, and a check that did not fire says the rest.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from atp_tui.engine.artifacts import STATE
from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.json_text import dumps, loads, type_of
from atp_tui.engine.oracle.check import COMPLETE, Answer, Check, Lacking
from atp_tui.engine.oracle.checks import CHECK_OF, CHECKS
from atp_tui.engine.oracle.log_checks import checks_of_log
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.record import OracleResult


class StateSource(enum.Enum):
    """Where a state comes from."""

    RECORDED = "recorded in transfer-state.json"
    EVIDENCE = "derived from the evidence of the violations"
    JUDGED = "derived from what each check said of the log"


@dataclass(frozen=True, slots=True)
class KnownState:
    """The state behind an oracle result, and how it is known."""

    state: TransferState
    source: StateSource
    open_points: tuple[str, ...]
    """What the state cannot account for, each as a sentence."""
    lacking: Lacking = field(default_factory=lambda: COMPLETE)
    """The fields that nothing tells; the state has the value of an empty one there."""


@dataclass(frozen=True, slots=True)
class RecordedStates:
    """The states of transfer-state.json, or those that recorded answers imply, by the name of the oracle."""

    states: Mapping[str, TransferState]
    lacking: Mapping[str, Lacking] = field(default_factory=dict)
    """The fields that are not recorded, by the name of the oracle."""
    source: StateSource = StateSource.RECORDED
    answers: Mapping[str, Mapping[str, tuple[Answer, str]]] = field(default_factory=dict)
    """What each check said of a log, and why it could not tell, by its name, by the name of the oracle."""

    @classmethod
    def read(cls, data: bytes) -> "RecordedStates":
        """Return the states that a JSON text holds: an object with a state for each oracle's name.

        Raises:
            SerializationError: *data* is not JSON.
            InvalidFormatError: a value is no state.
        """
        document = loads(data)
        if not isinstance(document, dict):
            raise InvalidFormatError("an object", type_of.get(type(document), "something else"))
        known = {
            name: {key: value[key] for key in TransferState.model_fields if key in value}
            for name, value in document.items()
            if isinstance(value, dict)
        }
        states = {name: TransferState.read(value) for name, value in known.items()}
        lacking = {name: _unrecorded(value) for name, value in known.items()}
        return cls(MappingProxyType(states), MappingProxyType(lacking))

    def write(self) -> bytes:
        """Return the JSON text of the states, without the fields that are not recorded."""
        return dumps(
            {name: told_fields(state, self.lacking.get(name, COMPLETE)) for name, state in self.states.items()}
        )


def _unrecorded(recorded: Mapping[str, object]) -> Lacking:
    """The fields that a recorded state does not have."""
    absent = (name for name in TransferState.model_fields if name not in recorded)
    return MappingProxyType({name: f"{STATE} does not record {name}" for name in absent})


def told_fields(state: TransferState, lacking: Lacking) -> dict[str, object]:
    """Return the fields of a state with their values, without those that it lacks."""
    return {name: getattr(state, name) for name in type(state).model_fields if name not in lacking}


def known_state(result: OracleResult, recorded: RecordedStates | None) -> KnownState:
    """Return the state behind *result*, recorded where that is so, else worked out from its evidence."""
    is_recorded = recorded is not None and result.oracle_name in recorded.states
    state, lacking = state_and_lacking(result, recorded)
    source = recorded.source if recorded is not None and is_recorded else StateSource.EVIDENCE
    if source is StateSource.JUDGED:
        return KnownState(state, source, _unweighed(result), lacking)
    return KnownState(state, source, _contradictions(result, state, lacking), lacking)


def state_and_lacking(result: OracleResult, recorded: RecordedStates | None) -> tuple[TransferState, Lacking]:
    """Return only the state behind *result* and what it lacks, without comparing it with the result."""
    if recorded is not None and result.oracle_name in recorded.states:
        return recorded.states[result.oracle_name], recorded.lacking.get(result.oracle_name, COMPLETE)
    return inferred_state(result, TransferState, CHECKS), COMPLETE


_State = TypeVar("_State", bound=TransferState)


def inferred_state(result: OracleResult, kind: type[_State], checks: Iterable[Check[_State]]) -> _State:
    """Return the state that the evidence of a result's violations implies.

    Args:
        result: The result.
        kind: The class of the state; a field that no violation is about has the value of an empty one.
        checks: The checks that report the violations.
    """
    check_of = {check.violation_type: check for check in checks}
    fields: dict[str, object] = {}
    for violation in result.violations:
        check = check_of.get(violation.violation_type)
        if check is not None:
            fields |= check.condition.infer(violation.evidence)
    try:
        return kind.read(fields)
    except CrashpackError:
        return kind()


def _unweighed(result: OracleResult) -> tuple[str, ...]:
    """The violations that no check of a log reports."""
    known = checks_of_log(result.oracle_name)
    names = dict.fromkeys(each.violation_type for each in result.violations if each.violation_type not in known)
    return tuple(f"{name}: not from a check of a log, and not weighed" for name in names)


def _contradictions(result: OracleResult, state: TransferState, lacking: Lacking = COMPLETE) -> tuple[str, ...]:
    """What the oracle says of *state* otherwise than *result* does, by the checks that can tell."""
    again = {violation.violation_type: violation for violation in TransferOracle().check(state).violations}
    untold = {check.violation_type for check in CHECKS if check.why_untold(lacking)}
    again = {name: violation for name, violation in again.items() if name not in untold}
    listed = {violation.violation_type: violation for violation in result.violations}
    points = [f"{name}: not from a check of the transfer oracle" for name in listed if name not in CHECK_OF]
    points += [
        f"{name}: recorded, but not found in this state" for name in listed if name in CHECK_OF and name not in again
    ]
    points += [f"{name}: found in this state, but not recorded" for name in again if name not in listed]
    points += [
        f"{name}: recorded with different evidence or description"
        for name in listed
        if name in again and listed[name] != again[name]
    ]
    return tuple(points)
