import pytest

from atp_tui.tui.loader import StoppedError, stops_when


def test_a_pass_ends_once_it_is_stopped() -> None:
    answers = iter([False, False, True])
    tell = stops_when(lambda: next(answers))
    tell(0.1)
    tell(0.2)
    with pytest.raises(StoppedError):
        tell(0.3)
