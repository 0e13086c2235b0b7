"""A state that a command is given: in a file, or on stdin."""

import sys
from typing import TypeVar

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.engine.json_text import loads
from atp_tui.engine.oracle.state import TransferState
from atp_tui.store.named_file import STATE_LIMIT, read_file
from atp_tui.store.refusal import no_stdin

_S = TypeVar("_S", bound=TransferState)


def read_state(path: str, kind: type[_S]) -> _S:
    """Return the state in a file, or on stdin where *path* is ``-``."""
    source = "stdin" if path == "-" else path
    data = _read_stdin() if path == "-" else read_file(path, STATE_LIMIT)
    try:
        return kind.read(loads(data))
    except CrashpackError as error:
        raise error.within(source) from None


def _read_stdin() -> bytes:
    try:
        data = sys.stdin.buffer.read(STATE_LIMIT + 1)
    except OSError as error:
        raise no_stdin(error) from None
    if len(data) > STATE_LIMIT:
        raise IoError(f"at most {STATE_LIMIT} bytes", "more than that", file="stdin")
    return data
