"""Collecting garbage less often."""

import gc

import pytest

from atp_tui.garbage import OBJECTS, rare_collections


@pytest.mark.parametrize(("before", "during"), [(700, OBJECTS), (OBJECTS + 1, OBJECTS + 1), (0, 0)])
def test_a_function_that_fails_leaves_the_threshold_as_it_was(before: int, during: int) -> None:
    @rare_collections()
    def fails() -> None:
        assert gc.get_threshold() == (during, *kept[1:])
        raise ZeroDivisionError

    kept = gc.get_threshold()
    gc.set_threshold(before, *kept[1:])
    try:
        with pytest.raises(ZeroDivisionError):
            fails()
        assert gc.get_threshold() == (before, *kept[1:])
    finally:
        gc.set_threshold(*kept)
