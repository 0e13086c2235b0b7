"""The kinds of archives and compressed files, recognized by their first bytes and never by a name.

Source: RFC 1952 (gzip), RFC 8878 (zstd), the .xz file format 1.1.0, APPNOTE.TXT 6.3.10 (zip), POSIX pax (tar).
"""

import enum
from typing import Final

BLOCK: Final = 512
"""Bytes of a block of tar, and of the head by which a kind is recognized."""

_CHECKSUM: Final = slice(148, 156)


class Kind(enum.Enum):
    """What an archive is; the value is its name in an error."""

    GZIP = "gzip"
    ZSTD = "zstd"
    XZ = "xz"
    TAR = "tar"
    ZIP = "zip"


COMPRESSED: Final = frozenset({Kind.GZIP, Kind.ZSTD, Kind.XZ})
"""The kinds that are one stream of bytes, which may be a tar."""

_MAGICS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    (b"\xfd7zXZ\x00", Kind.XZ),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    *((bytes((first,)) + b"\x2a\x4d\x18", Kind.ZSTD) for first in range(0x50, 0x60)),
)
"""The second kind of zip is one without members, the last kind of zstd begins with a frame to skip."""

_ANY: Final = tuple(magic for magic, _ in _MAGICS)


def kind_of(head: bytes) -> Kind | None:
    """Return the kind of archive that begins with *head*, :data:`BLOCK` bytes where it has as many; None for none."""
    if head.startswith(_ANY):
        return next(kind for magic, kind in _MAGICS if head.startswith(magic))
    return Kind.TAR if is_header(head[:BLOCK]) else None


def is_header(block: bytes) -> bool:
    """Return whether a block is a header of tar: its checksum is right, and it is not all zeros."""
    if len(block) != BLOCK or not any(block):
        return False
    said = block[_CHECKSUM].split(b"\0")[0].strip()
    if not said.isdigit() or not set(said) <= set(b"01234567"):
        return False
    rest = block[: _CHECKSUM.start] + b" " * 8 + block[_CHECKSUM.stop :]
    # Some old writers added signed bytes.
    return int(said, 8) in (sum(rest), sum(memoryview(rest).cast("b")))
