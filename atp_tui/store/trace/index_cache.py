"""Indexes of large traces kept between runs, so that a trace that has not changed is not read again.

An index is kept under the device, inode, size and time of change of its trace. Whatever is not exactly what was
written, is of another version, or does not fit the trace is thrown away, and the index is built again. A file holds
the magic text, SHA-256 over all that follows, the key, four numbers, then the columns of
:class:`~atp_tui.store.trace.index.Snapshot`.
"""

import contextlib
import hashlib
import os
import stat
import struct
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from atp_tui.engine.errors import IoError
from atp_tui.engine.trace import Lane
from atp_tui.store.file_writer import replace_file
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.index import Snapshot
from atp_tui.store.trace.lane_bits import PER_WORD, LaneBits, count_before
from atp_tui.store.user_dirs import MAX_TOTAL, make_private

LEAST_TRACE: Final = 8 << 20
"""Bytes of the smallest trace whose index is kept; smaller ones are read in a moment."""

_MAGIC: Final = b"atp-tui index 5\n"
_SUFFIX: Final = ".index"
_KEY: Final = struct.Struct("<4Q")
_HEAD: Final = struct.Struct("<4Q")
_BITS: Final = ("timed", "broken", "doubt", "odd", "plain", *(lane.value for lane in Lane), "shown", "shown_path")
_COLUMNS: Final = 3 + len(_BITS)


class TraceKey(NamedTuple):
    """What tells one state of a trace file from all others."""

    device: int
    inode: int
    size: int
    changed: int
    """Nanoseconds."""

    @classmethod
    def of(cls, fd: int) -> "TraceKey":
        """Return the key of an open file.

        Raises:
            OSError: the descriptor is none.
        """
        found = os.fstat(fd)
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns & (2**64 - 1))

    def change(self, fd: int) -> str:
        """Return what has happened to the open file since this was its key; empty where nothing has."""
        try:
            found = os.fstat(fd)
        except OSError:
            return "can no longer be read"
        if found.st_size != self.size:
            return "has grown; added data is not shown" if found.st_size > self.size else "has shrunk"
        if not found.st_nlink:
            return "was removed or replaced; the opened file is shown"
        return "" if TraceKey.of(fd) == self else "was written to"

    @property
    def name(self) -> str:
        """The name of the file in which its index is kept."""
        return hashlib.sha256(_KEY.pack(*self)).hexdigest()[:32] + _SUFFIX


class IndexCache:
    """The kept indexes.

    Args:
        directory: Where they are kept; None keeps none.
        max_total: Bytes that they may take together.
        least_trace: Bytes of the smallest trace whose index is kept.
    """

    def __init__(self, directory: Path | None, *, max_total: int = MAX_TOTAL, least_trace: int = LEAST_TRACE) -> None:
        self._directory = directory
        self._max_total = max_total
        self._least_trace = least_trace

    def load(self, key: TraceKey) -> Snapshot | None:
        """Return the index of a trace, or None where none is kept or what is kept is not whole."""
        if self._directory is None or key.size < self._least_trace:
            return None
        path = self._directory / key.name
        try:
            data = _private_bytes(path, self._max_total)
        except OSError:
            return None
        snapshot = _unpacked(data, key)
        with contextlib.suppress(OSError):
            if snapshot is None:
                path.unlink()
            else:
                os.utime(path)
        return snapshot

    def save(self, key: TraceKey, snapshot: Snapshot) -> bool:
        """Keep the complete index of a trace and say whether that was done; a full disk is no fault."""
        if self._directory is None or key.size < self._least_trace or not snapshot.done:
            return False
        data = _packed(key, snapshot)
        if len(data) > self._max_total:
            return False
        try:
            if not make_private(self._directory):
                return False
            replace_file(str(self._directory / key.name), data, mode=0o600, is_lasting=False)
            self._make_room()
        except (OSError, IoError):
            return False
        return True

    def _make_room(self) -> None:
        """Remove the indexes that were not used for longest until the others fit."""
        if self._directory is None:
            return
        files = [(path.lstat(), path) for path in self._directory.iterdir()]
        kept = [(found, path) for found, path in files if stat.S_ISREG(found.st_mode)]
        total = sum(found.st_size for found, _ in kept)
        for found, path in sorted(kept, key=lambda entry: entry[0].st_mtime_ns):
            if total <= self._max_total:
                return
            path.unlink()
            total -= found.st_size


def _private_bytes(path: Path, limit: int) -> bytes:
    """Read a plain file of this user that nobody else may write.

    Raises:
        OSError: it cannot be read, or is none.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
            raise OSError(f"{path} is no private file")
        if found.st_size > limit:
            raise OSError(f"{path} is too large")
        return file.read()


def _packed(key: TraceKey, snapshot: Snapshot) -> bytes:
    bits = [snapshot.timed, snapshot.broken, snapshot.doubt, snapshot.odd, snapshot.plain]
    bits += [*(snapshot.lanes[lane] for lane in Lane), snapshot.shown, snapshot.shown_path]
    columns = [snapshot.offsets, snapshot.earliest, snapshot.latest, *(found.words for found in bits)]
    head = _HEAD.pack(snapshot.events, snapshot.read, int(snapshot.is_own_format), len(snapshot.offsets))
    body = b"".join([_KEY.pack(*key), head, *(np.ascontiguousarray(column).tobytes() for column in columns)])
    return _MAGIC + hashlib.sha256(body).digest() + body


def _unpacked(data: bytes, key: TraceKey) -> Snapshot | None:
    """The index in *data*, or None where it is not whole or not of this trace."""
    start = len(_MAGIC) + hashlib.sha256().digest_size
    body = memoryview(data)[start:]
    if not data.startswith(_MAGIC) or len(body) < _KEY.size + _HEAD.size:
        return None
    if hashlib.sha256(body).digest() != data[len(_MAGIC) : start] or _KEY.unpack_from(body) != tuple(key):
        return None
    events, read, is_own_format, pages = _HEAD.unpack_from(body, _KEY.size)
    columns = body[_KEY.size + _HEAD.size :]
    if pages != -(-events // PER_WORD) or len(columns) != _COLUMNS * pages * 8 or events > key.size or read != key.size:
        return None
    table = np.frombuffer(columns, dtype=np.uint64).reshape(_COLUMNS, pages)
    offsets = table[0].astype(np.int64)
    if pages and (offsets[0] < 0 or offsets[-1] > key.size or (np.diff(offsets) < 0).any()):
        return None
    bits = {name: LaneBits(words, count_before(words)) for name, words in zip(_BITS, table[3:], strict=True)}
    if any(found.between(events, pages * PER_WORD).size for found in bits.values()):
        return None
    return Snapshot(
        events=events,
        done=True,
        read=read,
        size=key.size,
        is_own_format=bool(is_own_format),
        offsets=offsets,
        earliest=table[1],
        latest=table[2],
        timed=bits["timed"],
        broken=bits["broken"],
        doubt=bits["doubt"],
        odd=bits["odd"],
        plain=bits["plain"],
        lanes=MappingProxyType({lane: bits[lane.value] for lane in Lane}),
        shown=bits["shown"],
        shown_path=bits["shown_path"],
    )
