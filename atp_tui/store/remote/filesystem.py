"""A file or directory behind any URL that fsspec knows; it comes with the extra ``remote``."""

import posixpath
import tarfile
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError
from atp_tui.store.archive.budget import MEMBERS_LIMIT
from atp_tui.store.extras import how_to_install
from atp_tui.store.remote.url import scheme_of

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_CHUNK: Final = 1 << 20
_BLOCK: Final = 512
_END: Final = bytes(2 * _BLOCK)
_ONE_FILE: Final = frozenset({"http", "https"})
"""Their directories are pages with links, which anybody may have written; none is followed."""

_OF_ANOTHER: Final = frozenset(
    [
        "blockcache",
        "cached",
        "dask",
        "data",
        "dir",
        "filecache",
        "generic",
        "libarchive",
        "reference",
        "simplecache",
        "tar",
        "zip",
    ]
)
"""Schemes that read what another URL or file names, or a text that is no place."""


def url_bytes(url: str) -> Iterator[bytes]:
    """Yield the bytes of the file at a URL, or of a tar with the files of the directory there.

    Raises:
        CrashpackError: fsspec or what it needs for this URL is not installed, or nothing can be read there.
    """
    if "::" in url:
        raise InvalidFormatError("one URL", "several, joined by '::'", file=url)
    if scheme_of(url) in _OF_ANOTHER:
        raise InvalidFormatError("the URL of a file", f"{scheme_of(url)}://, which reads another one", file=url)
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise IoError(
            "", "fsspec is not installed", file=url, advice=f"install it: {how_to_install('remote')}"
        ) from None
    try:
        files, path = url_to_fs(url)
        is_folder = scheme_of(url) not in _ONE_FILE and files.isdir(path)
        yield from _folder(files, path) if is_folder else _file(files, path)
    except CrashpackError:
        raise
    # Each file system raises errors of a library of its own.
    except Exception as error:  # noqa: BLE001 - as above
        raise _refused(url, error) from None


def _folder(files: "AbstractFileSystem", folder: str) -> Iterator[bytes]:
    """The bytes of a tar."""
    found = chain.from_iterable(
        (posixpath.join(place, name) for name in sorted(names)) for place, _, names in files.walk(folder)
    )
    for number, path in enumerate(found):
        if number == MEMBERS_LIMIT:
            raise InvalidFormatError(f"at most {MEMBERS_LIMIT} files", "more", file=folder)
        size = files.size(path)
        if size is None:
            raise IoError("the size of each file", "none", file=path, advice="name a file, not a directory")
        member = tarfile.TarInfo(posixpath.relpath(path, folder))
        member.size = size
        yield member.tobuf(tarfile.GNU_FORMAT, errors="surrogateescape")
        for piece in _file(files, path):
            size -= len(piece)
            yield piece
        if size:
            raise IoError("", "it changes while it is read", file=path, advice="try again when it is written")
        yield bytes(-member.size % _BLOCK)
    yield _END


def _file(files: "AbstractFileSystem", path: str) -> Iterator[bytes]:
    with files.open(path, "rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _refused(url: str, error: Exception) -> IoError:
    """The error of a library, its first line."""
    if isinstance(error, FileNotFoundError):
        # That of a host that cannot be reached has the reason as its cause.
        if not isinstance(error.__cause__, Exception):
            return IoError("", "no such file or directory", file=url)
        error = error.__cause__
    said = next(iter(str(error).splitlines()), "")
    if isinstance(error, ImportError | ValueError):
        return IoError("", said or type(error).__name__, file=url)
    return IoError("", f"{type(error).__name__}: {said}" if said else type(error).__name__, file=url)
