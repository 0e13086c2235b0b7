"""A file or directory on another machine as a tar, by the ssh and tar of the two systems.

Keys, jump hosts, agents and known hosts are those of ssh. It asks for a password on the terminal itself; what it
writes to stderr is only shown, clean, where it fails.
"""

import os
import posixpath
import subprocess
from collections import deque
from collections.abc import Iterator
from threading import Thread
from typing import IO, Final

from atp_tui.engine.errors import IoError
from atp_tui.engine.shell import quote
from atp_tui.store.refusal import refusal
from atp_tui.store.remote.url import SshUrl

_CHUNK: Final = 256 << 10
_LINE: Final = 500
"""Bytes of a line of stderr that are kept."""
_LINES: Final = 5
"""How many of its last lines are looked at."""
_NOT_REACHED: Final = 255
"""What ssh ends with where it does not reach the machine."""


def remote_command(path: str) -> str:
    """Return the line for the shell of the other machine, whichever shell that is, that writes *path* as a tar."""
    # A name must not be taken for an option.
    path = path if path.startswith("/") else f"./{path}"
    folder, name = posixpath.split(path.rstrip("/") or "/")
    file = f"exec tar -C {quote(folder or '/')} -cf - {quote(f'./{name}')}"
    script = f"if test -d {quote(path)}; then exec tar -C {quote(path)} -cf - .; else {file}; fi"
    return f"sh -c {quote(script)}"


def ssh_tar(url: SshUrl) -> Iterator[bytes]:
    """Yield the bytes of a tar with the files of a remote directory, or with one remote file.

    Raises:
        IoError: ssh cannot be started, or one of the two programs failed; what was given before is no whole tar.
    """
    port = ("-p", url.port) if url.port else ()
    argv = ("ssh", "-T", *port, "--", url.target, remote_command(url.path))
    with _started(argv) as process:
        if process.stdout is None or process.stderr is None:  # both are pipes
            raise AssertionError
        errors = _LastLines(process.stderr)
        try:
            while chunk := os.read(process.stdout.fileno(), _CHUNK):
                yield chunk
            code = process.wait()
        except BaseException:
            process.kill()
            raise
        errors.join()
    if code:
        raise _failed(url, code, errors.last)


def _started(argv: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    try:
        # The URL is one that a person typed; ssh passes the last word to the shell of the other machine.
        return subprocess.Popen(  # noqa: S603 - as above
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except FileNotFoundError:
        raise IoError("", "command not found", file="ssh", advice="install the client of OpenSSH") from None
    except OSError as error:
        raise IoError("", f"cannot be started: {refusal(error)}", file="ssh") from None


def _failed(url: SshUrl, code: int, said: str) -> IoError:
    if code == _NOT_REACHED:
        return IoError("", said or "ssh failed", file=url.target, advice=f"try: ssh {quote(url.target)}")
    return IoError("", said or f"tar ended with {code}", file=f"{url.target}:{url.path}")


class _LastLines(Thread):
    """Reads what a program writes to stderr, in bounded memory."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._lines: deque[bytes] = deque(maxlen=_LINES)
        self.start()

    def run(self) -> None:
        """Read to the end."""
        while line := self._stream.readline(_LINE):
            if line.strip():
                self._lines.append(line.strip())

    @property
    def last(self) -> str:
        """The first line of the last ones that says what failed: tar ends with one that says that it failed."""
        lines = [line.decode(errors="replace") for line in self._lines]
        said = [line for line in lines if "exit status" not in line and "previous errors" not in line]
        return said[-1] if said else ""
