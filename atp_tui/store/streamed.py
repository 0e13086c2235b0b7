"""A crashpack whose trace and logs are read as they are gone through, so that their length costs no memory."""

import codecs
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.errors import IoError
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.pack_text import LOG_OF
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.store.directory import FileRefusedError, PackDirectory, is_directory, is_pack
from atp_tui.store.event_stream import stream_events
from atp_tui.store.events import Event, LoadedEvents
from atp_tui.store.pack import LONG_FILES, Pack, open_pack, put_together, read_texts

_MARK: Final = b"\xef\xbb\xbf"


class FileChunks:
    """The bytes of a file of a pack, read anew each time they are gone through; none where it cannot be read.

    Args:
        path: The pack.
        name: The file in it.
    """

    def __init__(self, path: str, name: str) -> None:
        self._path = path
        self._name = name

    def __iter__(self) -> Iterator[bytes]:
        with PackDirectory(self._path) as directory:
            try:
                yield from directory.chunks(self._name)
            except FileRefusedError:
                return


class StreamedEvents:
    """The events of a trace file, read anew each time they are gone through.

    Whatever asks for one event by its place goes through all before it; this is for passes over the whole.

    Args:
        chunks: The bytes of the file.
    """

    def __init__(self, chunks: FileChunks) -> None:
        self._chunks = chunks
        self._counts: dict[Lane | None, int] = {}

    def __iter__(self) -> Iterator[Event]:
        return stream_events(self._chunks)

    def count(self, lane: Lane | None = None) -> int:
        """Return how many events a lane has, or the trace."""
        if lane not in self._counts:
            self._counts[lane] = sum(1 for _ in self._places(lane))
        return self._counts[lane]

    def at(self, place: int) -> Event:
        """Return the event at a place of the trace."""
        return next(islice(self, place, None))

    def place(self, lane: Lane | None, row: int) -> int:
        """Return the place in the trace of a row of a lane."""
        return next(islice(self._places(lane), row, None))

    def row(self, lane: Lane | None, place: int) -> int:
        """Return how many events of a lane stand before a place of the trace."""
        return sum(1 for found in self._places(lane) if found < place)

    def _places(self, lane: Lane | None) -> Iterator[int]:
        for place, event in enumerate(self):
            if lane is None or (isinstance(event, TraceEvent) and lane in event.lanes):
                yield place


def open_streamed(path: str) -> Pack:
    """Return the pack at *path* with its trace and logs left on disk; a record in one file is read as a whole.

    Raises:
        IoError: nothing is there, it cannot be read, or it is no pack.
        SerializationError: a file that is no JSON document.
        InvalidFormatError: a JSON document that is no record.
    """
    if not is_directory(path):
        return open_pack(path)
    with PackDirectory(path) as directory:
        if not is_pack(directory):
            raise IoError("a crashpack", "a directory with none of the nine files", file=path)
        faults: dict[str, FileFault] = {}
        texts = read_texts(directory, faults)
        readable = {name for name in LONG_FILES if _can_be_read(directory, name, faults)}
        events = StreamedEvents(FileChunks(path, TRACE)) if TRACE in readable else LoadedEvents(())
        logs = {lane: FileChunks(path, name) for lane, name in LOG_OF.items() if name in readable}
        return put_together(path, directory, texts, faults, events, logs)


def _can_be_read(directory: PackDirectory, name: str, faults: dict[str, FileFault]) -> bool:
    """Say whether a file is there to be read, and keep what is wrong with it: no file, or not in UTF-8."""
    try:
        fault = _utf8_fault(directory.chunks(name))
    except FileRefusedError as error:
        faults[name] = error.fault
        return False
    if fault is not None:
        faults[name] = fault
    return True


def _utf8_fault(chunks: Iterator[bytes]) -> FileFault | None:
    """The first thing that is no UTF-8, as :func:`atp_tui.engine.json_text.utf8` tells it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    read = 0
    for chunk in chain(chunks, (b"",)):
        if read == 0 and chunk.startswith(_MARK):
            return FileFault("UTF-8 without a byte order mark", "a byte order mark at byte 0")
        # A character that the chunk before was cut in waits in the decoder.
        waiting = decoder.getstate()[0]
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            wrong = (waiting + chunk)[error.start]
            return FileFault("UTF-8", f"the byte 0x{wrong:02x} at byte {read - len(waiting) + error.start}")
        read += len(chunk)
    return None
