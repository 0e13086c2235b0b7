"""The files of an archive or a folder of logs, each decompressed, those of archives inside it too; nothing is kept."""

import os
import stat
from collections.abc import Iterator
from typing import Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.budget import Budget
from atp_tui.store.archive.decompress import decompressed
from atp_tui.store.archive.kinds import BLOCK, COMPRESSED, Kind, kind_of
from atp_tui.store.archive.locate import is_archive
from atp_tui.store.archive.members import Member, members, peeked, placed
from atp_tui.store.archive.opened import OpenedFile
from atp_tui.store.archive.tar import tar_files
from atp_tui.store.archive.zip import zip_files
from atp_tui.store.refusal import unreachable, unwritable

_HELD: Final = 16 << 20
"""Bytes of a zip inside an archive that are kept in memory; a larger one is written to a file without a name."""

_FULL: Final = "a zip inside of it needs room for temporary files"


def log_files(path: str) -> Iterator[Member]:
    """Yield the plain files of a folder or an archive, or one file, in their order, decompressed where they are not.

    Names are relative to the folder or archive; that of a file in an archive inside begins with the name of that one.
    No link is followed. A file that is damaged is yielded: its pieces give all that is whole, and then raise.

    Args:
        path: A folder, an archive, or any other file.

    Raises:
        CrashpackError: it cannot be read, or is an archive of which nothing further can be read; the limits are those
            of :class:`~atp_tui.store.archive.budget.Budget`, for each archive that is no part of another.
    """
    if os.path.isdir(path):
        yield from _of_folder(path)
    elif is_archive(path):
        yield from _of_archive(path)
    else:
        yield Member(os.path.basename(path), OpenedFile(path).chunks())


def _of_folder(folder: str) -> Iterator[Member]:
    for name in _names(folder):
        path = os.path.join(folder, name)
        if not is_archive(path):
            yield Member(name, OpenedFile(path).chunks())
            continue
        for member in _of_archive(path):
            yield Member(f"{name}/{member.name}", member.pieces)


def _names(folder: str) -> Iterator[str]:
    """The plain files below a folder, sorted in each."""

    def refuse(error: OSError) -> None:
        raise unreachable(os.fsdecode(error.filename or folder), error)

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(place, name)
            try:
                is_plain = stat.S_ISREG(os.lstat(path).st_mode)
            except FileNotFoundError:
                continue
            if is_plain:
                yield os.path.relpath(path, folder)


def _of_archive(path: str) -> Iterator[Member]:
    budget = Budget()
    for member in members(OpenedFile(path), budget):
        try:
            yield from _expanded(member, budget, path)
        except CrashpackError as error:
            raise error if error.file else error.within(path) from None


def _expanded(member: Member, budget: Budget, path: str) -> Iterator[Member]:
    """The file itself, decompressed where it is not, or the files of the archive that it is."""
    head, pieces = peeked(member.pieces, BLOCK)
    kind = kind_of(head)
    if kind in COMPRESSED:
        head, pieces = peeked(budget.counted(decompressed(kind, pieces)), BLOCK)
        kind = Kind.TAR if kind_of(head) is Kind.TAR else None
    if kind is None:
        yield Member(member.name, placed(pieces, path, member.name))
    elif kind is Kind.TAR:
        for tarred in tar_files(pieces, budget, member.name):
            name = f"{member.name}/{tarred.name}"
            yield Member(name, placed(tarred.pieces, path, name))
    else:
        yield from _zipped(Member(member.name, pieces), budget, path)


def _zipped(member: Member, budget: Budget, path: str) -> Iterator[Member]:
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(_HELD) as copy:
        try:
            for piece in member.pieces:
                copy.write(piece)
            copy.seek(0)
        except OSError as error:
            raise unwritable(path, error, _FULL) from None
        for zipped in zip_files(copy, budget, member.name):
            name = f"{member.name}/{zipped.name}"
            yield Member(name, placed(zipped.pieces, path, name))
