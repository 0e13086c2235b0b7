"""Whether the bytes of a file are UTF-8, told while they pass by."""

import codecs
from collections.abc import Iterable, Iterator

from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.json_text import UTF_16


class Utf8Check:
    """Looks at the bytes of one file."""

    def __init__(self) -> None:
        self.fault: FileFault | None = None
        """Where the bytes are no UTF-8, once that is known."""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._place = 0

    def passing(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the chunks as they are; at their end :attr:`fault` is known."""
        for chunk in chunks:
            if self.fault is None:
                self._look(chunk, is_last=False)
            yield chunk
        if self.fault is None:
            self._look(b"", is_last=True)

    def skip(self, size: int) -> None:
        """Pass over bytes that are known to be UTF-8; no character may have begun before them."""
        self._place += size

    def _look(self, chunk: bytes, *, is_last: bool) -> None:
        held, _ = self._decoder.getstate()
        if self._place == 0 and chunk.startswith(codecs.BOM_UTF8):
            self.fault = FileFault("UTF-8 without a byte order mark", "a byte order mark at byte 0")
        elif self._place == 0 and chunk.startswith(UTF_16):
            self.fault = FileFault("UTF-8", "the byte order mark of UTF-16 at byte 0")
        elif held or is_last or not chunk.isascii():
            self._decode(chunk, self._place - len(held), is_last=is_last)
        self._place += len(chunk)

    def _decode(self, chunk: bytes, begin: int, *, is_last: bool) -> None:
        try:
            self._decoder.decode(chunk, final=is_last)
        except UnicodeDecodeError as error:
            found = f"the byte 0x{error.object[error.start]:02x} at byte {begin + error.start}"
            self.fault = FileFault("UTF-8", found)
