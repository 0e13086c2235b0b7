"""The log on stdin, kept in a file without a name: stdin can be read once, and a log is read again for its pair."""

import os
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError
from atp_tui.engine.log_head import HEAD
from atp_tui.store.archive.budget import Budget, DamagedError
from atp_tui.store.archive.decompress import decompressed
from atp_tui.store.archive.kinds import BLOCK, COMPRESSED, Kind, kind_of
from atp_tui.store.archive.members import peeked
from atp_tui.store.logs.head import begins_log
from atp_tui.store.logs.source import STDIN, LogSource
from atp_tui.store.refusal import unreachable, unwritable

_CHUNK: Final = 1 << 20
_NAME: Final = "stdin"
_WANTED: Final = "a qlog or a structured log"
_ADVICE: Final = "an archive is not read from stdin: save it as a file"


def kept_stdin(source: LogSource, folder: str, *, is_mapped: bool = False) -> LogSource:
    """Read the log on stdin to its end, decompressed where it is compressed, and return it as one that stays readable.

    Args:
        source: The log on stdin; another one is returned as it is.
        folder: Where there is room for it; no name is left there.
        is_mapped: Whether a mapping is given, so that any text is a log.

    Raises:
        IoError: stdin is closed or has no bytes, or there is no room.
        CrashpackError: there is no log on stdin, or a compressed one of which nothing is whole.
    """
    if source.path != STDIN:
        return source
    try:
        kept = _Kept(_log(source.chunks(), is_mapped=is_mapped), folder)
    except CrashpackError as error:
        raise error if error.file else error.within(_NAME) from None
    return replace(source, chunks=kept.chunks, size=kept.size)


def _log(chunks: Iterator[bytes], *, is_mapped: bool) -> Iterator[bytes]:
    """The bytes of the log, decompressed."""
    head, pieces = peeked(chunks, BLOCK)
    kind = kind_of(head)
    if kind in COMPRESSED:
        pieces = Budget().counted(decompressed(kind, pieces))
    head, pieces = peeked(pieces, HEAD)
    if not head:
        # Raises what ended a compressed stream before its first byte.
        next(pieces, None)
        raise IoError(_WANTED, "no bytes", file=_NAME)
    if (kind := kind_of(head[:BLOCK])) is not None:
        advice = _ADVICE if kind in (Kind.TAR, Kind.ZIP) else ""
        raise InvalidFormatError(_WANTED, f"{kind.value} inside {_NAME}", file=_NAME, advice=advice)
    if not is_mapped and not begins_log(head):
        raise InvalidFormatError(_WANTED, "something else", file=_NAME)
    return pieces


class _Kept:
    """Bytes in a file without a name, which is closed with this object.

    Args:
        pieces: The bytes; where they are damaged, what is whole is kept, and the error raised after it each time.
        folder: The directory of the file.
    """

    def __init__(self, pieces: Iterator[bytes], folder: str) -> None:
        self._damage: DamagedError | None = None
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                try:
                    file.writelines(pieces)
                except DamagedError as error:
                    self._damage = error
                file.flush()
                self.size = os.fstat(file.fileno()).st_size
                self._descriptor = os.dup(file.fileno())
        except OSError as error:
            raise unwritable(folder, error) from None
        self.close = weakref.finalize(self, os.close, self._descriptor)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning."""
        place = 0
        while chunk := self._read(place):
            yield chunk
            place += len(chunk)
        if self._damage is not None:
            raise self._damage

    def _read(self, place: int) -> bytes:
        try:
            return os.pread(self._descriptor, _CHUNK, place)
        except OSError as error:
            raise unreachable(_NAME, error) from None
