"""The bytes of a compressed file, a piece at a time, all of its parts one after another.

What is whole is given before what is wrong is raised: the log of a program that was killed ends within its stream.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, Protocol

from atp_tui.store.archive.budget import DamagedError, damaged
from atp_tui.store.archive.kinds import Kind

PIECE: Final = 256 << 10
"""Bytes that come out at once, at most."""

WINDOW_LIMIT: Final = 128 << 20
"""Bytes of memory that a stream may ask for."""

PARTS_LIMIT: Final = 100_000
"""Streams that one compressed file may have, one after another."""

_FIRST_STEP: Final = 512
"""Bytes that a part is given at first. What is left over at its end is copied, so a short part gets little."""

_GZIP_WINDOW: Final = 31
"""zlib's number for a stream of gzip with any window."""


class _Decoder(Protocol):
    """What decodes one part, as the decoders of the standard library do."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Gzip:
    """A decoder of gzip that keeps what it was given until it is needed, as the other decoders do."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(_GZIP_WINDOW)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


class _Codec(NamedTuple):
    make: Callable[[], _Decoder]
    errors: tuple[type[Exception], ...]


def _zstd() -> _Codec:
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: WINDOW_LIMIT.bit_length() - 1}
    return _Codec(lambda: zstd.ZstdDecompressor(options=options), (zstd.ZstdError,))


def _xz() -> _Codec:
    import lzma

    return _Codec(lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=WINDOW_LIMIT), (lzma.LZMAError,))


_CODECS: Final[Mapping[Kind, Callable[[], _Codec]]] = {
    Kind.GZIP: lambda: _Codec(_Gzip, (zlib.error,)),
    Kind.ZSTD: _zstd,
    Kind.XZ: _xz,
}
"""What decodes each kind; two are imported when they are needed."""


def decompressed(kind: Kind, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a compressed file in pieces of at most :data:`PIECE` bytes.

    Zeros after a part are passed over, as gzip does with those that a tape adds.

    Raises:
        DamagedError: it is cut, damaged, goes on after its end, or asks for more memory than
            :data:`WINDOW_LIMIT`; all that could be decoded was given before.
    """
    codec = _CODECS[kind]()
    stream = _Stream(chunks)
    try:
        for _ in range(PARTS_LIMIT):
            if not stream.goes_on():
                return
            yield from _part(codec.make(), stream, kind)
    except codec.errors as error:
        found = str(error).partition("while decompressing data: ")[2] or str(error)
        raise _damaged(kind, f"{found}, near byte {stream.place}") from None
    if stream.goes_on():
        raise _damaged(kind, f"more than {PARTS_LIMIT} parts")


def _part(decoder: _Decoder, stream: "_Stream", kind: Kind) -> Iterator[bytes]:
    step = _FIRST_STEP
    while not decoder.eof:
        data = b"" if not decoder.needs_input else stream.take(step)
        if not data and decoder.needs_input:
            raise _damaged(kind, f"one that is cut at byte {stream.place}")
        step = min(2 * step, PIECE)
        if piece := decoder.decompress(data, PIECE):
            yield piece
    stream.give_back(len(decoder.unused_data))


def _damaged(kind: Kind, found: str) -> DamagedError:
    return damaged(f"a whole {kind.value} stream", found)


class _Stream:
    """Chunks that are taken in steps, and of which something can be given back."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._chunk, self._begin, self._last = b"", 0, 0
        self.place = 0
        """Bytes that were taken."""

    def take(self, size: int) -> bytes:
        """Return some bytes, at most *size*; none at the end."""
        if self._begin == len(self._chunk):
            self._chunk, self._begin = next((chunk for chunk in self._chunks if chunk), b""), 0
        data = self._chunk[self._begin : self._begin + size]
        self._begin += len(data)
        self.place += len(data)
        return data

    def give_back(self, size: int) -> None:
        """Give back the last *size* bytes of what was taken last."""
        self._begin -= size
        self.place -= size

    def goes_on(self) -> bool:
        """Pass over zeros, and return whether anything comes after them."""
        while data := self.take(_FIRST_STEP):
            if rest := data.lstrip(b"\0"):
                self.give_back(len(rest))
                return True
        return False
