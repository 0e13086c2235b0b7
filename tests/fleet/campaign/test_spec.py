import pickle
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, SerializationError
from atp_tui.fleet.campaign.spec import FILE_LIMIT, Spec, read_spec, spec_of
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.scenario import SCENARIOS
from tests.campaigns import TINY

_ranges = st.tuples(st.floats(0, 0.3), st.floats(0, 0.3)).map(lambda both: {"min": min(both), "max": max(both)})
specs = st.fixed_dictionaries(
    {
        "scenarios": st.dictionaries(
            st.sampled_from(["clean", "bad-night", "lossy-race"]), st.integers(1, 9), min_size=1
        )
    },
    optional={
        "faults": st.dictionaries(st.sampled_from(sorted(FAULTS)), st.floats(0, 1), max_size=4),
        "options": st.fixed_dictionaries(
            {},
            optional={
                "loss": _ranges,
                "paths": st.just({"min": 1, "max": 4}),
                "size": st.lists(st.integers(50_000, 99_999), min_size=1, max_size=4),
                "jitter_ms": st.floats(0, 9),
            },
        ),
        "first_seed": st.integers(0, 2**64 - 1),
    },
)


@given(specs, st.integers(0, 2**40), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_options_are_a_function_of_digest_and_number_alone(
    told: dict[str, Any], number: int, dice: random.Random
) -> None:
    spec = spec_of(told)
    shuffled = {
        key: dict(dice.sample(sorted(value.items()), len(value))) if isinstance(value, dict) else value
        for key, value in dice.sample(sorted(told.items(), key=lambda item: item[0]), len(told))
    }
    again = pickle.loads(pickle.dumps(spec_of({**shuffled, "name": "other", "build": "b2"})))  # noqa: S301 - own bytes
    assert again.digest == spec.digest
    numbers = [number, number + 1, 0]
    expected = {each: spec.options_of(each) for each in numbers}
    assert {each: again.options_of(each) for each in reversed(numbers)} == expected
    assert expected[number].seed == (spec.first_seed + number) % 2**64


@given(specs)
@settings(max_examples=30, deadline=None)
def test_options_are_within_their_ranges(told: dict[str, Any]) -> None:
    spec = spec_of(told)
    for number in range(20):
        options = spec.options_of(number)
        assert options.scenario in told["scenarios"]
        extra = set(options.faults) - set(SCENARIOS[options.scenario].options().faults)
        assert all(told.get("faults", {})[fault] > 0 for fault in extra)
        for name, drawn in told.get("options", {}).items():
            value = getattr(options, name)
            if isinstance(drawn, dict):
                assert drawn["min"] <= value <= drawn["max"]
            else:
                assert value in (drawn if isinstance(drawn, list) else [drawn])


def test_weights_and_probabilities_are_those_of_the_specification() -> None:
    spec = spec_of({"scenarios": {"clean": 3, "bad-night": 1}, "faults": {"heavy-loss": 0.25, "blackout": 0.0}})
    drawn = [spec.options_of(number) for number in range(2_000)]
    scenarios = Counter(options.scenario for options in drawn)
    assert 1_400 < scenarios["clean"] < 1_600
    assert 400 < sum("heavy-loss" in options.faults for options in drawn) < 600
    assert not any("blackout" in options.faults for options in drawn)


def test_whole_ranges_reach_both_ends() -> None:
    spec = spec_of({"scenarios": {"clean": 1}, "options": {"paths": {"min": 1, "max": 3}}})
    assert {spec.options_of(number).paths for number in range(50)} == {1, 2, 3}


def test_options_that_do_not_go_together_are_drawn_again() -> None:
    spec = spec_of(
        {"scenarios": {"clean": 1}, "options": {"paths": {"min": 1, "max": 3}, "dark_paths": {"min": 1, "max": 3}}}
    )
    drawn = [spec.options_of(number) for number in range(50)]
    assert all(options.dark_paths <= options.paths for options in drawn)


def test_the_digest_changes_with_all_that_decides_the_options() -> None:
    others: list[dict[str, Any]] = [
        TINY,
        {**TINY, "first_seed": 1},
        {**TINY, "faults": {"torn-journal": 0.3}},
        {**TINY, "scenarios": {"clean": 1, "flipped-bit": 1}},
        {**TINY, "options": {"size": [3_000, 2_000], "block_size": 2_048}},
    ]
    assert len({spec_of(each).digest for each in others}) == len(others)


FAULTY: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "scenarios: expected a table of scenarios with their weights, found none"),
    ({"scenarios": {}}, "scenarios: expected at least one scenario with its weight, found none"),
    ({"scenarios": 3}, "scenarios: expected a table, found 3"),
    ({"scenarios": {"cleen": 1}}, "scenarios: expected one of clean, "),
    ({"scenarios": {"clean": 0}}, "scenarios.clean: expected a whole number from 1 to 1000000, found 0"),
    ({"scenarios": {"clean": True}}, "scenarios.clean: expected a whole number from 1 to 1000000, found True"),
    ({"scenarios": {"clean": 1}, "fault": {}}, "expected one of name, build, first_seed, scenarios, faults, options"),
    ({"scenarios": {"clean": 1}, "faults": {"x": 1}}, "faults: expected one of blackout, "),
    ({"scenarios": {"clean": 1}, "faults": {"blackout": 1.5}}, "faults.blackout: expected a probability from 0 to 1"),
    ({"scenarios": {"clean": 1}, "faults": {"blackout": float("nan")}}, "faults.blackout: expected a probability"),
    ({"scenarios": {"clean": 1}, "first_seed": -1}, "first_seed: expected a whole number from 0 to 2^64 - 1, found -1"),
    ({"scenarios": {"clean": 1}, "name": ""}, "name: expected a printable text of at most 200 characters, found ''"),
    ({"scenarios": {"clean": 1}, "build": "a\x1b"}, "build: expected a printable text of at most 200 characters"),
    ({"scenarios": {"clean": 1}, "name": "scan"}, "name: expected another name than 'scan'"),
    ({"scenarios": {"clean": 1}, "options": {"seed": 1}}, "options: expected one of size, "),
    ({"scenarios": {"clean": 1}, "options": {"loss": "a"}}, "options.loss: expected a number, a list of at most"),
    ({"scenarios": {"clean": 1}, "options": {"loss": []}}, "options.loss: expected a number, a list of at most"),
    ({"scenarios": {"clean": 1}, "options": {"loss": [0.1, 2]}}, "options.loss: expected a number from 0 to 0.95"),
    ({"scenarios": {"clean": 1}, "options": {"loss": {"min": 0}}}, "options.loss: expected a number, a list of"),
    ({"scenarios": {"clean": 1}, "options": {"paths": [1.5]}}, "options.paths: expected a whole number from 1 to 8"),
    (
        {"scenarios": {"clean": 1}, "options": {"loss": {"min": 0.2, "max": 0.1}}},
        "options.loss.max: expected at least the least, 0.2, found 0.1",
    ),
    (
        {"scenarios": {"clean": 1}, "options": {"symbol_size": 100}},
        "run 0: options that go together, not in 100 draws: symbol_size: expected a multiple of 8",
    ),
)


@pytest.mark.parametrize(("told", "words"), FAULTY)
def test_what_is_wrong_is_told(told: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidFormatError) as caught:
        spec_of(told)
    assert str(caught.value).startswith(words)


def test_a_file_is_read_and_named_in_errors(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text('name = "a"\n[scenarios]\nclean = 1\n')
    assert read_spec(str(path)) == Spec((("clean", 1),), name="a")
    path.write_text("[scenarios\n")
    with pytest.raises(SerializationError, match=str(path)):
        read_spec(str(path))
    path.write_bytes(b"#" * (FILE_LIMIT + 1))
    with pytest.raises(CrashpackError, match="at most 1048576 bytes"):
        read_spec(str(path))
