import pytest

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.lab.errors import LabError
from atp_tui.lab.requested_options import chosen_options
from atp_tui.lab.scenario import SCENARIOS


def test_what_is_not_chosen_is_as_in_the_scenario() -> None:
    assert chosen_options("train-tunnel", 5, size=None) == SCENARIOS["train-tunnel"].options(5)


def test_faults_are_armed_beside_those_of_the_scenario() -> None:
    options = chosen_options("bad-night", 1, ("split-outcome", "flipped-bit"), size=50_000)
    assert options.faults == ("flipped-bit", "torn-journal", "stuck-operation", "split-outcome")
    assert (options.seed, options.size, options.jitter_ms) == (1, 50_000, 0.0)


def test_what_does_not_go_is_told() -> None:
    with pytest.raises(LabError, match="found 'bliss'"):
        chosen_options("bliss")
    with pytest.raises(InvalidFormatError, match=r"^paths: expected"):
        chosen_options("clean", paths=0)
