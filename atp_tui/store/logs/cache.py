"""Imported logs kept between runs, in the private cache of the user: a directory of packs for each log, by digest."""

import hashlib
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from atp_tui.engine.errors import IoError
from atp_tui.store.archive.budget import DamagedError
from atp_tui.store.logs.convert import DEFAULT_OPTIONS, ImportOptions, Told
from atp_tui.store.logs.packs import INDEX, ImportedPack, PackOfLog, import_log
from atp_tui.store.logs.pairing import OpenedEnd, import_pair
from atp_tui.store.logs.source import STDIN, LogSource
from atp_tui.store.spool import remove_tree
from atp_tui.store.user_dirs import cache_directory, make_private

EDITION: Final = 2
"""Changes with what an import writes, so that a kept import of another edition is not taken."""

MAX_IMPORTS: Final = 4 << 30
"""Bytes that all kept imports may take together; the ones that were not used for longest go first."""

FOLDER: Final = "imported"
_INDEX_LIMIT: Final = 8 << 20
_known: Final[dict[tuple[int, ...], str]] = {}
"""The digests of files that this run has read, by device, inode, size and time of change."""


def kept_packs(
    source: LogSource, tell: Told = lambda _: None, options: ImportOptions = DEFAULT_OPTIONS
) -> tuple[PackOfLog, ...]:
    """Return the packs of a log, imported now unless they are kept.

    Args:
        source: The log; one on stdin is imported in any case.
        tell: Told now and then how far an import is.
        options: What is wanted of the log.

    Raises:
        IoError: the log cannot be read, or there is no private cache to write to.
    """
    directory = imports_directory()
    folder = directory / _key(source, options)
    if not folder.is_dir():
        with suppress(FileExistsError):
            _import(source, str(folder), options, tell)
        _make_room(directory, folder)
    with suppress(OSError):
        os.utime(folder)
    return tuple(PackOfLog(source, made, str(folder / made.name)) for made in _packs_in(folder))


def kept_pair(client: OpenedEnd, server: OpenedEnd) -> str:
    """Return the directory of the pack of a connection of which both ends were logged, made unless it is kept.

    Args:
        client: The pack of the client, which is a kept import.
        server: That of the server.

    Raises:
        IoError: a log cannot be read, or there is no private cache to write to.
    """
    directory = imports_directory()
    names = [os.path.join(os.path.basename(os.path.dirname(pack.path)), pack.made.name) for pack, _ in (client, server)]
    key = hashlib.sha256("\n".join((str(EDITION), *names)).encode()).hexdigest()[:32]
    target = str(directory / f"{key}-both")
    if not os.path.isdir(target):
        import_pair(client, server, target, is_lasting=False)
        _make_room(directory, Path(target))
    with suppress(OSError):
        os.utime(target)
    return target


def imports_directory() -> Path:
    """Return the private directory of kept imports, made where it is not there.

    Raises:
        IoError: the user has no cache, or it is not private.
    """
    cache = cache_directory()
    advice = "'atp-tui import LOG -o DIR' writes a pack elsewhere"
    if cache is None:
        raise IoError("a directory for the cache", "none: the user has no home", advice=advice)
    directory = cache / FOLDER
    try:
        is_private = make_private(cache) and make_private(directory)
    except OSError as error:
        raise IoError("a directory for the cache", str(error.strerror), file=str(directory), advice=advice) from None
    if not is_private:
        raise IoError("a private directory", "others may write there", file=str(directory), advice=advice)
    return directory


def _import(source: LogSource, folder: str, options: ImportOptions, tell: Told) -> None:
    try:
        import_log(source, folder, options, tell)
    except IoError:
        # Another run may have been faster.
        if not os.path.isdir(folder):
            raise


def _key(source: LogSource, options: ImportOptions) -> str:
    """The name of the directory of an import: a digest of all on which it depends."""
    chosen = (*sorted(options.removes), *sorted(options.without), options.mapping.document if options.mapping else "")
    wanted = (str(EDITION), str(options.end), *chosen, source.name)
    digest = os.urandom(32).hex() if source.path == STDIN else _digest(source)
    return hashlib.sha256("\n".join((digest, *wanted)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _digest(source: LogSource) -> str:
    """The digest of the bytes of a log, computed once for each state of its file."""
    stamp = _stamp(source.file)
    if stamp not in _known:
        digest = hashlib.sha256()
        try:
            for chunk in source.chunks():
                digest.update(chunk)
        except DamagedError:
            # What is whole of it may be all of another log.
            digest.update(b"\0cut")
        _known[stamp] = digest.hexdigest()
    return _known[stamp]


def _stamp(path: str) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _packs_in(folder: Path) -> Sequence[ImportedPack]:
    try:
        with open(folder / INDEX, "rb") as file:
            return msgspec.json.decode(file.read(_INDEX_LIMIT), type=list[ImportedPack])
    except (OSError, msgspec.MsgspecError):
        remove_tree(str(folder))
        raise IoError("a kept import that is whole", "a damaged one", file=str(folder), advice="try again") from None


def _make_room(directory: Path, needed: Path) -> None:
    """Remove the imports that were not used for longest until the others fit; never the one that is needed."""
    kept = []
    for folder in directory.iterdir():
        with suppress(OSError):
            found = folder.lstat()
            if stat.S_ISDIR(found.st_mode):
                kept.append((found.st_mtime_ns, _size(folder), folder))
    total = sum(size for _, size, _ in kept)
    for _, size, folder in sorted(kept, key=lambda each: each[0]):
        if total <= MAX_IMPORTS:
            return
        if folder != needed:
            remove_tree(str(folder))
            total -= size


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total
