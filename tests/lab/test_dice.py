from hypothesis import given
from hypothesis import strategies as st

from atp_tui.lab.dice import U64_MAX, Dice, derived_seed

seeds = st.integers(0, U64_MAX)


@given(seeds, st.text(), st.integers(1, 2**70))
def test_draws_are_in_their_range_and_the_same_again(seed: int, name: str, count: int) -> None:
    dice, again = Dice(seed, name), Dice(seed, name)
    drawn = [dice.below(count) for _ in range(5)]
    assert drawn == [again.below(count) for _ in range(5)]
    assert all(0 <= number < count for number in drawn)


@given(seeds, st.integers(0, 300))
def test_octets_have_the_length_that_was_asked_for(seed: int, count: int) -> None:
    assert len(Dice(seed, "octets").octets(count)) == count


def test_streams_differ_by_seed_and_by_name() -> None:
    streams = {Dice(seed, name).octets(16) for seed in range(4) for name in ("schedule", "network")}
    assert len(streams) == 8


def test_the_parts_of_a_name_are_kept_apart_from_the_seed() -> None:
    assert derived_seed(1, "a") != derived_seed(1, "a", "b") != derived_seed(11, "b")


def test_between_reaches_both_ends() -> None:
    dice = Dice(0, "ends")
    assert {dice.between(3, 5) for _ in range(100)} == {3, 4, 5}


def test_a_chance_of_nothing_and_of_everything() -> None:
    dice = Dice(0, "chance")
    assert not any(dice.chance(0.0) for _ in range(50))
    assert all(dice.chance(1.0) for _ in range(50))


def test_the_first_draws_never_change() -> None:
    assert Dice(7, "network").octets(8).hex() == "c72499288dc3c9d4"
