from collections import Counter

from tools.real_stacks.plan import BROKEN, HEALTHY, STACKS, options_of


def test_a_seed_always_gives_the_same_run() -> None:
    assert options_of("ngtcp2", 7) == options_of("ngtcp2", 7)
    assert options_of("ngtcp2", 7) != options_of("quic-go", 7)


def test_even_seeds_are_meant_to_finish_and_odd_ones_to_fail() -> None:
    for stack in STACKS:
        runs = [options_of(stack, seed) for seed in range(400)]
        assert {run.scenario for run in runs[::2]} == set(HEALTHY)
        assert {run.scenario for run in runs[1::2]} == set(BROKEN[stack])


def test_a_run_that_is_meant_to_finish_loses_at_most_7_percent() -> None:
    losses = [options_of("aioquic", seed).loss for seed in range(0, 400, 2)]
    assert max(losses) <= 0.07
    assert Counter(loss > 0 for loss in losses)[True] > 50
