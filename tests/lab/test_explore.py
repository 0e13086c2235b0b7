from atp_tui.lab.explore import ExploreProgress, explore
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS


def test_kinds_are_counted_and_the_first_of_each_is_kept() -> None:
    told: list[ExploreProgress] = []
    options = SCENARIOS["lost-finished"].options(5, faults=(), repair=0.0, loss=0.01)
    found = explore(options, 12, progress=told.append)
    assert found.tried == 12
    assert sum(found.counts.values()) == 12
    assert set(found.counts) == {(), (("transfer", "quiescence"),)}
    (first,) = found.firsts
    assert first.signature == (("transfer", "quiescence"),)
    assert first.written == run_transfer(first.options).written
    assert len(first.qlogs) == 4
    runs = [run_transfer(options.changed(seed=seed), with_qlogs=False) for seed in range(5, first.options.seed)]
    assert all(run.result.passed for run in runs)
    assert told[-1] == ExploreProgress(12, 12, 12 - found.counts[()])


def test_an_exploration_that_is_stopped_keeps_what_it_found() -> None:
    asked: list[None] = []

    def is_enough() -> bool:
        asked.append(None)
        return len(asked) > 8

    found = explore(SCENARIOS["torn-journal"].options(0), 50, cancelled=is_enough)
    assert found.is_stopped
    assert 0 < found.tried < 50
    assert len(found.firsts) == 1


def test_seeds_go_round_at_the_end_of_their_range() -> None:
    found = explore(SCENARIOS["torn-journal"].options(2**64 - 1), 2)
    assert found.tried == 2
    assert found.firsts[0].options.seed == 2**64 - 1
