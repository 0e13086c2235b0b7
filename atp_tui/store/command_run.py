"""Running a command that a person typed, and writing down how it went. Nothing from a pack ever comes here."""

import hashlib
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import BinaryIO, Final

from atp_tui.engine.errors import IoError
from atp_tui.engine.proof.records import CommandRecord, StreamDigest
from atp_tui.engine.proof.rules_of_records import is_allowed
from atp_tui.engine.proof.secrets import Redactor
from atp_tui.store.directory import reason

_CHUNK: Final = 1 << 16
_NS: Final = 1_000_000_000


class _Relay(threading.Thread):
    """Hands on what a command writes, byte for byte, while its digest grows."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        super().__init__(daemon=True)
        self._source, self._target = source, target
        self._digest = hashlib.sha256()
        self._size = 0
        self.is_cut = False
        """The target took no more; the digest is of the whole all the same."""
        self.start()

    def run(self) -> None:
        """Relay until the command has closed its stream."""
        while chunk := os.read(self._source.fileno(), _CHUNK):
            self._digest.update(chunk)
            self._size += len(chunk)
            if not self.is_cut:
                self._hand_on(chunk)

    def digest(self) -> StreamDigest:
        """Wait for the end, and return the digest of everything."""
        self.join()
        return StreamDigest(digest=f"sha256:{self._digest.hexdigest()}", bytes=self._size)

    def _hand_on(self, chunk: bytes) -> None:
        try:
            self._target.write(chunk)
            self._target.flush()
        except (OSError, ValueError):
            self.is_cut = True


def run_command(
    argv: Sequence[str], redactor: Redactor, out: BinaryIO, err: BinaryIO, *, directory: str = "."
) -> CommandRecord:
    """Run a command in this folder until it ends and return its record, without secrets.

    Args:
        argv: The command as a list of words; no shell reads it.
        redactor: Takes the secrets out of what is written down.
        out: Takes what the command writes to stdout.
        err: Takes what it writes to stderr.
        directory: How this folder is called in the record.

    Raises:
        IoError: the command cannot be started.
        AgentProofError: a word of it cannot be written down.
    """
    started, begin = moment(time.time_ns()), time.monotonic()
    try:
        # The words are those that the person typed, and no shell looks at them.
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
    except (OSError, ValueError) as error:
        raise IoError("a command that can be started", reason(error), file=argv[0]) from None
    with process:
        if process.stdout is None or process.stderr is None:
            raise IoError("the output of the command", "none", file=argv[0])
        relays = [_Relay(source, target) for source, target in ((process.stdout, out), (process.stderr, err))]  # type: ignore[arg-type]
        exit_code = process.wait()
        stdout, stderr = (relay.digest() for relay in relays)
    return CommandRecord(
        argv=redactor.argv(argv),
        directory=directory,
        exit_code=exit_code,
        started=started,
        seconds=round(time.monotonic() - begin, 6),
        stdout=stdout,
        stderr=stderr,
        environment=redactor.environment({name: value for name, value in os.environ.items() if is_allowed(name)}),
    )


def moment(nanoseconds: int) -> str:
    """Return a moment in UTC, to the microsecond, from nanoseconds since 1970."""
    seconds, rest = divmod(nanoseconds, _NS)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest // 1000:06d}Z"
