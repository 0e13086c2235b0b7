"""The rows and goals of the packs with one large part, from runs that took a known time."""

from collections.abc import Callable

from benchmarks.large_parts import PARTS, Part, measured
from benchmarks.measure import Run


def took(cpu: float, wall: float, peak: float, /, **said: float) -> Callable[[], Run]:
    return lambda: Run(cpu, wall, peak, said)


def test_a_case_is_held_against_its_goals_and_stands_beside_its_peers() -> None:
    peers = {"json.load of the record": took(0.5, 0.6, 30), "wc of the record": took(0.1, 0.1, 20)}
    rows, targets = measured(Part("9 events", {"emit": took(2, 3, 160)}, peers, 2.5, 150))
    assert rows == [
        ["9 events", "emit", "2.000", "3.000", "160", "4.0"],
        ["9 events", "json.load of the record", "0.500", "0.600", "30", "1.0"],
        ["9 events", "wc of the record", "0.100", "0.100", "20", "0.2"],
    ]
    assert [(each.what, each.found, each.verdict) for each in targets] == [
        ("`emit`, 9 events", 3, "missed by 0.5 s"),
        ("`emit`, 9 events, peak", 160, "missed by 10 MB"),
    ]


def test_a_key_is_told_by_what_it_took_and_not_by_its_process() -> None:
    peers = {"json.load of the record": took(0.5, 0.6, 30)}
    rows, targets = measured(Part("9 rows", {"End": took(2, 3, 160, cpu=0.01, wall=0.1)}, peers, 0.2))
    assert rows[0] == ["9 rows", "End", "0.010", "0.100", "160", "0.0"]
    assert [(each.what, each.found, each.verdict) for each in targets] == [("`End`, 9 rows", 0.1, "met")]


def test_each_part_has_a_word_of_its_own() -> None:
    words = [word for word, _ in PARTS]
    assert all(sum(word in other for other in words) == 1 for word in words)
