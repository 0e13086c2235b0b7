import random

import numpy as np
import pytest

from atp_tui.store.trace.lane_bits import LaneBits, count_before, pack


def bits_of(members: list[int], events: int) -> LaneBits:
    flags = np.zeros(events, dtype=np.uint16)
    flags[members] = 5
    words = pack(flags, 4, 4)
    return LaneBits(words, count_before(words))


def sets() -> list[tuple[list[int], int]]:
    dice = random.Random(4)
    made = [sorted(dice.sample(range(300), count)) for count in (1, 7, 150, 290)]
    return [([], 0), ([], 70), ([0], 1), ([63], 64), ([64], 65), (list(range(128)), 128), *((one, 300) for one in made)]


@pytest.mark.parametrize(("members", "events"), sets())
def test_members_are_counted_found_and_ranked(members: list[int], events: int) -> None:
    bits = bits_of(members, events)
    assert bits.count == len(members)
    assert [bits.select(place) for place in range(len(members))] == members
    for event in range(events + 70):
        assert (event in bits) == (event in members)
        assert bits.rank(event) == sum(member < event for member in members)


@pytest.mark.parametrize(("members", "events"), sets())
def test_slices_of_members_are_those_of_a_list(members: list[int], events: int) -> None:
    bits = bits_of(members, events)
    bounds = sorted({0, 1, 63, 64, 65, len(members) // 2, max(len(members) - 1, 0), len(members), events, events + 1})
    for start in bounds:
        for stop in bounds:
            assert bits.members(start, stop).tolist() == members[start:stop]
            assert bits.between(start, stop).tolist() == [member for member in members if start <= member < stop]
    assert bits.members(-3, 2).tolist() == members[:2]


def test_nothing_but_an_event_is_a_member() -> None:
    bits = bits_of([0, 63], 64)
    assert 0 in bits
    assert -1 not in bits
    assert -64 not in bits
    assert "0" not in bits
    assert bits.rank(-1) == 0


def test_a_member_that_is_not_there_cannot_be_selected() -> None:
    bits = bits_of([3, 5], 64)
    for place in (-1, 2):
        with pytest.raises(IndexError):
            bits.select(place)


def test_only_the_asked_flag_counts() -> None:
    flags = np.array([1, 2, 3, 0] * 20, dtype=np.uint16)
    assert [word.bit_count() for word in pack(flags, 2, 2).tolist()] == [32, 8]
    assert [word.bit_count() for word in pack(flags, 4, 4).tolist()] == [0, 0]


def test_counts_go_on_from_those_before() -> None:
    words = np.array([0b1011, 0, 0b1], dtype=np.uint64)
    assert count_before(words).tolist() == [0, 3, 3, 4]
    assert count_before(words, 10).tolist() == [10, 13, 13, 14]
