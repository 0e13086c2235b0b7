"""Where the events of a trace stand and to which lanes they belong, for traces of many millions of events.

About one byte an event is kept, so that memory hardly grows with the trace. The index can be read from other threads
while it is being built: each :class:`Snapshot` is frozen, and a later one only knows more.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self

from numpy.typing import NDArray

from atp_tui.engine.trace import Lane
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.facts import BROKEN, DOUBT, FOREIGN, LANE_FLAG, ODD, PLAIN, SCHEDULER, TIMED, Batch
from atp_tui.store.trace.file import READ, TraceFile
from atp_tui.store.trace.lane_bits import PER_WORD, LaneBits, count_before, pack
from atp_tui.store.trace.scan import OnBatch, TraceScan
from atp_tui.store.trace.words import Offsets, Words

PAGE: Final = PER_WORD
"""Events of a page, whose offset is kept."""

_BETWEEN_SNAPSHOTS: Final = 0.5
_ALMOST: Final = math.nextafter(1.0, 0.0)
_FIRST_ROOM: Final = 1024
_NEVER: Final = np.uint64(2**64 - 1)
_COLUMNS: Final[Mapping[str, type[np.generic]]] = MappingProxyType(
    {
        "offsets": np.int64,
        "earliest": np.uint64,
        "latest": np.uint64,
        "timed": np.uint64,
        "broken": np.uint64,
        "doubt": np.uint64,
        "odd": np.uint64,
        "plain": np.uint64,
        "path": np.uint64,
        "quic": np.uint64,
        "repair": np.uint64,
        "shown": np.uint64,
        "shown_path": np.uint64,
    }
)
_SETS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"timed": (TIMED, TIMED), "broken": (BROKEN, BROKEN), "doubt": (DOUBT, DOUBT), "odd": (ODD, ODD)}
    | {"plain": (PLAIN, PLAIN)}
    | {lane.value: (flag, flag) for lane, flag in LANE_FLAG.items()}
    | {"shown": (SCHEDULER, 0), "shown_path": (SCHEDULER | LANE_FLAG[Lane.PATH], LANE_FLAG[Lane.PATH])}
)
"""The sets of events that are kept: which flags are looked at, and what they must be."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known of a trace so far; frozen, so any thread may read it."""

    events: int
    """Events known, broken ones included."""
    done: bool
    """Whether these are all."""
    read: int
    """Bytes of the file that have been read."""
    size: int
    """Bytes of the file."""
    is_own_format: bool
    """Whether all events so far have the four fields of version 1."""
    offsets: Offsets
    """Where each page of 64 events begins in the file."""
    earliest: Words
    """The smallest time of each page, in nanoseconds, the largest number there is where no event of it has one."""
    latest: Words
    """The largest time of each page, in nanoseconds, 0 where no event of it has one."""
    timed: LaneBits
    """Events that have a time."""
    broken: LaneBits
    """Elements that are no events."""
    doubt: LaneBits
    """Events whose display line may hold text that their bytes do not."""
    odd: LaneBits
    """Events that other readers may take otherwise."""
    plain: LaneBits
    """Events that stand in the format's own layout; see :data:`~atp_tui.store.trace.facts.PLAIN`."""
    lanes: Mapping[Lane, LaneBits]
    """The events of each lane."""
    shown: LaneBits
    """Events that report more than scheduling."""
    shown_path: LaneBits
    """Those of the path lane; the other lanes have no events that report scheduling alone."""

    @property
    def share(self) -> float:
        """How much of the file has been read, from 0 to 1; 1 says that no event follows."""
        return 1.0 if self.done else min(self.read / max(self.size, 1), _ALMOST)

    @property
    def lane_counts(self) -> Mapping[Lane, int]:
        """How many events belong to each lane."""
        return MappingProxyType({lane: bits.count for lane, bits in self.lanes.items()})

    def shown_of(self, lane: Lane | None) -> LaneBits:
        """Return the events of a lane, or of all of the trace, that report more than scheduling."""
        if lane is None:
            return self.shown
        return self.shown_path if lane is Lane.PATH else self.lanes[lane]

    @property
    def broken_count(self) -> int:
        """How many elements are no events."""
        return self.broken.count


class TraceIndex:
    """The index of a trace, empty until :meth:`build` has begun.

    Args:
        trace: The file.
    """

    def __init__(self, trace: TraceFile) -> None:
        self.trace = trace
        self._columns = {name: np.zeros(_FIRST_ROOM, dtype=kind) for name, kind in _COLUMNS.items()}
        self._before = {name: np.zeros(_FIRST_ROOM + 1, dtype=np.uint32) for name in _SETS}
        self._pages = 0
        self._events = 0
        self._rest: list[Batch] = []
        self._rest_events = 0
        self._is_own_format = True
        self._lock = threading.Lock()
        self._snapshot = self._freeze(read=0, done=False)

    def snapshot(self) -> Snapshot:
        """Return what is known now."""
        with self._lock:
            return self._snapshot

    def build(
        self,
        progress: Callable[[Snapshot], object] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        window: int = READ,
        on_batch: OnBatch = lambda *_: None,
    ) -> Snapshot:
        """Read the whole trace and return what is known then.

        Args:
            progress: Told the first snapshot at once, the newest at most twice a second, and the last one.
            cancelled: Asked once a window; when it says so, the index stays as far as it has come.
            window: Bytes that are read at once.
            on_batch: Called with each batch of events while the scan still has their bytes.
        """
        told = -math.inf
        batch: Batch | None = None
        scan = TraceScan(self.trace, window)
        for batch in scan.batches():
            on_batch(scan, batch)
            self._add(batch)
            if cancelled():
                return self._publish(batch, progress, done=False)
            if time.monotonic() - told >= _BETWEEN_SNAPSHOTS:
                self._publish(batch, progress, done=False)
                told = time.monotonic()
        return self._publish(batch, progress, done=True)

    @classmethod
    def of(cls, trace: TraceFile, snapshot: Snapshot) -> Self:
        """Return an index that was built before."""
        index = cls(trace)
        index._snapshot = snapshot
        return index

    def _publish(self, batch: Batch | None, progress: Callable[[Snapshot], object], *, done: bool) -> Snapshot:
        if done:
            self._take_pages(whole=False)
        read = self.trace.size if done or batch is None else batch.end
        snapshot = self._freeze(read=read, done=done)
        with self._lock:
            self._snapshot = snapshot
        progress(snapshot)
        return snapshot

    def _add(self, batch: Batch) -> None:
        self._rest.append(batch)
        self._is_own_format = self._is_own_format and not (batch.flags & FOREIGN).any()
        self._rest_events += len(batch.flags)
        if self._rest_events >= PAGE:
            self._take_pages(whole=True)

    def _take_pages(self, *, whole: bool) -> None:
        """Move events from the rest into pages: only *whole* ones, or all that there are."""
        if not self._rest_events:
            return
        starts = np.concatenate([batch.starts for batch in self._rest])
        flags = np.concatenate([batch.flags for batch in self._rest])
        times = np.concatenate([batch.times for batch in self._rest])
        count = len(flags) // PAGE * PAGE if whole else len(flags)
        self._append("offsets", starts[:count:PAGE])
        pages = np.arange(0, count, PAGE)
        timed = np.where((flags[:count] & TIMED) != 0, times[:count], _NEVER)
        self._append("earliest", np.minimum.reduceat(timed, pages))
        self._append("latest", np.maximum.reduceat(times[:count], pages))
        for name, (mask, value) in _SETS.items():
            words = pack(flags[:count], mask, value)
            self._count(name, words)
            self._append(name, words)
        self._pages += -(-count // PAGE)
        self._events += count
        self._rest_events -= count
        last = self._rest[-1]
        self._rest = [last._replace(starts=starts[count:], flags=flags[count:], times=times[count:])]

    def _append(self, name: str, values: NDArray[np.generic]) -> None:
        """Write behind the last page of a column; snapshots that were taken before do not reach there."""
        column = self._columns[name]
        wanted = self._pages + len(values)
        if wanted > len(column):
            column = np.zeros(self._room(wanted), dtype=column.dtype)
            column[: self._pages] = self._columns[name][: self._pages]
            self._columns[name] = column
        column[self._pages : wanted] = values

    def _room(self, wanted: int) -> int:
        """How many pages to make room for: about as many as there will be, since those not written cost no memory."""
        read = self._rest[-1].end if self._rest else self.trace.size
        return max(wanted * 3 // 2, int(wanted * (self.trace.size / max(read, 1)) * 1.1))

    def _count(self, name: str, words: Words) -> None:
        counts = self._before[name]
        wanted = self._pages + len(words) + 1
        if wanted > len(counts):
            counts = np.zeros(self._room(wanted), dtype=np.uint32)
            counts[: self._pages + 1] = self._before[name][: self._pages + 1]
            self._before[name] = counts
        counts[self._pages : wanted] = count_before(words, int(counts[self._pages]))

    def _freeze(self, *, read: int, done: bool) -> Snapshot:
        pages = self._pages
        bits = {name: LaneBits(self._columns[name][:pages], self._before[name][: pages + 1]) for name in _SETS}
        return Snapshot(
            events=self._events,
            done=done,
            read=read,
            size=self.trace.size,
            is_own_format=self._is_own_format,
            offsets=self._columns["offsets"][:pages],
            earliest=self._columns["earliest"][:pages],
            latest=self._columns["latest"][:pages],
            timed=bits["timed"],
            broken=bits["broken"],
            doubt=bits["doubt"],
            odd=bits["odd"],
            plain=bits["plain"],
            lanes=MappingProxyType({lane: bits[lane.value] for lane in Lane}),
            shown=bits["shown"],
            shown_path=bits["shown_path"],
        )
