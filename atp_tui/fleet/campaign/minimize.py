"""Searches for the causes of kept failures while a campaign is running, on a connection and in a thread of its own."""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from atp_tui.fleet.causes import search_causes
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.indexing import IndexOptions, IndexProgress, IndexReport

ASKED_EVERY: Final = 0.2
"""Seconds between two reports while it is waited for the last searches."""

Told = Callable[[int], object]


class CauseSearch:
    """A search for causes that runs beside a campaign.

    It has a budget: of each kind of failure only packs that are kept, and of these only as many as an index searches;
    and for each of them the number of runs of :class:`IndexOptions`.

    Args:
        path: The database.
        is_stopped: Polled; once it returns true, the search ends.
    """

    def __init__(self, path: str, is_stopped: Callable[[], bool]) -> None:
        self._path = path
        self._is_stopped = is_stopped
        self._has_work, self._is_last, self._is_dropped = Event(), Event(), Event()
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self.searched = 0
        """Violations whose cause was searched for."""

    def __enter__(self) -> Self:
        self._has_work.set()
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._is_dropped.set()
        self._end()
        self._thread.join()

    def wake(self) -> None:
        """Search for the causes of what was kept since the last call."""
        self._has_work.set()

    def finish(self, told: Told) -> None:
        """Wait for the searches that are left.

        Args:
            told: Called now and then with the number of searches so far.

        Raises:
            CrashpackError: the database cannot be read or written.
        """
        self._end()
        while self._thread.is_alive():
            self._thread.join(ASKED_EVERY)
            told(self.searched)
        if self._error is not None:
            raise self._error

    def _end(self) -> None:
        self._is_last.set()
        self._has_work.set()

    def _run(self) -> None:
        try:
            with open_fleet(self._path) as fleet:
                for _ in self._passes():
                    self._search(fleet)
        except BaseException as error:  # noqa: BLE001 - raised again by finish, in the thread of the caller
            self._error = error

    def _passes(self) -> Iterator[None]:
        """Yield each time that there is work, and once more at the end."""
        is_last = False
        while not is_last and not self._ends():
            self._has_work.wait()
            self._has_work.clear()
            is_last = self._is_last.is_set()
            yield

    def _search(self, fleet: Fleet) -> None:
        before = self.searched

        def count(progress: IndexProgress) -> None:
            self.searched = before + progress.done

        search_causes(fleet, IndexOptions(), IndexReport(), count, self._ends)

    def _ends(self) -> bool:
        return self._is_dropped.is_set() or self._is_stopped()
