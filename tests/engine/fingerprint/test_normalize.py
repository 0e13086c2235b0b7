import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.fingerprint.normalize import MARK, RULES, normalize

TEXTS = st.text() | st.text("0123456789abcdefABCDEFxsh-+.,;:#_ \n", max_size=60)
DIGESTS = st.binary(min_size=4, max_size=32).map(bytes.hex).filter(lambda text: re.search("[0-9]", text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("block 3 on replica 12", "block # on replica #"),
        ("synced: 1 2 3", "synced: #"),
        ("synced: 1, 2,\n3", "synced: #"),
        ("expected sha256:00ff, got sha256:abcdef", "expected #, got #"),
        ("digest 9f2ab31c40d1e877 differs", "digest # differs"),
        ("id 123e4567-e89b-12d3-a456-426614174000 gone", "id # gone"),
        ("at 0xdeadBEEF", "at #"),
        ("took -1.5e-3 s", "took # s"),
        ("T12", "T#"),
        ("  a \t b  ", "a b"),
        ("BlockShort", "BlockShort"),
        ("a decade, a facade", "a decade, a facade"),
        ("", ""),
    ],
)
def test_what_differs_between_runs_is_removed(text: str, left: str) -> None:
    assert normalize(text) == left


@given(TEXTS)
def test_a_normalized_text_stays_as_it_is(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(DIGESTS, DIGESTS)
def test_two_digests_are_one_text(one: str, other: str) -> None:
    assert normalize(f"stored {one} on disk") == normalize(f"stored {other} on disk")
    assert normalize(f"sha256:{one}") == normalize(f"sha256:{other}") == MARK


@given(st.uuids(), st.uuids())
def test_two_uuids_are_one_text(one: UUID, other: UUID) -> None:
    assert normalize(f"id {one}") == normalize(f"id {other}")


@given(st.lists(st.integers(), min_size=1), st.integers(0))
def test_neither_numbers_nor_the_length_of_a_list_of_them_matter(numbers: list[int], one: int) -> None:
    assert normalize(f"synced: {' '.join(map(str, numbers))} end") == normalize(f"synced: {one} end")


@given(st.integers(0), st.integers(0))
def test_a_seed_in_a_word_does_not_matter(one: int, other: int) -> None:
    assert normalize(f"run_seed{one}") == normalize(f"run_seed{other}")


def test_digests_come_before_numbers() -> None:
    """With numbers first, the letters of each digest remain, and each run has a fingerprint of its own."""
    names = [rule.what for rule in RULES]
    assert names.index("a number") > max(place for place, name in enumerate(names) if "digest" in name or "hex" in name)
    number = next(rule for rule in RULES if rule.what == "a number")
    letters = {number.pattern.sub(MARK, digest) for digest in ("9f2ab31c", "1c40d1e8", "00ab12cd")}
    assert len(letters) == 3
    assert {normalize(digest) for digest in ("9f2ab31c", "1c40d1e8", "00ab12cd")} == {MARK}


def test_what_utf_8_cannot_carry_is_replaced() -> None:
    assert normalize("a\ud800b") == "a?b"


@pytest.mark.parametrize("unit", ["a", "0", "#", "# ", "f", "-", "1,", "sha2", " ", "0x"])
def test_a_part_of_a_megabyte_is_normalized(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert len(normalize(text)) <= len(text)
