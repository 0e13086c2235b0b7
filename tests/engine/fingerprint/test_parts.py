import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import InvalidFormatError
from atp_tui.engine.fingerprint import Parts, level_one, level_two
from atp_tui.engine.fingerprint.title import TITLE_LENGTH

LISTS = st.lists(st.text(max_size=12), max_size=6)
PARTS = st.builds(
    lambda oracle, kind, checks, pending, new, gone, level: (
        level_one(oracle, kind, checks, pending)
        if level == 1
        else level_two(level_one(oracle, kind, checks, pending), new, gone)
    ),
    st.text(),
    st.text(),
    LISTS,
    LISTS,
    LISTS,
    LISTS,
    st.sampled_from([1, 2]),
)
ONE = level_one("transfer", "quiescence", ["task_completion"], ["deliver block 3 to replica 1"])
TWO = level_two(ONE, ["BlockShort", "RepairSpent"], ["OutcomesReported"])


def test_a_fingerprint_states_version_and_level() -> None:
    assert ONE.fingerprint == "v1/1:aa0ac79030c6822b"
    assert TWO.fingerprint == "v1/2:8cda18135d6d7a05"


def test_a_title_is_made_of_the_parts() -> None:
    words = "quiescence: deliver block pending; + BlockShort RepairSpent; - OutcomesReported; also task_completion"
    assert TWO.title == words
    assert level_one("transfer", "path_consistency").title == "path_consistency"
    assert level_one("transfer", "quiescence", ["task_completion"]).title == "quiescence: also task_completion"


def test_titles_of_both_levels_differ_where_their_parts_do_not() -> None:
    one = level_one("transfer", "quiescence", ["task_completion"])
    assert level_two(one, [], []).title == "quiescence: no other events; also task_completion"
    assert level_two(one, [], [], persists=True).title.startswith("quiescence: without any external decision;")


def test_every_part_has_a_row_with_its_source() -> None:
    assert [row.value for row in TWO.rows] == [
        "transfer",
        "quiescence",
        "task_completion",
        "deliver block # to replica #",
        "BlockShort",
        "RepairSpent",
        "OutcomesReported",
    ]
    assert all(row.name and row.source for parts in (ONE, TWO) for row in parts.rows)


@given(LISTS, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(texts: list[str], dice: random.Random) -> None:
    shuffled = [*texts, *texts[:2]]
    dice.shuffle(shuffled)
    assert level_one("a", "b", texts, texts) == level_one("a", "b", shuffled, shuffled)
    assert level_two(ONE, texts, texts).fingerprint == level_two(ONE, shuffled, shuffled).fingerprint


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.binary(min_size=8, max_size=32))
def test_no_number_seed_or_digest_changes_the_hash(one: int, other: int, digest: bytes) -> None:
    first = level_one("transfer", "quiescence", [], [f"deliver block {one} to replica 1"])
    second = level_one("transfer", "quiescence", [], [f"deliver block {other} to replica {one}"])
    assert first.fingerprint == second.fingerprint
    assert level_one(f"sha256:{digest.hex()}", "x") == level_one("sha256:00", "x")


@given(PARTS, PARTS)
def test_different_parts_have_different_fingerprints(one: Parts, other: Parts) -> None:
    assert (one == other) == (one.fingerprint == other.fingerprint)


def test_a_text_counts_where_it_stands() -> None:
    assert level_two(ONE, ["a"], []).fingerprint != level_two(ONE, [], ["a"]).fingerprint
    assert level_one("a", "b", ["c"]).fingerprint != level_one("a", "b", [], ["c"]).fingerprint
    assert ONE.fingerprint != level_two(ONE, [], []).fingerprint


@given(PARTS)
def test_what_is_written_is_read_back(parts: Parts) -> None:
    assert Parts.read(parts.write()) == parts
    assert "\n" not in parts.write()


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "v0"},
        {"level": 3},
        {"level": 1},
        {"new": ["b", "a"]},
        {"new": ["a", "a"]},
        {"new": ["block 3"]},
        {"oracle": 7},
        {"more": "x"},
        {"checks": None},
        {"oracle": "a\u2028  b 1"},
    ],
)
def test_parts_that_nobody_wrote_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidFormatError):
        Parts.read(json.dumps(json.loads(TWO.write()) | changes))


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"version": "v1"', "[" * 100_000, '"\ud800"', "\0"])
def test_text_that_is_no_parts_is_refused(text: str) -> None:
    with pytest.raises(InvalidFormatError):
        Parts.read(text)


@given(st.text())
def test_no_text_gives_another_error(text: str) -> None:
    with pytest.raises(InvalidFormatError):
        Parts.read(text)


def test_parts_of_a_megabyte_have_a_short_title() -> None:
    large = level_two(
        level_one("o" * 2**20, "t" * 2**20, ["c" * 2**20], ["deliver " * 2**17]),
        [f"K{n:x}z" for n in range(50_000)],
        ["x"],
    )
    assert len(large.title) <= TITLE_LENGTH
    assert len(large.fingerprint) == len(ONE.fingerprint)
    assert Parts.read(large.write()) == large
