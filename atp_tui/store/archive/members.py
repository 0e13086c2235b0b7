"""The files in an archive of any kind, one after another; nothing is written.

Each is a name and pieces of bytes, which are there until the next one is asked for.
"""

import os
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.budget import Budget
from atp_tui.store.archive.decompress import decompressed
from atp_tui.store.archive.kinds import BLOCK, COMPRESSED, Kind, kind_of
from atp_tui.store.archive.opened import OpenedFile
from atp_tui.store.archive.tar import tar_files
from atp_tui.store.archive.zip import zip_files

_SUFFIXES: Final = (".gz", ".zst", ".xz")


class Member(NamedTuple):
    """A file in an archive."""

    name: str
    """A relative path that leads nowhere else, of parts without meaning none."""
    pieces: Iterator[bytes]


def members(file: OpenedFile, budget: Budget, inside: str = "") -> Iterator[Member]:
    """Yield the files of an archive; of a compressed file that is no archive, that file.

    Args:
        file: The archive; a file of another kind has no members.
        budget: How much may come out.
        inside: As for :meth:`Budget.take_name`.

    Raises:
        CrashpackError: it is damaged, has a member that is not taken, or more than the limits let out; the error names
            the file, and the member where there is one.
    """
    try:
        if file.kind is Kind.ZIP:
            with file.stream() as opened:
                for zipped in zip_files(opened, budget, inside):
                    yield Member(zipped.name, placed(zipped.pieces, file.path, zipped.name))
        elif file.kind is not None:
            yield from _streamed(file, budget, inside)
    except CrashpackError as error:
        raise _within(error, file.path) from None


def open_bytes(path: str) -> Iterator[bytes]:
    """Yield the bytes of a file, decompressed where it is a compressed one, in pieces.

    Raises:
        CrashpackError: it cannot be read, or is a compressed file that is cut, damaged or larger than
            :data:`~atp_tui.store.archive.budget.BYTES_LIMIT`; all before that was given.
    """
    yield from placed(_plain(OpenedFile(path), Budget()), path)


def peeked(pieces: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes of *pieces*, at most *size*, and all pieces with them; these raise what ended the head."""
    head: list[bytes] = []
    length = 0
    try:
        while length < size and (piece := next(pieces, None)) is not None:
            head.append(piece)
            length += len(piece)
    except CrashpackError as error:
        pieces = _raised(error)
    whole = b"".join(head)
    return whole[:size], chain((whole,) if whole else (), pieces)


def _raised(error: CrashpackError) -> Iterator[bytes]:
    yield from ()
    raise error


def _plain(file: OpenedFile, budget: Budget) -> Iterator[bytes]:
    if file.kind in COMPRESSED:
        return budget.counted(decompressed(file.kind, file.chunks()))
    return file.chunks()


def _streamed(file: OpenedFile, budget: Budget, inside: str) -> Iterator[Member]:
    stream = _plain(file, budget)
    head, stream = peeked(stream, BLOCK)
    if kind_of(head) is not Kind.TAR:
        name = os.path.basename(file.path)
        name = next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)
        yield Member(budget.take_name(name or "file", is_folder=False, inside=inside), placed(stream, file.path))
        return
    if file.kind is Kind.TAR:
        stream = budget.counted(stream)
    for tarred in tar_files(stream, budget, inside):
        yield Member(tarred.name, placed(tarred.pieces, file.path, tarred.name))


def placed(pieces: Iterator[bytes], path: str, name: str = "") -> Iterator[bytes]:
    """Yield *pieces*, and name the archive and the member in an error that they raise."""
    try:
        yield from pieces
    except CrashpackError as error:
        raise _within(error, path, name) from None


def _within(error: CrashpackError, path: str, name: str = "") -> CrashpackError:
    if error.file:
        return error
    return type(error)(error.expected, error.found, file=path, place=error.place or name, advice=error.advice)
