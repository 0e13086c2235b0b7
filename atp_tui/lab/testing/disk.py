"""A disk in simulated time that keeps what was synced, and loses or tears the rest in a power cut."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

import trio

from atp_tui.lab.testing.decisions import Torn
from atp_tui.lab.testing.outside import Decisions, DiskOdds
from atp_tui.lab.trace import Recorder

LARGEST: Final = 1 << 30
"""Bytes of the largest file; a write behind them would fill the memory of the machine with zeros."""


@dataclass
class _Write:
    """A write that the disk has not yet made durable."""

    number: int
    at: int
    data: bytes


@dataclass
class _File:
    seen: bytearray = field(default_factory=bytearray)
    """What a reader sees."""
    durable: bytearray = field(default_factory=bytearray)
    pending: deque[_Write] = field(default_factory=deque)


class Disk:
    """Files of one host. A write is visible at once and durable when :meth:`sync` has returned.

    Made by :meth:`World.disk`. A power cut decides upon each write that is not durable by itself: it survives, is lost,
    or is torn, so that only its beginning survives. Where an earlier write is lost and a later one survives, the file
    has zeros in between, as on a real disk.

    Args:
        name: Its name in the event log.
        sync_s: How long a sync takes, in seconds of simulated time.
        odds: What a power cut may do to a write.
        recorder: Where it is written down.
        decisions: What decides.
    """

    def __init__(self, name: str, sync_s: float, odds: DiskOdds, recorder: Recorder, decisions: Decisions) -> None:
        self.name = name
        self._sync_s = sync_s
        self._odds = odds
        self._recorder = recorder
        self._decisions = decisions
        self._files: dict[str, _File] = {}
        self._writes = 0
        self._cuts = 0

    def write(self, file: str, data: bytes, at: int | None = None) -> None:
        """Write bytes into a file, which is made where there is none.

        Args:
            file: Its name on this disk; nothing of it reaches a real disk.
            data: What to write.
            at: The offset; None for the end.

        Raises:
            ValueError: the offset is negative, or the file becomes larger than 1 GiB.
        """
        found = self._files.setdefault(file, _File())
        start = len(found.seen) if at is None else at
        if start < 0 or start + len(data) > LARGEST:
            raise ValueError(f"an offset from 0 in a file of at most {LARGEST} bytes, not {start}")
        _apply(found.seen, start, data)
        found.pending.append(_Write(self._writes, start, bytes(data)))
        self._recorder.say("DiskWrite", f"write {self._writes} on {self.name}: {len(data)} bytes at {start} of {file}")
        self._writes += 1

    def read(self, file: str) -> bytes:
        """Return the content of a file as it is now, what was not synced included.

        Raises:
            FileNotFoundError: there is no such file.
        """
        return bytes(self._file(file).seen)

    def files(self) -> tuple[str, ...]:
        """Return the names of the files, sorted."""
        return tuple(sorted(self._files))

    async def sync(self, file: str) -> None:
        """Make the writes that were made until now durable.

        Raises:
            FileNotFoundError: there is no such file.
            OSError: the power was cut meanwhile, which decides upon them as upon any others.
        """
        found, cuts, end = self._file(file), self._cuts, self._writes
        await trio.sleep(self._sync_s)
        if self._cuts != cuts:
            raise OSError(f"the power of the disk {self.name} was cut during a sync of {file!r}")
        synced = 0
        while found.pending and found.pending[0].number < end:
            write = found.pending.popleft()
            _apply(found.durable, write.at, write.data)
            synced += 1
        self._recorder.say("DiskSync", f"{file} synced on {self.name}: {synced} writes")

    def power_cut(self) -> None:
        """Decide upon each write that is not durable; what survives is durable. Called by the world."""
        self._cuts += 1
        unsynced = sum(len(found.pending) for found in self._files.values())
        self._recorder.say("PowerCut", f"power cut on {self.name} with {unsynced} writes that are not synced")
        for name, found in list(self._files.items()):
            while found.pending:
                self._settle(found, found.pending.popleft())
            found.seen = bytearray(found.durable)
            if not found.durable:
                del self._files[name]

    def _file(self, name: str) -> _File:
        if name not in self._files:
            raise FileNotFoundError(f"no file {name!r} on the disk {self.name}")
        return self._files[name]

    def _settle(self, found: _File, write: _Write) -> None:
        fate = self._decisions.unsynced(self.name, write.number, len(write.data), self._odds)
        title = f"write {write.number} on {self.name}"
        if fate is None:
            _apply(found.durable, write.at, write.data)
        elif isinstance(fate, Torn):
            _apply(found.durable, write.at, write.data[: fate.kept])
            self._recorder.say("WriteTorn", f"{title} torn after {fate.kept} of {len(write.data)} bytes")
        else:
            self._recorder.say("WriteLost", f"{title} lost")


def _apply(content: bytearray, at: int, data: bytes) -> None:
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data
