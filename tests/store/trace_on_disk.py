"""Traces as open files, for tests."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from atp_tui.store.trace_file import TraceFile


@contextmanager
def on_disk(data: bytes) -> Iterator[TraceFile]:
    """Give *data* as an open trace file."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield TraceFile(file.fileno(), os.fstat(file.fileno()).st_size)
