"""How much work a function does, counted in lines of Python that run, so that growth can be held without a clock."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of Python run while *work* does; what C code does within a line is not seen."""
    count = 0

    def trace(_: FrameType, event: str, __: object) -> Any:  # noqa: ANN401 - as sys.settrace wants it
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def growth(work: Callable[[int], object], size: int = 100, times: int = 8) -> float:
    """Return how many times more lines run for *times* the size, in units of *times*: about 1 where it is linear."""
    small, large = (lines_run(lambda each=each: work(each)) for each in (size, size * times))  # type: ignore[misc]
    return large / small / times
