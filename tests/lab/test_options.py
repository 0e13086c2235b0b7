from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.lab.options import SEED_NAMES, LabOptions, read_options


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"size": 0}, "size: expected a whole number from 1 to 67108864 bytes, found 0"),
        ({"size": 1.5}, "size: expected a whole number from 1 to 67108864 bytes, found 1.5"),
        ({"size": True}, "size: expected a whole number from 1 to 67108864 bytes, found True"),
        ({"size": 10**400}, "size: expected a whole number from 1 to 67108864 bytes, found 1000000"),
        ({"loss": 0.99}, "loss: expected a number from 0 to 0.95, found 0.99"),
        ({"loss": float("nan")}, "loss: expected a number from 0 to 0.95, found nan"),
        ({"loss": "0.1"}, "loss: expected a number from 0 to 0.95, found '0.1'"),
        ({"latency_ms": ()}, "latency_ms: "),
        ({"latency_ms": (20.0, 0)}, "latency_ms[1]: expected a number from 0.01 to 10000 ms, found 0"),
        ({"deadline_s": -1}, "deadline_s: expected a number from 0.01 to 3600 s, found -1"),
        ({"seed": 2**64}, "seed: expected an unsigned 64-bit integer"),
        ({"seeds": {"luck": 1}}, "seeds: expected one of schedule, network, payload, faults, found 'luck'"),
        ({"faults": ("gremlin",)}, "faults: expected one of blackout, heavy-loss"),
        ({"faults": ("split-outcome",), "replicas": 1}, "replicas: expected at least 2 replicas for split-outcome"),
        ({"faults": ("reordered-journal",), "size": 10}, "size: expected an object of at least 2 blocks"),
        ({"paths": 1, "dark_paths": 2}, "dark_paths: expected at most the number of paths, 1, found 2"),
        ({"symbol_size": 1001}, "symbol_size: expected a multiple of 8, found 1001"),
        ({"symbol_size": 1024, "block_size": 64}, "symbol_size: expected at most the block size, 64, found 1024"),
        ({"symbol_size": 64, "block_size": 1_048_576}, "symbol_size: expected at least 1024 for this block size"),
        ({"colour": 1}, "colour: expected no such field"),
    ],
)
def test_what_is_out_of_range_is_told_with_field_range_and_found(values: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidFormatError) as caught:
        LabOptions(**values)
    assert str(caught.value).startswith(message)


def test_too_many_blocks_are_refused() -> None:
    with pytest.raises(InvalidFormatError, match=r"block_size: expected a size that cuts .* found 64"):
        LabOptions(size=2**26, block_size=64, symbol_size=64)


@given(
    st.builds(
        dict,
        seed=st.integers(0, 2**64 - 1),
        seeds=st.dictionaries(st.sampled_from(SEED_NAMES), st.integers(0, 2**64 - 1)),
        size=st.integers(1, 2**20),
        paths=st.integers(1, 8),
        replicas=st.integers(2, 8),
        loss=st.floats(0, 0.95),
        far_ms=st.lists(st.floats(0, 1000), max_size=3).map(tuple),
        faults=st.lists(st.sampled_from(("blackout", "flipped-bit", "split-outcome")), unique=True).map(tuple),
    )
)
def test_options_read_back_from_their_json(values: dict[str, Any]) -> None:
    options = LabOptions(**values)
    text = options.as_json()
    assert "\n" not in text
    assert read_options(text) == options
    assert read_options(text).as_json() == text


@pytest.mark.parametrize("text", ["", "[]", "null", '{"size": "many"}', '{"seed":1,"seed":2}', '{"size":1e400}'])
def test_what_is_no_options_is_refused_without_a_traceback(text: str) -> None:
    with pytest.raises(CrashpackError):
        read_options(text)


def test_one_seed_gives_all_four_and_each_can_be_given() -> None:
    ours = LabOptions(seed=5).all_seeds
    assert tuple(ours) == SEED_NAMES
    assert len(set(ours.values())) == 4
    assert LabOptions(seed=5, seeds={"network": 9}).all_seeds == ours | {"network": 9}
    assert not set(LabOptions(seed=6).all_seeds.values()) & set(ours.values())


def test_latency_grows_with_path_and_replica() -> None:
    options = LabOptions(latency_ms=(10.0, 20.0), far_ms=(0.0, 5.0), paths=3)
    assert [options.latency_ns(path, 0) for path in range(3)] == [10_000_000, 20_000_000, 20_000_000]
    assert options.latency_ns(1, 1) == 25_000_000
    assert options.latency_ns(0, 2) == 10_000_000


def test_the_last_block_and_its_budget_may_be_smaller() -> None:
    options = LabOptions(size=20_000, block_size=16_384, symbol_size=1024, repair=0.5)
    assert options.blocks == 2
    assert [options.source_symbols(block) for block in range(2)] == [16, 4]
    assert [options.repair_budget(block) for block in range(2)] == [8, 2]
