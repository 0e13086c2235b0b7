"""Archives that the tests make: of every kind, and such as nobody should unpack."""

import gzip
import io
import lzma
import struct
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Files = Mapping[str, bytes]
Form = Literal[0, 1, 2]
"""A format of tar, as the standard library numbers them."""


def tar_of(files: Files, form: Form = tarfile.GNU_FORMAT, *further: tarfile.TarInfo) -> bytes:
    """A tar of some files, and of members without content."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for member in further:
            archive.addfile(member)
    return made.getvalue()


def member(name: str, kind: bytes, link: str = "", **fields: object) -> tarfile.TarInfo:
    """A member of a tar without content."""
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def zip_of(files: Files | Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of some files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(name, content)
    return made.getvalue()


def zstd_of(data: bytes) -> bytes:
    """A frame of zstd."""
    return zstd.compress(data)


COMPRESS: Final[Mapping[str, Callable[[bytes], bytes]]] = {"gzip": gzip.compress, "zstd": zstd_of, "xz": lzma.compress}
"""What makes a compressed file, by the name of its kind."""

KINDS: Final[Mapping[str, Callable[[Files], bytes]]] = {
    "tar": tar_of,
    "pax": lambda files: tar_of(files, tarfile.PAX_FORMAT),
    "ustar": lambda files: tar_of(files, tarfile.USTAR_FORMAT),
    "tar.gz": lambda files: gzip.compress(tar_of(files)),
    "tar.zst": lambda files: zstd_of(tar_of(files)),
    "tar.xz": lambda files: lzma.compress(tar_of(files)),
    "zip": zip_of,
    "zip without compression": lambda files: zip_of(files, zipfile.ZIP_STORED),
}
"""What makes an archive of files, by its kind."""


def overlapping_zip(count: int, size: int) -> bytes:
    """A zip whose members are all read from the same bytes."""
    data = zip_of({"a": b"\0" * size})
    end = data.rindex(b"PK\x05\x06")
    directory = data[data.index(b"PK\x01\x02") : end]
    entries = b"".join(directory.replace(b"a", b"%c" % (97 + number), 1) for number in range(count))
    place = data.index(b"PK\x01\x02")
    return data[:place] + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), place, 0)


def crowded_zip(count: int) -> bytes:
    """A zip with a list of many members, none of which is there."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 8) + bytes(16)
    made = b"".join(entry + b"%08x" % number for number in range(count))
    directory = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(made), 4)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(made) + 4, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return b"PK\x03\x04" + made + directory + locator + last


def crowded_tar(count: int) -> Iterable[bytes]:
    """The blocks of a tar with many empty files."""
    made = bytearray(tarfile.TarInfo(" " * 8).tobuf(tarfile.USTAR_FORMAT))
    made[148:156] = b" " * 8
    rest = sum(made) - sum(made[:8])
    for number in range(count):
        made[:8] = b"%08x" % number
        made[148:156] = b"%06o\0 " % (rest + sum(made[:8]))
        yield bytes(made)
    yield bytes(1024)
