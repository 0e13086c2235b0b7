"""Unpacked archives, kept between runs in the user's cache directory under the SHA-256 of the archive's bytes.

An archive is unpacked into a folder with a name of its own, which then gets its digest as name in one step: what has
such a name is whole. A folder in use is locked, by as many processes as want, and is not removed. The state of an
archive on disk leads to its digest and its packs, so that one that has not changed is not read again.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import stat
import time
from typing import Final

import msgspec

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.store.archive.budget import Budget, DamagedError
from atp_tui.store.archive.kept import (
    CONTENTS,
    FILES,
    Contents,
    Kept,
    Unpacked,
    contents_at,
    discard,
    locked,
    opened,
    shrink,
)
from atp_tui.store.archive.opened import Mark, OpenedFile
from atp_tui.store.archive.unpack import may_hold_packs, unpack
from atp_tui.store.durable_write import PREFIX, create
from atp_tui.store.file_writer import replace_file
from atp_tui.store.refusal import unwritable
from atp_tui.store.unique_name import name_directory
from atp_tui.store.user_dirs import AGE_LIMIT, ARCHIVES, ARCHIVES_LIMIT, SEEN_LIMIT, cache_directory

_SEEN: Final = ".seen"
_DAY: Final = 86_400
_BEGUN: Final = 60
"""Seconds in which a new folder is locked by who made it."""

_BLOCK: Final = 4_096
"""Bytes that the smallest file takes."""

_LOOKS_EVERY: Final = 256
"""How many archives without packs are remembered before room is made, on average: each time the cache is listed."""

_TRIES: Final = 3
_NO_CACHE: Final = "set XDG_CACHE_HOME to a directory of yours that nobody else can write, or unpack it yourself"


class ArchiveCache:
    """The unpacked archives of a user.

    Args:
        directory: Where they are; it is made private.
        limit: Bytes that they may take together.

    Raises:
        IoError: the directory cannot be made, or is not private.
    """

    def __init__(self, directory: str, *, limit: int = ARCHIVES_LIMIT) -> None:
        self._directory, self._limit = directory, limit
        _make_private(directory)

    def unpacked(self, file: OpenedFile) -> Unpacked:
        """Return an archive unpacked, which is done where it is not in the cache.

        Raises:
            CrashpackError: as for :func:`atp_tui.store.archive.unpack.unpack`; nothing is left of it then.
            IoError: the cache cannot be written, or the archive changes while it is read.
        """
        mark = file.mark
        known = self._known(file, mark)
        entry = os.path.join(self._directory, known.digest if known and known.digest else file.digest())
        for _ in range(_TRIES):
            found = opened(entry) or self._unpacked(file, entry, mark)
            _require_same(file, mark)
            if found is not None:
                self._remember(mark, found.contents)
                return found
        raise IoError("", "unpacked files vanish from it", file=self._directory, advice="another program removes them")

    def packs(self, file: OpenedFile, *, is_named: bool = True) -> tuple[str, ...]:
        """Return where packs are in an archive; one that has not changed since it was read last is not read.

        Args:
            file: The archive.
            is_named: Whether a person named it; otherwise one that has a member that is not taken, before anything of
                a pack, is one of many without packs.

        Raises:
            CrashpackError: as for :meth:`unpacked`.
        """
        mark = file.mark
        known = self._known(file, mark)
        if known is not None:
            return known.places
        try:
            is_to_be_unpacked = may_hold_packs(file)
        except DamagedError:
            raise
        except InvalidFormatError:
            if is_named:
                raise
            return ()
        if is_to_be_unpacked:
            return self.unpacked(file).contents.places
        self._remember(mark, Contents("", 0, ()))
        if not secrets.randbelow(_LOOKS_EVERY):
            self._make_room()
        return ()

    def _unpacked(self, file: OpenedFile, entry: str, mark: Mark) -> Unpacked | None:
        """Unpack an archive; None where another process removed it at once."""
        try:
            self._unpack(file, entry, mark)
        except InvalidFormatError as error:
            if file.mark == mark:
                fault = (str(error.expected), str(error.found), str(error.place), str(error.advice))
                self._remember(mark, Contents(os.path.basename(entry), 0, (), fault))
            raise
        found = opened(entry)
        self._make_room()
        return found

    def _unpack(self, file: OpenedFile, entry: str, mark: Mark) -> None:
        """Unpack an archive; where another process was faster, its folder stays."""
        import shutil

        temporary = os.path.join(self._directory, f"{PREFIX}{secrets.token_hex(8)}")
        try:
            os.mkdir(temporary, 0o700)
            with locked(temporary, fcntl.LOCK_SH):
                try:
                    _fill(file, temporary, os.path.basename(entry))
                    _require_same(file, mark)
                    with contextlib.suppress(FileExistsError):
                        name_directory(temporary, entry)
                finally:
                    shutil.rmtree(temporary, ignore_errors=True)
        except OSError as error:
            raise unwritable(self._directory, error) from None

    def _known(self, file: OpenedFile, mark: Mark) -> Contents | None:
        """What is known of an archive from the last time; raise why it could not be unpacked then."""
        path = self._seen_path(mark)
        known = contents_at(path)
        if known is not None:
            with contextlib.suppress(OSError):
                os.utime(path)
        if known is not None and known.fault is not None:
            expected, found, place, advice = known.fault
            raise InvalidFormatError(expected, found, file=file.path, place=place, advice=advice)
        return known

    def _remember(self, mark: Mark, contents: Contents) -> None:
        with contextlib.suppress(IoError):
            replace_file(self._seen_path(mark), msgspec.json.encode(contents), mode=0o600, is_lasting=False)

    def _seen_path(self, mark: Mark) -> str:
        name = hashlib.sha256(" ".join(map(str, mark)).encode()).hexdigest()
        return os.path.join(self._directory, f"{name[:32]}{_SEEN}")

    def _make_room(self) -> None:
        """Remove what was not used for longest until the rest fits, and what killed processes left."""
        seen: list[Kept] = []
        unpacked: list[Kept] = []
        now = time.time()
        with contextlib.suppress(OSError), os.scandir(self._directory) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    used = entry.stat(follow_symlinks=False)
                    if entry.name.endswith(_SEEN):
                        seen.append(Kept(used.st_mtime, max(used.st_size, _BLOCK), entry.path))
                    elif not entry.name.startswith(PREFIX):
                        contents = contents_at(os.path.join(entry.path, CONTENTS))
                        unpacked.append(Kept(used.st_mtime, contents.size if contents else 0, entry.path))
                    elif now - used.st_mtime > _BEGUN:
                        discard(entry.path)
        shrink(unpacked, self._limit, now - AGE_LIMIT * _DAY, discard)
        shrink(seen, SEEN_LIMIT, 0, _unlink)


def archive_cache() -> ArchiveCache:
    """Return the unpacked archives of the user who runs the program.

    Raises:
        IoError: there is no directory for them that is private.
    """
    directory = cache_directory()
    if directory is None:
        raise IoError("", "no directory to unpack archives to: you have no home directory", advice=_NO_CACHE)
    _make_private(str(directory))
    return ArchiveCache(str(directory / ARCHIVES))


def _fill(file: OpenedFile, folder: str, digest: str) -> None:
    files = os.path.join(folder, FILES)
    os.mkdir(files, 0o700)
    budget = Budget()
    packs = unpack(file, files, budget)
    contents = Contents(digest, budget.spent, tuple(map(os.fsencode, packs)))
    create(os.path.join(folder, CONTENTS), msgspec.json.encode(contents), 0o600, is_lasting=False)
    # Before the folder has its name all of it is on the disk: syncing each of many files takes minutes.
    os.sync()


def _require_same(file: OpenedFile, mark: Mark) -> None:
    if file.mark != mark:
        raise IoError("", "it changes while it is read", file=file.path, advice="try again when it is written")


def _unlink(path: str) -> bool:
    with contextlib.suppress(OSError):
        os.unlink(path)
        return True
    return False


def _make_private(directory: str) -> None:
    try:
        os.makedirs(directory, 0o700, exist_ok=True)
        found = os.lstat(directory)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise IoError("a directory of yours", "another one", file=directory, advice=_NO_CACHE)
        if found.st_mode & 0o077:
            os.chmod(directory, 0o700)
    except (OSError, ValueError) as error:
        raise unwritable(directory, error, _NO_CACHE) from None
