"""Delta debugging over a selection: halves first, then ever smaller chunks, at last one thing at a time.

All passes through one gate, :meth:`Search.consider`. A chunk is cut by trying its complement; only where no chunk of a
size can be cut, and they are few, is each tried alone. The last sweep goes round until everything that is left has been
tried since the last cut, so what it ends with is 1-minimal. Source: Zeller and Hildebrandt (2002), IEEE TSE 28:183-200.
"""

from collections import deque
from collections.abc import Callable
from typing import Final, TypeAlias

from atp_tui.engine.minimize.config import Minimized, MinimizeEnd, MinimizeProgress, TraceMinimizerConfig
from atp_tui.engine.minimize.selection import Selection

Holds: TypeAlias = Callable[[Selection], bool]
"""Says whether a selection still shows the failure."""

Chunk: TypeAlias = tuple[int, int]
"""The first and the last place of neighbours among what is kept."""


FEW: Final = 8
"""Chunks up to which each is tried alone; one that is smaller seldom holds by itself."""


class SearchEndedError(Exception):
    """The budget is used up, or somebody wants to stop.

    Args:
        end: Which of these.
    """

    def __init__(self, end: MinimizeEnd) -> None:
        super().__init__(end.value)
        self.end = end


class Search:
    """One search for the smallest selection that holds.

    Args:
        total: How many things there are.
        holds: The failure; asked about every selection once at most.
        config: The limits.
        clock: Gives seconds; None where no time is kept.
        progress: Told after every try.
        is_stopped: Asked before every try, and after one that does not hold, since the wish may have cut it short.
    """

    def __init__(
        self,
        total: int,
        holds: Holds,
        config: TraceMinimizerConfig,
        clock: Callable[[], float],
        progress: Callable[[MinimizeProgress], None],
        is_stopped: Callable[[], bool],
    ) -> None:
        self.best = Selection.everything(total)
        self.is_verified = False
        self.tries = 0
        self.remembered = 0
        self._holds = holds
        self._config = config
        self._clock = clock
        self._progress = progress
        self._is_stopped = is_stopped
        self._outcomes: dict[bytes, bool] = {}
        self._began = self._cut_at = clock()
        self._cut_after = 0

    def run(self) -> Minimized:
        """Search until the best is 1-minimal or the search is ended from outside."""
        end = MinimizeEnd.MINIMAL
        try:
            if self.consider(self.best):
                self._empty()
                self._halve()
                self._sweep()
        except SearchEndedError as ended:
            end = ended.end
        return Minimized(self.best, end, self.is_verified, self.tries, self.remembered)

    def consider(self, candidate: Selection) -> bool:
        """Test a candidate, and keep it where it is smaller than the best; the one gate to both."""
        key = candidate.key
        outcome = self._outcomes.get(key)
        if outcome is None:
            outcome = self._outcomes[key] = self._try(candidate)
            if outcome and (candidate.count < self.best.count or not self.is_verified):
                self.best, self.is_verified = candidate, True
                self._cut_at, self._cut_after = self._clock(), self.tries
            self._tell()
        else:
            self.remembered += 1
        return outcome

    def _try(self, candidate: Selection) -> bool:
        self._check_limits()
        self.tries += 1
        outcome = self._holds(candidate)
        if not outcome and self._is_stopped():
            raise SearchEndedError(MinimizeEnd.STOPPED)
        return outcome

    def _check_limits(self) -> None:
        limits = self._config
        if self._is_stopped():
            raise SearchEndedError(MinimizeEnd.STOPPED)
        if limits.max_tries is not None and self.tries >= limits.max_tries:
            raise SearchEndedError(MinimizeEnd.TRIES)
        if limits.max_seconds is not None and self._clock() - self._began >= limits.max_seconds:
            raise SearchEndedError(MinimizeEnd.TIME)

    def _tell(self) -> None:
        now = self._clock()
        since = self.tries - self._cut_after
        size, total = self.best.count, self.best.total
        self._progress(MinimizeProgress(size, total, self.tries, now - self._began, since, now - self._cut_at))

    def _empty(self) -> None:
        """Try nothing at all: where that fails as well, none of the things is a cause."""
        self.consider(Selection.nothing(self.best.total))

    def _halve(self) -> None:
        """Cut chunks, each round of half the size of the one before, down to two things."""
        size = _half(self.best.count)
        while size > 1:
            chunks = self._chunks(size)
            if not self._cut_chunks(chunks) and len(chunks) <= FEW:
                self._keep_one_chunk(chunks)
            size = _half(min(size, self.best.count))

    def _chunks(self, size: int) -> list[Chunk]:
        places = self.best.places()
        last = len(places) - 1
        return [(places[at], places[min(at + size - 1, last)]) for at in range(0, len(places), size)]

    def _cut_chunks(self, chunks: list[Chunk]) -> bool:
        """Cut every chunk that can go, the last first, since what comes late is seldom a cause."""
        cuts = [self.consider(self.best.without(*chunk)) for chunk in reversed(chunks)]
        return any(cuts)

    def _keep_one_chunk(self, chunks: list[Chunk]) -> bool:
        """Cut all but one chunk, where one alone holds."""
        return any(self.consider(self.best.only(*chunk)) for chunk in chunks)

    def _sweep(self) -> None:
        """Cut single things, round and round, until all that are left were tried since the last cut."""
        left = deque(self.best.places())
        since_cut = 0
        while since_cut < len(left):
            place = left.pop()
            if self.consider(self.best.without(place, place)):
                since_cut = 0
            else:
                left.appendleft(place)
                since_cut += 1


def _half(count: int) -> int:
    return -(-count // 2)
