"""Traces as open files, for tests."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.index import TraceIndex
from atp_tui.store.trace.pages import TracePages


@contextmanager
def on_disk(data: bytes) -> Iterator[TraceFile]:
    """Give *data* as an open trace file."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield TraceFile(file.fileno(), os.fstat(file.fileno()).st_size)


def pages_of(trace: TraceFile) -> TracePages:
    """The pages of a trace, with an index that is complete."""
    index = TraceIndex(trace)
    index.build()
    return TracePages(trace, index, kept=2)


def many(events: int, ending: str = "\n]") -> bytes:
    """A trace of so many events in the format's own layout, over many pages."""
    texts = ["path", "quiet", "udp fec", "x\\n", "\\u0070ath"]
    rows = [
        f'  {{\n    "seq": {n},\n    "time": {1000 + n * 7 % 400},\n    "kind": "Log",\n'
        f'    "data": {{\n      "Message": "{texts[n % 5]}"\n    }}\n  }}'
        for n in range(events)
    ]
    return ("[\n" + ",\n".join(rows) + ending).encode()
