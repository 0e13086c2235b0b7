"""The oracle results of an attempt: the failures of the test, what its own oracles say, and whether it repeats."""

from collections.abc import Iterable, Iterator
from typing import Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.record import OracleResult, OracleStats, Severity, Violation
from atp_tui.pytest_plugin.attempt import Attempt, Claim, Ended, Failure
from atp_tui.pytest_plugin.names import printable

REPEATS: Final = "same inputs"
"""The oracle that compares the attempts of a test."""

TWO_OUTCOMES: Final = "same inputs, two outcomes"
"""How the type of its violations begins."""

_SAID: Final = 300
"""Characters of a message in a description."""


def results_of(attempt: Attempt, project: str, earlier: Ended | None) -> tuple[OracleResult, ...]:
    """Return the results: of the project's tests, of the comparison with an attempt before, of the test's own oracles.

    Args:
        attempt: What was recorded.
        project: The name of the oracle that the tests are.
        earlier: An attempt with the same inputs that ended otherwise.
    """
    shown = attempt.simulated
    told = [each for each in attempt.failures if shown is None or each.phase != "call"]
    failures = [_failure(each, attempt) for each in told]
    results = [] if shown is None else [*shown.pack.oracle_results]
    if failures or shown is None:
        results.append(_result(project, failures, len(attempt.phases) or 1))
    if earlier is not None:
        results.append(_result(REPEATS, [_two_outcomes(attempt, earlier)], 1))
    names = dict.fromkeys(claim.oracle for claim in attempt.claims)
    results += [_claimed(name, [claim for claim in attempt.claims if claim.oracle == name]) for name in names]
    return (*results, *_judged(attempt))


def _failure(failure: Failure, attempt: Attempt) -> Violation:
    evidence = {
        "test": attempt.node,
        "phase": failure.phase,
        "exception": failure.error,
        "place": failure.place,
        "message": failure.message,
        "events": ",".join(str(failure.event + step) for step in range(len(failure.frames) + 1)),
    }
    is_crash = failure.error == "WorkerCrash"
    return Violation(
        violation_type=printable(failure.violation_type),
        description=printable(_first_line(f"{failure.phase} failed: {failure.error}: {failure.message}")),
        severity=Severity.CRITICAL if is_crash else Severity.HIGH,
        evidence={name: printable(value) for name, value in evidence.items() if value},
    )


def _two_outcomes(attempt: Attempt, earlier: Ended) -> Violation:
    kind = attempt.failures[0].violation_type if attempt.failures else earlier.outcome
    evidence = {"test": attempt.node, "first": earlier.outcome, "second": attempt.outcome, "first pack": earlier.pack}
    return Violation(
        violation_type=printable(f"{TWO_OUTCOMES}: {kind}"),
        description=printable(
            _first_line(f"the attempts {earlier.outcome!r} and {attempt.outcome!r} had the same inputs")
        ),
        severity=Severity.HIGH,
        evidence={name: printable(value) for name, value in evidence.items() if value},
    )


def _claimed(name: str, claims: Iterable[Claim]) -> OracleResult:
    told = list(claims)
    violations = [
        Violation(
            violation_type=printable(claim.violation_type),
            description=printable(claim.description),
            severity=_severity(claim.severity),
            evidence={printable(key): printable(value) for key, value in claim.evidence.items()},
        )
        for claim in told
        if claim.violation_type
    ]
    return _result(printable(name), violations, len(told))


def _severity(word: str) -> Severity:
    """The severity of that name in any case of letters; an unknown one is High."""
    return next((each for each in Severity if each.lower() == str(word).lower()), Severity.HIGH)


def _judged(attempt: Attempt) -> Iterator[OracleResult]:
    """What the transfer oracle says of the states that are states of a transfer."""
    for name, state in transfer_states(attempt).items():
        yield TransferOracle(name=printable(name)).check(state)


def transfer_states(attempt: Attempt) -> dict[str, TransferState]:
    """Return the states that have all fields of a transfer state and no others."""
    found = {}
    for name, value in attempt.states.items():
        if isinstance(value, dict) and value.keys() == TransferState.model_fields.keys():
            try:
                found[printable(name)] = TransferState.read(value)
            except CrashpackError:
                continue
    return found


def _result(name: str, violations: list[Violation], checks: int) -> OracleResult:
    stats = OracleStats(entities_tracked=len(violations), events_recorded=checks)
    return OracleResult(oracle_name=printable(name), violations=tuple(violations), stats=stats, passed=not violations)


def _first_line(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= _SAID else line[: _SAID - 1] + "…"
