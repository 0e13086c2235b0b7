"""The fields of a proof: what they take, what they are where nothing is given."""

from typing import Any

import pytest

from atp_tui.engine import AgentProofError, AgentTaskProofBundle
from atp_tui.engine.json_text import compact, loads
from atp_tui.engine.proof.records import CheckOutcome, ReplayInstructions, ReplaySafetyLevel, ReplayStep
from tests.proofs import COMMIT, WHOLE, bundle, changed


def contains(given: Any, found: Any) -> bool:  # noqa: ANN401 - JSON values
    """Whether all that was given is found again as it is."""
    if isinstance(given, dict):
        return all(contains(given[key], found[key]) for key in given)
    if isinstance(given, list):
        return len(given) == len(found) and all(map(contains, given, found))
    return bool(given == found)


def test_every_field_is_kept_as_it_was_given() -> None:
    assert contains(WHOLE, loads(compact(bundle())))


def test_what_is_not_given_has_its_default() -> None:
    found = bundle()
    assert [command.directory for command in found.commands] == ["."]
    assert [(step.directory, step.shows) for step in found.replay.steps] == [(".", ""), (".", "all tests pass")]
    assert [record.released for record in found.reservations] == ["2026-03-01T11:30:00Z", None]
    assert [record.resolution for record in found.blockers] == ["it was cleaned", ""]
    assert [(entry.commit, entry.reason) for entry in found.frontier.entries] == [
        (COMMIT, ""),
        (None, "the linter was not at hand"),
    ]
    assert ReplayInstructions().level is ReplaySafetyLevel.READ_ONLY


def test_what_was_not_run_is_listed() -> None:
    frontier = bundle().frontier
    assert [(entry.check, entry.outcome) for entry in frontier.not_run] == [("lint", CheckOutcome.NOT_RUN)]


def test_the_highest_level_of_the_steps_counts() -> None:
    levels = tuple(ReplaySafetyLevel)
    assert [level.rank for level in levels] == [0, 1, 2, 3]
    for highest in levels:
        steps = tuple(ReplayStep(argv=("x",), level=level) for level in (levels[0], highest, levels[0]))
        assert ReplayInstructions.of(steps).level is ReplayInstructions(steps=steps).highest is highest
    assert ReplayInstructions.of(()).highest is ReplaySafetyLevel.READ_ONLY


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ("commits.0.commit", "f" * 39, "a commit id of 40 or 64 lower-case hex digits"),
        ("commits.0.commit", "F" * 40, "a commit id of 40 or 64 lower-case hex digits"),
        ("commits.0.time", "2026-03-01", "a moment in UTC such as 2026-01-31T23:59:59.5Z"),
        ("files.0.digest", "sha256:" + "0" * 63, "sha256: and 64 lower-case hex digits"),
        ("files.0.path", "../x", "a relative path that stays inside"),
        ("commands.0.argv", [], "at least the name of a command"),
    ],
)
def test_another_form_is_an_error_that_says_which_is_wanted(place: str, value: object, expected: str) -> None:
    with pytest.raises(AgentProofError) as raised:
        AgentTaskProofBundle.read(changed((place, value)))
    assert raised.value.expected == expected


@pytest.mark.parametrize("digits", [40, 64])
def test_ids_of_commits_have_one_of_two_lengths(digits: int) -> None:
    assert bundle(("commits.0.commit", "a" * digits)).commits[0].commit == "a" * digits


@pytest.mark.parametrize(
    ("code", "is_one"), [(-(2**31), True), (2**31 - 1, True), (-(2**31) - 1, False), (2**31, False)]
)
def test_exit_codes_have_32_bits(code: int, is_one: bool) -> None:
    if is_one:
        assert bundle(("commands.0.exit_code", code)).commands[0].exit_code == code
    else:
        with pytest.raises(AgentProofError, match="exit_code"):
            bundle(("commands.0.exit_code", code))


def test_of_a_long_text_of_another_form_the_beginning_is_shown() -> None:
    with pytest.raises(AgentProofError) as raised:
        bundle(("commits.0.commit", "x" * 10_000))
    assert len(raised.value.found) < 200
    assert "…" in raised.value.found
