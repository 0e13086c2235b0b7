"""How much may come out of one archive, those inside it included. Source: SAFETY.md, "Files of a pack".

What is bounded is what comes out, never the ratio: logs shrink to a thousandth.
"""

import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

from atp_tui.engine.errors import InvalidFormatError

BYTES_LIMIT: Final = 4 << 30
"""Bytes that an archive may unpack to."""

MEMBERS_LIMIT: Final = 100_000
"""Files and folders that an archive may have."""

NAME_LIMIT: Final = 1_024
"""Bytes that the name of a member may have."""

FOLDERS_LIMIT: Final = 32
"""Folders in which a member may be, one inside another."""

ALL_NAMES_LIMIT: Final = 16 << 20
"""Bytes that all names of an archive may have together."""

_PART: Final = 255
"""Bytes that a file system takes for one name."""

_INSTEAD: Final = "unpack it yourself and open what you need"
_REPACK: Final = "repack it without that member"


class DamagedError(InvalidFormatError):
    """The bytes of an archive are not whole."""


def damaged(expected: str, found: str, place: str = "") -> DamagedError:
    """Return the error for an archive that is not whole."""
    return DamagedError(expected, found, place=place, advice="copy or download it again")


def refused(expected: str, found: str, place: str = "", advice: str = _REPACK) -> InvalidFormatError:
    """Return the error for a member that is not taken."""
    return InvalidFormatError(expected, found, place=place, advice=advice)


class Budget:
    """Counts what comes out of an archive, and takes the names of its members.

    Args:
        size: Bytes that may come out.
        members: Files and folders that may be in it.
    """

    def __init__(self, size: int = BYTES_LIMIT, members: int = MEMBERS_LIMIT) -> None:
        self._size, self._members = size, members
        self.spent = 0
        """Bytes that came out."""
        self._names = 0
        self._known: dict[bytes, bytes] = {}

    def require(self, size: int, place: str = "") -> None:
        """Make sure that *size* more bytes may come out.

        Raises:
            InvalidFormatError: they are too many.
        """
        if self.spent + size > self._size:
            raise refused(f"at most {self._size} bytes unpacked", "more", place, _INSTEAD)

    def counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield *pieces*, as many as may come out; errors as for :meth:`require`."""
        for piece in pieces:
            self.require(len(piece))
            self.spent += len(piece)
            yield piece

    def take_name(self, name: str, *, is_folder: bool, inside: str = "") -> str:
        """Return the name of a member as a path without anything that is not needed; empty for the archive itself.

        Args:
            name: As the archive has it.
            is_folder: Whether it is the name of a folder.
            inside: The archive inside this one to which the member belongs.

        Raises:
            InvalidFormatError: it leads out of the archive, is too long or deep, is taken, or differs from another
                one in nothing but case or the normal form of Unicode, which some file systems do not tell apart.
        """
        parts = _parts(name)
        path = "/".join(parts)
        if not path and not is_folder:
            raise refused("a name that a file can have", "none")
        self._names += len(path)
        if self._names > ALL_NAMES_LIMIT:
            raise refused(f"names of at most {ALL_NAMES_LIMIT} bytes", "more", advice=_INSTEAD)
        exact, folded = blake2b(_bytes(inside), digest_size=16), blake2b(_bytes(inside), digest_size=16)
        for number, part in enumerate(parts, start=1):
            exact.update(b"/" + _bytes(part))
            folded.update(b"/" + _bytes(_folded(part)))
            is_inner = number < len(parts) or is_folder
            self._take(folded.digest(), exact.digest() + bytes((is_inner,)), path, is_folder=is_inner)
        return path

    def _take(self, key: bytes, value: bytes, path: str, *, is_folder: bool) -> None:
        known = self._known.get(key)
        if known is None:
            if len(self._known) == self._members:
                raise refused(f"at most {self._members} files and folders", "more", advice=_INSTEAD)
            self._known[key] = value
        elif known != value or not is_folder:
            same = "the same name twice" if known == value else "one like it, but for its kind, case or normal form"
            raise refused("a name of its own", same, path)


def _parts(name: str) -> list[str]:
    """The parts of a name; those that mean nothing are left out."""
    if name.startswith("/"):
        raise refused("a relative name", "an absolute one", name)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise refused("a name inside the archive", "one that leads out of it", name)
    try:
        size, longest = len(_bytes(name)), max((len(_bytes(part)) for part in parts), default=0)
    except UnicodeEncodeError:
        raise refused("a name that a file can have", "half of a surrogate pair", name) from None
    if "\0" in name:
        raise refused("a name that a file can have", "one with NUL", name)
    if size > NAME_LIMIT or longest > _PART:
        raise refused(f"a name of at most {NAME_LIMIT} bytes, and {_PART} between slashes", f"{size} bytes", name)
    if len(parts) > FOLDERS_LIMIT + 1:
        raise refused(f"at most {FOLDERS_LIMIT} folders, one inside another", f"{len(parts) - 1}", name)
    return parts


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _folded(part: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", part).casefold())
