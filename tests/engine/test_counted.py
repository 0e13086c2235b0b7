import pytest

from atp_tui.engine.counted import counted


@pytest.mark.parametrize(("number", "said"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (12_345, "12,345 runs")])
def test_one_is_singular(number: int, said: str) -> None:
    assert counted(number, "run") == said
