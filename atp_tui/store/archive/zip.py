"""The plain files of a zip, by the standard library, in bounded memory. Source: APPNOTE.TXT 6.3.10."""

import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from atp_tui.store.archive.budget import Budget, DamagedError, damaged, refused

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

DIRECTORY_LIMIT: Final = 16 << 20
"""Bytes of the list of members of a zip, which is held as a whole."""

_PIECE: Final = 256 << 10
_ENCRYPTED: Final = 0x1
_MADE_BY_UNIX: Final = 3
_KINDS: Final = {0: "", stat.S_IFREG: "", stat.S_IFDIR: "", stat.S_IFLNK: "a symbolic link"}
_METHODS: Final = {0: "stored", 8: "deflate"}


class ZippedFile(NamedTuple):
    """A plain file."""

    name: str
    pieces: Iterator[bytes]
    """Its bytes, which are there as long as the next file is not asked for."""


def zip_files(file: IO[bytes], budget: Budget, inside: str = "") -> Iterator[ZippedFile]:
    """Yield the plain files of a zip in the order of its list.

    Args:
        file: The zip, open and seekable.
        budget: Takes the names, and counts what comes out.
        inside: As for :meth:`Budget.take_name`.

    Raises:
        InvalidFormatError: it is cut or damaged, or a member is a link or a device, is encrypted or compressed in
            another way, overlaps another one, or has a name that is not taken.
    """
    from zipfile import ZipFile

    with _told():
        archive = ZipFile(_Limited(file))
    members = archive.infolist()
    _check_places(members, archive.start_dir)
    budget.require(sum(member.file_size for member in members))
    for member in members:
        name = member.orig_filename
        is_folder = name.endswith("/")
        path = budget.take_name(name, is_folder=is_folder, inside=inside)
        _check_kind(member, is_folder=is_folder)
        if not is_folder:
            yield ZippedFile(path, budget.counted(_pieces(archive, member)))


def _pieces(archive: "ZipFile", member: "ZipInfo") -> Iterator[bytes]:
    with _told(member.orig_filename), archive.open(member) as opened:
        left = member.file_size
        while piece := opened.read(_PIECE):
            left -= len(piece)
            yield piece
        if left:
            raise _damaged(f"{member.file_size - left} bytes, not {member.file_size}", member.orig_filename)


def _check_kind(member: "ZipInfo", *, is_folder: bool) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise refused("a member without a password", "an encrypted one", member.orig_filename)
    if member.compress_type not in _METHODS and not is_folder:
        known = " or ".join(_METHODS.values())
        raise refused(f"a member that is {known}", f"compression method {member.compress_type}", member.orig_filename)
    mode = member.external_attr >> 16 if member.create_system == _MADE_BY_UNIX else 0
    if kind := _KINDS.get(stat.S_IFMT(mode), "a pipe or device"):
        raise refused("a file or folder", kind, member.orig_filename)


def _check_places(members: "list[ZipInfo]", most: int) -> None:
    """Make sure that no member is read from the bytes of another one, or of the list, which begins at *most*."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise refused("members that follow one another", "one inside another", member.orig_filename)
        end = member.header_offset + max(member.compress_size, 1)
    if end > most:
        raise _damaged("a member that overlaps the list of members")


def _damaged(found: str, place: str = "") -> DamagedError:
    return damaged("a whole zip", found, place)


@contextmanager
def _told(place: str = "") -> Iterator[None]:
    """Turn what the library raises on damaged data into our error."""
    from zipfile import BadZipFile

    try:
        yield
    except EOFError:
        raise _damaged("one that is cut", place) from None
    except (BadZipFile, zlib.error, struct.error, ValueError, OverflowError, LookupError, RuntimeError) as error:
        raise _damaged(_first(str(error)) or type(error).__name__, place) from None


def _first(words: str) -> str:
    return words[:1].lower() + words[1:]


class _Limited:
    """A file of which no more is read at once than the list of a zip may have.

    Args:
        file: The file.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            InvalidFormatError: they are too many.
        """
        data = self._file.read(DIRECTORY_LIMIT + 1) if size < 0 else b""
        if max(size, len(data)) > DIRECTORY_LIMIT:
            raise refused(f"a list of members of at most {DIRECTORY_LIMIT} bytes", "a longer one")
        return data if size < 0 else self._file.read(size)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else the library asks of a file
        return getattr(self._file, name)
