"""Running a command that a person typed, and writing down how it went. Nothing from a pack ever comes here."""

import fcntl
import hashlib
import os
import select
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Sequence
from typing import BinaryIO, Final, NamedTuple

from atp_tui.engine.errors import IoError
from atp_tui.engine.proof.record_rules import is_allowed
from atp_tui.engine.proof.records import CommandRecord, StreamDigest
from atp_tui.engine.proof.secrets import Redactor
from atp_tui.store.refusal import refusal
from atp_tui.store.signal_relay import is_signal_pending, signals_blocked, wait_for

_CHUNK: Final = 1 << 16
_LOOK_AGAIN: Final = 0.05
_PATIENCE: Final = 1.0
"""Seconds in which the last output is handed on although a signal asks to end."""
_NS: Final = 1_000_000_000


class _Relay(threading.Thread):
    """Hands on what a command writes, byte for byte, while its digest grows."""

    def __init__(self, source: int, target: BinaryIO) -> None:
        super().__init__(daemon=True)
        self._source, self._target = source, target
        self._ended, self._end = os.pipe()
        self._lock = threading.Lock()
        self._left: int | None = None
        self._digest = hashlib.sha256()
        self._size = 0
        self.is_cut = False
        """The target takes no more; the digest is of the whole all the same."""
        self.start()

    def run(self) -> None:
        """Relay until the stream is closed, or the command has ended and everything that it wrote is read."""
        poll = select.poll()
        for descriptor in (self._source, self._ended):
            poll.register(descriptor, select.POLLIN)
        while poll.poll() and (chunk := self._read()):
            self._hand_on(chunk)

    def end(self) -> None:
        """Read what the pipe holds now as the rest: later output is from processes that the command left behind."""
        with self._lock:
            self._left = _bytes_in(self._source)
        os.close(self._end)

    def digest(self, is_hurried: Callable[[], bool]) -> StreamDigest:
        """Return the digest of everything once it is handed on, or once it is read where there is no time for that."""
        while self.is_alive() and not is_hurried():
            self.join(_LOOK_AGAIN)
        self.join(_PATIENCE)
        self.is_cut = True
        while self._read():
            pass
        return StreamDigest(digest=f"sha256:{self._digest.hexdigest()}", bytes=self._size)

    def close(self) -> None:
        """Close what :meth:`end` left open."""
        os.close(self._ended)

    def _read(self) -> bytes:
        with self._lock:
            if self._left == 0:
                return b""
            chunk = os.read(self._source, _CHUNK if self._left is None else min(self._left, _CHUNK))
            if self._left is not None:
                self._left -= len(chunk)
            self._digest.update(chunk)
            self._size += len(chunk)
        return chunk

    def _hand_on(self, chunk: bytes) -> None:
        left = memoryview(chunk)
        try:
            while left and not self.is_cut:
                left = left[self._target.write(left) or 0 :]
            self._target.flush()
        except (OSError, ValueError):
            self.is_cut = True


def run_command(
    argv: Sequence[str],
    redactor: Redactor,
    out: BinaryIO,
    err: BinaryIO,
    *,
    directory: str = ".",
    on_signal: Callable[[int], object] = lambda _: None,
) -> CommandRecord:
    """Run a command in this folder until it ends and return its record, without secrets.

    Signals that would end this process are passed on to the command, which alone decides what becomes of it. A process
    that the command leaves behind is not waited for, whatever it holds open.

    Args:
        argv: The command as a list of words; no shell reads it.
        redactor: Takes the secrets out of what is written down.
        out: Takes what the command writes to stdout.
        err: Takes what it writes to stderr.
        directory: How this folder is called in the record.
        on_signal: Told each signal that arrives while the command runs.

    Raises:
        IoError: the command cannot be started.
        AgentProofError: a word of it cannot be written down.
    """
    started = moment(time.time_ns())
    ran = _run(argv, (out, err), on_signal)
    return CommandRecord(
        argv=redactor.argv(argv),
        directory=directory,
        exit_code=ran.exit_code,
        started=started,
        seconds=round(ran.seconds, 6),
        stdout=ran.stdout,
        stderr=ran.stderr,
        environment=redactor.environment({name: value for name, value in os.environ.items() if is_allowed(name)}),
    )


class _Ran(NamedTuple):
    """How a command went."""

    exit_code: int
    seconds: float
    stdout: StreamDigest
    stderr: StreamDigest


def _run(argv: Sequence[str], targets: Sequence[BinaryIO], on_signal: Callable[[int], object]) -> _Ran:
    """Run a command, hand on what it writes, and pass signals on to it."""
    with signals_blocked() as unblock:
        begin = time.monotonic()
        process = _started(argv, unblock)
        sources = [stream for stream in (process.stdout, process.stderr) if stream is not None]
        relays = [_Relay(source.fileno(), target) for source, target in zip(sources, targets, strict=True)]
        process.returncode = wait_for(process.pid, on_signal)
        seconds = time.monotonic() - begin
        return _Ran(process.returncode, seconds, *_digests(process, relays))


def _started(argv: Sequence[str], unblock: Callable[[], None]) -> "subprocess.Popen[bytes]":
    try:
        # The words are those that the person typed, and no shell looks at them. No thread runs yet that holds a lock.
        return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=unblock)  # noqa: S603, PLW1509
    except FileNotFoundError:
        raise IoError("", "command not found", file=argv[0]) from None
    except (OSError, ValueError) as error:
        raise IoError("", f"cannot be started: {refusal(error)}", file=argv[0]) from None


def _digests(process: "subprocess.Popen[bytes]", relays: Sequence[_Relay]) -> list[StreamDigest]:
    """Return the digests of what a command wrote that has ended, and let go of its streams."""
    for relay in relays:
        relay.end()
    try:
        return [relay.digest(is_signal_pending) for relay in relays]
    finally:
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
        for relay in relays:
            relay.close()


def _bytes_in(pipe: int) -> int:
    """Return how many bytes wait in a pipe to be read."""
    count = bytearray(4)
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return int.from_bytes(count, sys.byteorder)


def moment(nanoseconds: int) -> str:
    """Return a moment in UTC, to the microsecond, from nanoseconds since 1970."""
    seconds, rest = divmod(nanoseconds, _NS)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest // 1000:06d}Z"
