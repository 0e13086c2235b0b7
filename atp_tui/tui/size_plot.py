"""The size of the best so far over time, as numbers for a plot."""

from bisect import bisect_right


class SizeHistory:
    """When the best so far became smaller; between two cuts the size stays.

    Args:
        total: Things there were at the beginning.
    """

    def __init__(self, total: int) -> None:
        self._seconds = [0.0]
        self._sizes = [total]
        self._end = 0.0

    def add(self, seconds: float, size: int) -> None:
        """Add the size at a time, which is not before the last one."""
        self._end = max(self._end, seconds)
        if size != self._sizes[-1]:
            self._seconds.append(seconds)
            self._sizes.append(size)

    def sampled(self, count: int) -> tuple[int, ...]:
        """Return so many sizes at even steps of time, from the beginning to the last time taken in."""
        steps = max(1, count - 1)
        times = (self._end * (step / steps) for step in range(count))
        return tuple(self._sizes[bisect_right(self._seconds, time) - 1] for time in times)
