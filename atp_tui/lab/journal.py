"""A replica's journal: numbered records, written to a disk that keeps what was synced."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from atp_tui.lab.faults import Faults
from atp_tui.lab.trace import Recorder


class JournalRecord(NamedTuple):
    """One line of a journal."""

    number: int
    """From 1, without gaps while nothing goes wrong."""
    block: int
    sha256: str
    """Of the block as it was stored."""


class Journal:
    """The journal of one replica.

    Numbers are given from a counter that is durable at once; records stand in the disk's cache until they are synced.
    """

    def __init__(self, replica: int, recorder: Recorder, faults: Faults) -> None:
        self._replica = replica
        self._recorder = recorder
        self._faults = faults
        self._cache: list[JournalRecord] = []
        self._held: JournalRecord | None = None
        self.last_number = 0
        """The last number that was given to a record."""
        self.disk: list[JournalRecord] = []
        """The records on the disk, in the order in which they reached it."""

    def append(self, block: int, sha256: str) -> None:
        """Append a record for a stored block; it is not durable before :meth:`sync`."""
        self.last_number += 1
        record = JournalRecord(self.last_number, block, sha256)
        self._cache.append(record)
        self._recorder.say("JournalAppend", f"journal record {record.number} appended on replica {self._replica}")
        if self._faults.strikes("torn-journal", replica=self._replica, record=record.number):
            self._lose_power()
        # A record that a power cut took cannot reach the disk late, so that fault does not strike then.
        elif self._faults.strikes("reordered-journal", replica=self._replica, record=record.number):
            self._held = self._cache.pop()

    def _lose_power(self) -> None:
        """Lose what is not on the disk yet, a record that the disk holds back too."""
        unsynced = len(self._cache) + (self._held is not None)
        self._recorder.say("PowerCut", f"power cut on replica {self._replica} with {unsynced} unsynced")
        self._cache.clear()
        self._held = None

    def sync(self) -> None:
        """Bring the records of the cache to the disk."""
        reached = [*self._cache]
        # A record that the disk holds back reaches it after the one that follows it, whenever that comes.
        if self._held is not None and reached and reached[-1].number > self._held.number:
            reached.append(self._held)
            self._held = None
        self.disk += reached
        self._cache.clear()
        numbers = " ".join(str(record.number) for record in reached) or "none"
        self._recorder.say("JournalSync", f"journal records synced on replica {self._replica}: {numbers}")

    def shut(self) -> None:
        """Bring everything to the disk, whatever was held back."""
        self.sync()
        if self._held is not None:
            self.disk.append(self._held)
            self._held = None


def count_gaps(numbers: Sequence[int], last_number: int) -> int:
    """Return how many numbers are missing, and how often a record stands before one with a lower number.

    Args:
        numbers: The numbers of the records, in the order in which they stand on the disk.
        last_number: The last number that was given.
    """
    missing = last_number - len(set(numbers))
    return missing + sum(after <= before for before, after in pairwise(numbers))
