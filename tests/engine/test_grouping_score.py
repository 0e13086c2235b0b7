from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.grouping_score import score_of

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abcd")), max_size=40)


def test_two_groups_of_one_mechanism_and_a_mixed_one() -> None:
    score = score_of([(1, "a"), (1, "a"), (2, "a"), (3, "b"), (3, "c")])
    assert (score.members, score.groups, score.mechanisms) == (5, 3, 3)
    assert (score.pair_precision, score.pair_recall) == (1 / 2, 1 / 3)
    assert score.purity == 4 / 5
    assert score.b3_precision == (3 + 2 * 0.5) / 5
    assert abs(score.b3_recall - (2 * 2 / 3 + 1 / 3 + 1 + 1) / 5) < 1e-12
    assert score.groups_per_mechanism == 1
    assert score_of([(1, "a"), (2, "a"), (3, "a"), (3, "b")]).groups_per_mechanism == 1.5


def test_nothing_grouped_is_nothing_wrong() -> None:
    score = score_of([])
    assert (score.pair_precision, score.pair_recall, score.b3_f, score.purity, score.groups_per_mechanism) == (1,) * 5


@given(PAIRS)
def test_the_table_gives_what_counting_all_pairs_gives(pairs: list[tuple[int, str]]) -> None:
    score = score_of(pairs)
    both = [(one[0] == other[0], one[1] == other[1]) for one, other in combinations(pairs, 2)]
    grouped, alike = sum(group for group, _ in both), sum(truth for _, truth in both)
    agreeing = sum(group and truth for group, truth in both)
    assert score.pair_precision == (agreeing / grouped if grouped else 1)
    assert score.pair_recall == (agreeing / alike if alike else 1)
    for share in (score.b3_precision, score.b3_recall, score.purity, score.b3_f):
        assert 0 <= share <= 1 + 1e-12


@given(PAIRS)
def test_swapping_groups_and_mechanisms_swaps_precision_and_recall(pairs: list[tuple[int, str]]) -> None:
    score, swapped = score_of(pairs), score_of((truth, group) for group, truth in pairs)
    assert (score.pair_precision, score.pair_recall) == (swapped.pair_recall, swapped.pair_precision)
    assert abs(score.b3_precision - swapped.b3_recall) < 1e-9


@given(PAIRS)
def test_groups_that_are_the_mechanisms_score_1(pairs: list[tuple[int, str]]) -> None:
    score = score_of((truth, truth) for _, truth in pairs)
    assert score.pair_precision == score.pair_recall == score.purity == 1
    assert abs(score.b3_f - 1) < 1e-12
