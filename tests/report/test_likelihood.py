"""The likelihood of a failure as text and JSON."""

import pytest

from atp_tui.engine.likelihood import Cut, Likelihood
from atp_tui.report.likelihood import inevitable_words, likelihood_lines, likelihood_object
from atp_tui.report.tone import text_of


def likelihood(*failed: int, runs: int = 16, broken: int = 0, is_stopped: bool = False) -> Likelihood:
    """A likelihood with a cut each 10 ms."""
    cuts = tuple(Cut(place * 10_000_000, runs, number) for place, number in enumerate(failed))
    return Likelihood("", 50_000_000, 16, cuts, broken, is_stopped)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            likelihood(1, 5, 16),
            (
                "became inevitable between 10.000 ms and 20.000 ms: 11 of 16 runs pass at 10.000 ms, then all fail "
                "(at least 81% fail, with 95% confidence)"
            ),
        ),
        (likelihood(0, 15), "not inevitable before the last cut: 1 of 16 runs pass at 10.000 ms"),
        (
            likelihood(16, 16),
            "inevitable from the beginning: all runs fail at each cut (at least 81% fail, with 95% confidence)",
        ),
        (likelihood(0, 0, runs=0), "nothing was run"),
    ],
)
def test_where_it_became_inevitable_is_a_sentence(found: Likelihood, words: str) -> None:
    assert inevitable_words(found) == words


def test_each_cut_is_a_row() -> None:
    lines = [text_of(line) for line in likelihood_lines(likelihood(1, 16, broken=2, is_stopped=True))]
    assert lines[2] == "      0.000 ms   1 of 16       6%     1% to  28%   #"
    assert lines[3] == "     10.000 ms  16 of 16     100%    81% to 100%   ####################"
    assert lines[5:] == [
        "2 runs did not come to an end; they are not counted",
        "stopped; 16 runs for each cut were wanted",
    ]


def test_json_has_the_same_figures() -> None:
    told = likelihood_object(likelihood(1, 5, 16))
    assert (told["violation"], told["inevitable_from_ns"], told["last_avoidable_ns"]) == (None, 20_000_000, 10_000_000)
    assert told["cuts"][1]["share"] == 5 / 16
    assert likelihood_object(likelihood(16))["last_avoidable_ns"] is None
    assert likelihood_object(likelihood(3, 4))["last_avoidable_ns"] == 10_000_000
    assert likelihood_object(likelihood(3, 4))["inevitable_from_ns"] is None
