"""Runs a function over many items in worker processes, so that an item that kills its worker costs itself alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final, Generic

from atp_tui.fleet.drive import DEATHS, Driver, Item, Lost, Result
from atp_tui.fleet.engines import processes, thread

KILLED: Final = f"{DEATHS} worker processes died while they read it"


class WorkerDiedError(Exception):
    """An item killed its worker each time that it was tried."""


@dataclass(slots=True)
class Workers(Generic[Item, Result]):
    """Runs *work* over batches of items.

    With one job all happens in this process, in a thread of its own.
    """

    work: Callable[[list[Item]], list[Result]]
    jobs: int = 1
    in_flight: int = 3
    """Batches in flight for each worker."""
    is_stopped: Callable[[], bool] = lambda: False

    def run(self, more: Callable[[], list[Item]]) -> Iterator[tuple[list[Item], list[Result] | BaseException]]:
        """Yield batches with their results, or an item with what it raised, in the order in which they end.

        Once *is_stopped* returns true, nothing more is begun, and what is in flight is dropped.

        Args:
            more: Returns the next batch; an empty one if there is none, or none before another one has ended.

        Raises:
            IoError: workers cannot be started.
        """
        driver = Driver[Item, list[Result]](
            opened=thread if self.jobs == 1 else partial(processes, self.jobs),
            work=lambda items: partial(self.work, list(items)),
            is_stopped=self.is_stopped,
            is_abort=self.is_stopped,
            depth=self.in_flight,
        )
        for items, result in driver.run(lambda: tuple(more())):
            found = (result.raised or WorkerDiedError(KILLED)) if isinstance(result, Lost) else result
            yield list(items), found


def batches(items: Iterable[Item], size: int) -> Callable[[], list[Item]]:
    """Return what gives the next *size* items each time that it is called, fewer at the end, then none."""
    source = iter(items)
    return lambda: list(islice(source, size))
