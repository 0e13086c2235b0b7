"""Opens the database of a fleet: one SQLite file, checked before anything in it is used.

Whoever wrote the file may have meant harm: its schema must be the one that this program makes, word for word, before
anything is written to it, and no view may be in the place of a table before anything is read from it.
"""

import os
import sqlite3
import stat
from collections.abc import Callable
from hashlib import blake2b
from typing import Final
from urllib.parse import quote

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.fleet.connection import AGAIN, Fleet, refused
from atp_tui.fleet.held import head_unless_held, hold, is_archive
from atp_tui.fleet.schema import APPLICATION, TABLES, VERSION
from atp_tui.store.refusal import unreachable, unwritable
from atp_tui.store.user_dirs import state_directory

__all__ = ["Fleet", "database_path", "is_database", "open_fleet"]

NAME: Final = "fleet.db"
"""The name of the database in the directory of its packs; beside an archive, that of the archive comes before it."""

BUSY_SECONDS: Final = 10.0
"""How long a writer waits for another one."""

CELL_LIMIT: Final = 16 << 20
"""Bytes that one value of the database may have."""

_BESIDE: Final = ("-wal", "-shm", "-journal")
_HEAD: Final = b"SQLite format 3\x00"
_CACHE_KIB: Final = 16_384


def database_path(path: str, *, to_write: bool = False) -> str:
    """Return where the database of a fleet is: *path* itself, in the directory there, or beside the archive there.

    Args:
        path: A database, or a directory or archive of packs.
        to_write: Whether it is made where it is missing; if the directory cannot be written, it is in the user's
            directory for state.

    Raises:
        IoError: nothing is at *path*.
    """
    real = os.path.realpath(path)
    try:
        is_directory = stat.S_ISDIR(os.stat(real).st_mode)
    except (OSError, ValueError) as error:
        if to_write and isinstance(error, FileNotFoundError) and os.path.isdir(os.path.dirname(real)):
            return os.path.abspath(path)
        raise unreachable(path, error) from None
    if not is_directory and not is_archive(real):
        # Not the path behind a link: that it is one must be seen when it is opened.
        return os.path.abspath(path)
    usual = os.path.join(real, NAME) if is_directory else f"{real}.{NAME}"
    if os.path.lexists(usual):
        return usual
    elsewhere, folder = _state_path(real), os.path.dirname(usual)
    if elsewhere is not None and (os.path.lexists(elsewhere) or (to_write and not os.access(folder, os.W_OK))):
        return elsewhere
    return usual


def is_database(path: str) -> bool:
    """Return whether a plain file at *path* begins as a database of SQLite does; not where it cannot be read."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode) and head_unless_held(path, len(_HEAD)) in (_HEAD, None)
    except (OSError, ValueError):
        return False


def _state_path(directory: str) -> str | None:
    """Where the database of a directory is that cannot be written."""
    state = state_directory()
    digest = blake2b(os.fsencode(directory), digest_size=16).hexdigest()
    return None if state is None else os.path.join(state, "fleets", f"{digest}.db")


def open_fleet(path: str, *, read_only: bool = False, create: bool = False) -> Fleet:
    """Return the fleet whose database is at *path*, or in the directory there.

    Where the file cannot be written, or a newer program has made it, the fleet is open for reading alone and its
    ``why_read_only`` says why.

    Args:
        path: A database, or a directory of packs with one.
        read_only: Whether nothing is to be written.
        create: Whether a new database is made where there is none.

    Raises:
        IoError: there is none, it is a link, a pipe or a device, or it cannot be read.
        InvalidFormatError: it is no database of a fleet.
    """
    place = database_path(path, to_write=create)
    is_new = not os.path.lexists(place)
    if is_new and not create:
        raise IoError("a database of a fleet", "none", file=place, advice="'atp-tui fleet' with the directory makes it")
    if is_new:
        _make_file(place)
    release = _held(place)
    connection = None
    try:
        why = _why_not_writable(place)
        connection = _connect(place, is_writable=not why)
        return _opened(place, connection, "it was opened for reading alone" if read_only else why, release)
    except BaseException as error:
        if connection is not None:
            connection.close()
        release()
        if isinstance(error, sqlite3.Error):
            raise refused(place, error) from None
        raise


def _opened(path: str, connection: sqlite3.Connection, why: str, release: Callable[[], None]) -> Fleet:
    if not why and _is_empty(connection):
        _create(connection)
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application != APPLICATION or version < 1:
        raise InvalidFormatError("a database of a fleet", "another database", file=path, advice="choose another file")
    is_newer = version > VERSION
    if why or is_newer:
        connection.execute("PRAGMA query_only = ON")
    _require_schema(connection, path, is_newer=is_newer)
    if is_newer:
        why = why or f"a newer program has made it (schema {version}; this program writes {VERSION})"
    elif not why:
        # Not before: it changes the file, which may be another program's.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    return Fleet(path, connection, why, release)


def _connect(path: str, *, is_writable: bool) -> sqlite3.Connection:
    uri = "file:" + quote(os.fsencode(path))
    try:
        if not is_writable:
            return _read_only(uri, may_be_immutable=not _size(path + "-wal"))
        connection = _connected(uri + "?mode=rwc")
    except sqlite3.Error as error:
        raise refused(path, error) from None
    return connection


def _read_only(uri: str, *, may_be_immutable: bool) -> sqlite3.Connection:
    try:
        return _connected(uri + "?mode=ro")
    except sqlite3.OperationalError:
        # On a medium that cannot be written there is no place for the files that readers share.
        if not may_be_immutable:
            raise
        return _connected(uri + "?immutable=1")


def _connected(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL_LIMIT)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    # What the schema of a stranger's file says must not run anything; its pages are checked before they are used.
    for pragma in (
        "trusted_schema = OFF",
        "cell_size_check = ON",
        f"cache_size = -{_CACHE_KIB}",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA schema_version").fetchone()
    return connection


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] and not int(
        connection.execute("PRAGMA application_id").fetchone()[0]
    )


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    # Another program may have made it while this one waited.
    if _is_empty(connection):
        for statement in TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _require_schema(connection: sqlite3.Connection, path: str, *, is_newer: bool) -> None:
    found = connection.execute("SELECT type, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    if is_newer and not {kind for kind, _ in found} & {"view", "trigger"}:
        return
    if sorted(str(sql) for _, sql in found) != sorted(TABLES):
        raise InvalidFormatError("the tables of a fleet", "other tables", file=path, advice=AGAIN)


def _held(path: str) -> Callable[[], None]:
    """Hold the database, and return what releases it.

    It and what SQLite keeps beside it must be plain files, for SQLite follows any link.
    """
    for beside in ("", *_BESIDE):
        try:
            mode = os.lstat(path + beside).st_mode
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise unreachable(path, error) from None
        if not stat.S_ISREG(mode):
            found = "a symbolic link" if stat.S_ISLNK(mode) else "a directory, pipe or device"
            raise IoError("a plain file", found, file=path + beside)
    try:
        head, release = hold(path, len(_HEAD))
    except OSError as error:
        raise unreachable(path, error) from None
    if head and head != _HEAD:
        release()
        raise InvalidFormatError("a database of a fleet", "another file", file=path, advice="choose another file")
    return release


def _why_not_writable(path: str) -> str:
    directory = os.path.dirname(path)
    if not os.access(directory, os.W_OK):
        return f"the directory {directory} cannot be written"
    if not os.access(path, os.W_OK):
        return "the file cannot be written"
    return ""


def _make_file(path: str) -> None:
    """Create an empty file, which SQLite takes for a new database."""
    directory = os.path.dirname(path)
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(directory, error) from None
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644))
    except FileExistsError:
        return
    except OSError as error:
        raise unwritable(path, error) from None


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
