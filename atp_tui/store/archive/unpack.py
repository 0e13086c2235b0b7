"""Writes the files of an archive into a folder, those of archives inside it too, and says which packs there are.

An archive inside becomes a folder of its name; one in that stays a file. What is inside a pack stays as it is.
"""

import os
from collections.abc import Iterator
from typing import Final

from atp_tui.engine.artifacts import NINE_FILES
from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.budget import Budget
from atp_tui.store.archive.decompress import decompressed
from atp_tui.store.archive.kinds import BLOCK, COMPRESSED, Kind, kind_of
from atp_tui.store.archive.members import Member, members, peeked
from atp_tui.store.archive.opened import OpenedFile
from atp_tui.store.durable_write import create
from atp_tui.store.named_file import RECORD_HEAD, begins_a_record
from atp_tui.store.refusal import unwritable

_COMPRESSED_HEAD: Final = 160 << 10
"""Bytes of a compressed file in which its first bytes are: zstd gives nothing before a block of 128 KiB is whole."""

_FULL: Final = "make room, or set XDG_CACHE_HOME to a directory with more"


def unpack(file: OpenedFile, folder: str, budget: Budget | None = None) -> tuple[str, ...]:
    """Write the files of an archive into a folder of this program, and return where packs are in it, sorted.

    A pack is a folder with any of the nine files, or a file that begins as a record in one JSON document does. Each
    file is new, for this user alone, and never a link.

    Raises:
        CrashpackError: the archive is damaged, has a member that is not taken, or more than the limits let out.
        IoError: the folder cannot be written; what was written is still there.
    """
    tree = _Tree(folder, budget or Budget())
    tree.fill(file)
    tree.expand(file.path)
    return tuple(sorted(tree.outermost([*tree.packs, *tree.records])))


def may_hold_packs(file: OpenedFile) -> bool:
    """Return whether any file of an archive is a part of a pack, a record, or an archive; nothing is written.

    Raises:
        CrashpackError: the archive is damaged, or as for :func:`unpack`, before such a file was found.
    """
    for member in members(file, Budget()):
        head, _ = _peeked(member.pieces)
        if os.path.basename(member.name) in NINE_FILES or begins_a_record(head) or _is_archive(head):
            return True
    return False


class _Tree:
    """What is written into a folder, by relative names.

    Args:
        folder: The folder.
        budget: How much may be written.
    """

    def __init__(self, folder: str, budget: Budget) -> None:
        self._folder, self._budget = folder, budget
        self._made = {""}
        self._archives: list[str] = []
        self.packs: set[str] = set()
        """Folders with one of the nine files."""
        self.records: list[str] = []

    def fill(self, file: OpenedFile, inside: str = "") -> None:
        """Write the files of an archive into the folder *inside*."""
        for member in members(file, self._budget, inside):
            name = f"{inside}/{member.name}" if inside else member.name
            head, pieces = _peeked(member.pieces)
            self._write(Member(name, pieces))
            if os.path.basename(name) in NINE_FILES:
                self.packs.add(os.path.dirname(name))
            elif begins_a_record(head):
                self.records.append(name)
            elif not inside and _is_archive(head):
                self._archives.append(name)

    def expand(self, outer: str) -> None:
        """Write the files of each archive that is in none of the packs, in place of it; errors name *outer*."""
        for name in self.outermost(self._archives):
            path = os.path.join(self._folder, name)
            inner = OpenedFile(path)
            os.unlink(path)
            try:
                self.fill(inner, name)
            except CrashpackError as error:
                place = "/".join(part for part in (name, error.place) if part)
                raise type(error)(error.expected, error.found, file=outer, place=place, advice=error.advice) from None

    def outermost(self, names: list[str]) -> list[str]:
        """Return the names that are in no pack but themselves."""
        return [name for name in names if not self.packs.intersection(_folders_of(name))]

    def _write(self, member: Member) -> None:
        path = os.path.join(self._folder, member.name)
        try:
            for folder in reversed(list(_folders_of(member.name))):
                if folder not in self._made:
                    os.mkdir(os.path.join(self._folder, folder), 0o700)
                    self._made.add(folder)
            create(path, member.pieces, 0o600, is_lasting=False)
        except OSError as error:
            raise unwritable(path, error, _FULL) from None


def _folders_of(name: str) -> Iterator[str]:
    """The folders of a file, the innermost first, the archive itself last."""
    while name:
        name = os.path.dirname(name)
        yield name


def _peeked(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    head, pieces = peeked(pieces, RECORD_HEAD)
    return peeked(pieces, _COMPRESSED_HEAD) if kind_of(head) in COMPRESSED else (head, pieces)


def _is_archive(head: bytes) -> bool:
    """Whether a file is an archive, or a compressed record; any other compressed file stays as it is."""
    kind = kind_of(head)
    if kind not in COMPRESSED:
        return kind is not None
    inner = b""
    try:
        for piece in decompressed(kind, iter((head,))):
            inner += piece
            if len(inner) >= RECORD_HEAD:
                break
    except CrashpackError:
        pass  # of its beginning alone the rest is missing
    return kind_of(inner[:BLOCK]) is Kind.TAR or begins_a_record(inner[:RECORD_HEAD])
