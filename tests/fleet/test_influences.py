import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.statistics import wilson
from atp_tui.fleet.features import EDGES, FEATURES, features_of, read_options
from atp_tui.fleet.influences import influence, influences_of
from tests.fleet_packs import fleet_of, groups, make_pack


@pytest.mark.parametrize(
    ("seen", "runs", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_are_the_published_ones(seen: int, runs: int, low: float, high: float) -> None:
    assert wilson(seen, runs) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_an_interval_is_around_the_rate(seen: int, further: int) -> None:
    low, high = wilson(seen, seen + further)
    assert 0 <= low <= high <= 1
    if seen + further:
        assert low <= seen / (seen + further) + 1e-12
        assert high >= seen / (seen + further) - 1e-12


def test_an_influence_is_told_only_where_intervals_part() -> None:
    assert influence("a", 10, 10, 0, 10).is_trigger
    assert influence("a", 0, 10, 10, 10).is_suppressor
    for found in (influence("a", 1, 1, 0, 1), influence("a", 5, 10, 4, 10), influence("a", 0, 0, 0, 0)):
        assert not found.is_trigger
        assert not found.is_suppressor


def test_triggers_and_suppressors_of_a_group(tmp_path: Path) -> None:
    for number in range(40):
        is_armed, loss = number % 2 == 0, (0.0, 0.5)[number // 2 % 2]
        types = ["journal_consistency"] if is_armed else ["quiescence"] if loss else []
        make_pack(tmp_path / str(number), types, number, loss=loss, faults=["torn-journal"] if is_armed else [])
    make_pack(tmp_path / "other", ["quiescence"], seed=99)
    with fleet_of(tmp_path) as fleet:
        found = influences_of(fleet, groups(fleet)["journal_consistency"].id)
        assert [each.option for each in found.certain] == ["torn-journal"]
        assert found.tested == 3
        assert (found.certain[0].with_seen, found.certain[0].with_runs) == (20, 20)
        assert (found.certain[0].without_seen, found.certain[0].without_runs) == (0, 20)
        assert groups(fleet)["journal_consistency"].influence == "torn-journal only"
        told = {each.option: each.is_trigger for each in influences_of(fleet, groups(fleet)["quiescence"].id).certain}
        assert told == {"torn-journal": False, "loss < 0.005": False, "loss >= 0.2": True}


def test_every_value_of_an_option_is_in_one_range() -> None:
    for option, edges in EDGES.items():
        for value in (0, *edges, *(edge * 1.001 for edge in edges), 10**9, math.inf):
            mask = features_of({option: value})
            assert mask is not None
            assert mask.bit_count() == 1
            assert FEATURES[mask.bit_length() - 1].option == option
    assert len(FEATURES) <= 63
    assert len({feature.label for feature in FEATURES}) == len(FEATURES)


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "{", '{"loss": "high", "faults": 5}', '{"faults": [1, "no", null]}', "[" * 10_000, "9" * 70_000],
)
def test_hostile_options_have_no_features(text: str) -> None:
    assert not features_of(read_options(text))
