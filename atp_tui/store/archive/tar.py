"""The plain files of a tar, from a stream of bytes, in bounded memory.

Own code, since the standard library's loads headers of any size as a whole, and in releases that are still in use its
patterns take quadratic time on them. Source: POSIX pax; GNU tar manual, "Basic Tar Format" (long names, base-256).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from atp_tui.store.archive.budget import Budget, DamagedError, damaged, refused
from atp_tui.store.archive.kinds import BLOCK, is_header

HEADER_LIMIT: Final = 1 << 20
"""Bytes that the further header of a member may have: a long name, or the records of pax."""

_PIECE: Final = 256 << 10
_BINARY: Final = 0x80
_SIGN: Final = 0x40
_LENGTH_DIGITS: Final = 8
_MAGIC: Final = b"ustar"

_FILES: Final = b"\x000" + b"7"
_FOLDERS: Final = b"5D"
_LONG_NAME: Final = b"L"
_PAX: Final = b"xX"
_PASSED: Final = b"gKV"
"""Headers for all members, targets of links, labels."""
_REFUSED: Final[Mapping[bytes, str]] = MappingProxyType(
    {
        b"1": "a hard link",
        b"2": "a symbolic link",
        b"3": "a device",
        b"4": "a device",
        b"6": "a named pipe",
        b"S": "a sparse file",
        b"M": "a part of a file in another archive",
    }
)


class TarFile(NamedTuple):
    """A plain file."""

    name: str
    pieces: Iterator[bytes]
    """Its bytes, which are there until the next file is asked for."""


class _Header(NamedTuple):
    name: bytes
    size: int
    type: bytes


class _Further(NamedTuple):
    """What headers before the one of a member say of it."""

    name: bytes | None = None
    size: int | None = None
    is_sparse: bool = False


_NOTHING: Final = _Further()


def tar_files(stream: Iterator[bytes], budget: Budget, inside: str = "") -> Iterator[TarFile]:
    """Yield the plain files of a tar.

    Args:
        stream: Its bytes, which are already counted.
        budget: Takes the names.
        inside: As for :meth:`Budget.take_name`.

    Raises:
        InvalidFormatError: it is cut or damaged, or a member is a link, a device, a pipe or a sparse file, or has a
            name that is not taken.
    """
    blocks = _Blocks(stream)
    further = _NOTHING
    while (header := _header(blocks)) is not None:
        if header.type in _LONG_NAME + _PAX + _PASSED:
            further = _more(further, header, _body(blocks, header))
            continue
        name = (further.name or header.name).decode("utf-8", "surrogateescape")
        size = header.size if further.size is None else further.size
        is_folder = header.type in _FOLDERS or name.endswith("/")
        if further.is_sparse or header.type not in _FILES + _FOLDERS:
            found = "a sparse file" if further.is_sparse else _REFUSED.get(header.type, "one of an unknown type")
            raise refused("a file or folder", found, name)
        further = _NOTHING
        budget.require(size, name)
        path = budget.take_name(name, is_folder=is_folder, inside=inside)
        pieces = blocks.pieces(size)
        if not is_folder:
            yield TarFile(path, pieces)
        for _ in pieces:
            pass
        blocks.skip(-size % BLOCK)
    blocks.finish()


def _header(blocks: "_Blocks") -> _Header | None:
    """The next header; None at the block of zeros with which a tar ends."""
    place = blocks.place
    block = blocks.take(BLOCK, "the end of the file before the end of the tar")
    if not any(block):
        return None
    if not is_header(block):
        raise _damaged(f"other bytes than a header at byte {place}")
    name = block[:100].split(b"\0")[0]
    if block[257:263] == _MAGIC + b"\0" and (prefix := block[345:500].split(b"\0")[0]):
        name = prefix + b"/" + name
    return _Header(name, _number(block[124:136], place), block[156:157])


def _number(field: bytes, place: int) -> int:
    """A size: octal digits, or binary as GNU and others have it."""
    if field[0] & _BINARY and not field[0] & _SIGN:
        return int.from_bytes(bytes((field[0] & ~_BINARY,)) + field[1:], "big")
    digits = field.replace(b"\0", b" ").strip()
    if set(digits) <= set(b"01234567"):
        return int(digits or b"0", 8)
    raise _damaged(f"a size that is no number, in the header at byte {place}")


def _body(blocks: "_Blocks", header: _Header) -> bytes:
    if header.size > HEADER_LIMIT:
        raise refused(f"headers of at most {HEADER_LIMIT} bytes", f"one of {header.size} bytes")
    body = blocks.take(header.size, "the end of the file in a header")
    blocks.skip(-header.size % BLOCK)
    return body


def _more(further: _Further, header: _Header, body: bytes) -> _Further:
    if header.type == _LONG_NAME:
        return further._replace(name=body.split(b"\0")[0])
    if header.type not in _PAX:
        return further
    for key, value in _records(body):
        if key == b"path":
            further = further._replace(name=value)
        elif key == b"size":
            if not value.isdigit() or len(value) > len(str(1 << 64)):
                raise _damaged("a size in a pax header that is no number")
            further = further._replace(size=int(value))
        elif key.startswith(b"GNU.sparse."):
            further = further._replace(is_sparse=True)
    return further


def _records(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The records of a pax header, each ``LENGTH KEY=VALUE`` and a newline, LENGTH counting all of it."""
    place = 0
    while place < len(body):
        space = body.find(b" ", place, place + _LENGTH_DIGITS)
        digits = body[place:space] if space > 0 else b""
        end = place + int(digits) if digits.isdigit() else place
        key, equals, value = body[space + 1 : end - 1].partition(b"=")
        if end <= space or end > len(body) or not equals or body[end - 1 : end] != b"\n":
            raise _damaged("a pax header that is no list of records")
        yield key, value
        place = end


def _damaged(found: str) -> DamagedError:
    return damaged("a whole tar", found)


class _Blocks:
    """A stream that is read in pieces of any size."""

    def __init__(self, stream: Iterator[bytes]) -> None:
        self._stream = stream
        self._held = memoryview(b"")
        self.place = 0
        """Bytes that were read."""

    def _some(self, size: int) -> memoryview:
        """The next bytes, at most *size*; none at the end."""
        while not self._held:
            chunk = next(self._stream, None)
            if chunk is None:
                return self._held
            self._held = memoryview(chunk)
        found, self._held = self._held[:size], self._held[size:]
        self.place += len(found)
        return found

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield the next *size* bytes."""
        while size:
            piece = self._some(min(size, _PIECE))
            if not piece:
                raise _damaged(f"the end of the file at byte {self.place}, in a member")
            size -= len(piece)
            yield bytes(piece)

    def take(self, size: int, otherwise: str) -> bytes:
        """Return the next *size* bytes; *otherwise* is what was found where there are not as many."""
        found = bytearray()
        while len(found) < size:
            piece = self._some(size - len(found))
            if not piece:
                raise _damaged(otherwise)
            found += piece
        return bytes(found)

    def skip(self, size: int) -> None:
        """Pass over the next *size* bytes."""
        self.take(size, f"the end of the file at byte {self.place}, in a member")

    def finish(self) -> None:
        """Read to the end, where nothing but zeros may be."""
        while piece := bytes(self._some(_PIECE)):
            if piece.strip(b"\0"):
                raise _damaged(f"data after its end, near byte {self.place}")
