"""The further files of a pack: what a test has attached, its qlogs and states, and the secrets of TLS if asked for."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from atp_tui.engine import artifacts
from atp_tui.engine.json_text import dumps
from atp_tui.engine.oracle.recorded_state import RecordedStates
from atp_tui.pytest_plugin.attempt import Attempt
from atp_tui.pytest_plugin.names import file_name, printable
from atp_tui.pytest_plugin.results import transfer_states

SIZE_LIMIT: Final = 64 << 20
"""Bytes of all attached files of a pack."""

COUNT_LIMIT: Final = 1_000
"""Files that are attached to a pack."""

STATES: Final = "states.json"
"""The states that the test has kept, by their names."""


class Attached(NamedTuple):
    """The files of a pack beside the nine."""

    files: dict[str, bytes]
    """Their content by path."""
    notes: dict[str, str]
    """Metadata that say what was left out, and why."""


def attached(attempt: Attempt, *, with_keys: bool) -> Attached:
    """Return the further files of a pack; each is read by itself, and one that cannot be read costs nothing else."""
    found = Attached({}, {})
    if attempt.states:
        found.files[STATES] = dumps(attempt.states)
    if attempt.simulated is not None:
        found.files.update(attempt.simulated.files)
    if states := transfer_states(attempt):
        found.files[artifacts.STATE] = RecordedStates(states).write()
    left = SIZE_LIMIT
    for name, source in _sources(attempt, with_keys=with_keys):
        content = _content(source, left) if len(found.files) < COUNT_LIMIT else f"more than {COUNT_LIMIT} files"
        if isinstance(content, bytes):
            found.files[_free(name, found.files)] = content
            left -= len(content)
        elif len(found.notes) < COUNT_LIMIT:
            found.notes[f"not_attached.{len(found.notes)}"] = printable(f"{name}: {content}")
    return found


def _sources(attempt: Attempt, *, with_keys: bool) -> Iterator[tuple[str, bytes | Path]]:
    for name, content in attempt.files.items():
        yield f"attached/{file_name(printable(name))}", content
    if attempt.qlogs is not None:
        for folder, _, names in os.walk(attempt.qlogs):
            for name in sorted(names):
                path = Path(folder, name)
                yield f"qlog/{file_name(printable(str(path.relative_to(attempt.qlogs))))}", path
    if with_keys and attempt.key_log is not None and attempt.key_log.exists():
        yield attempt.key_log.name, attempt.key_log


def _content(source: bytes | Path, limit: int) -> bytes | str:
    """The bytes of a file, or why they are not attached."""
    if isinstance(source, bytes):
        return source if len(source) <= limit else f"the files are larger than {SIZE_LIMIT} bytes"
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return "not a plain file"
            content = file.read(limit + 1)
    except (OSError, TypeError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return content if len(content) <= limit else f"the files are larger than {SIZE_LIMIT} bytes"


def _free(path: str, taken: dict[str, bytes]) -> str:
    """The path itself, or with a number where another file has it."""
    number, found = 1, path
    while found in taken:
        number += 1
        found = f"{path}-{number}"
    return found
