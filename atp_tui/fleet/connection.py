"""An open database of a fleet, for the modules of this package alone."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError

AGAIN: Final = "remove it, and index the packs again"
"""What to do about a database that is damaged."""

_OF_VALUES: Final = (TypeError, ValueError, LookupError, ArithmeticError)
"""What Python raises for a value of another type, or out of range."""

REPAIR: Final = "'atp-tui fleet doctor --repair' repairs it"
"""What to do about sums and references that do not agree."""

Row = tuple[Any, ...]


class Fleet:
    """An open database of a fleet; it may be used from several threads, which take turns.

    Args:
        path: Its file.
        connection: The connection to it.
        why_read_only: Why nothing can be written, as a clause; empty where it can.
        release: Called when it is closed.
    """

    def __init__(
        self,
        path: str,
        connection: sqlite3.Connection,
        why_read_only: str = "",
        release: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = path
        self.why_read_only = why_read_only
        self.listings: dict[object, object] = {}
        """What :mod:`atp_tui.fleet.queries` keeps between two pages."""
        self._db = connection
        self._release = release
        self._lock = threading.RLock()
        self._seen = self.version

    @property
    def root(self) -> bytes:
        """The directory of the database; the paths of packs below it are kept from there, so that it can be moved."""
        return os.path.dirname(os.fsencode(self.path))

    @property
    def version(self) -> int:
        """A number that changes whenever anybody has changed the database."""
        return int(self.one("PRAGMA data_version")[0]) + (self._db.total_changes << 32)

    def changed(self) -> bool:
        """Return whether the database has changed since this was last asked."""
        before, self._seen = self._seen, self.version
        return before != self._seen

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query.

        Raises:
            IoError: the database cannot be read.
        """
        with self._lock, self._told():
            return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[object] = ()) -> Row:
        """Return the first row of a query, empty where there is none; errors as for :meth:`rows`."""
        with self._lock, self._told():
            return self._db.execute(sql, values).fetchone() or ()

    def count(self, sql: str, values: Sequence[object] = ()) -> int:
        """Return the number that a query is for, 0 where it has no row; errors as for :meth:`rows`."""
        found = self.one(sql, values)
        return whole(found[0]) if found and found[0] is not None else 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let several queries see the database at one moment."""
        with self._lock, self._told():
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.rollback()

    @contextmanager
    def reading_rows(self) -> Iterator[sqlite3.Connection]:
        """As :meth:`reading`, for functions that take a connection."""
        with self.reading():
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing: what was written is kept where the block ends without an exception.

        Raises:
            IoError: the database cannot be written.
        """
        if self.why_read_only:
            raise IoError("a database that can be written", self.why_read_only, file=self.path)
        with self._lock, self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.commit()
            except BaseException:
                self._db.rollback()
                raise

    def close(self) -> None:
        """Close the database; doing so twice is no harm."""
        with self._lock:
            self._db.close()
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            self._explain(error)
        finally:
            self.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the errors of SQLite, and those that a value of another type causes, into errors of this program."""
        try:
            yield
        except sqlite3.Error as error:
            raise refused(self.path, error) from None
        except _OF_VALUES as error:
            self._explain(error)
            raise

    def _explain(self, error: BaseException | None) -> None:
        """Say what is wrong where an error comes from a value that the tables do not allow.

        Functions take what the database has for what its tables say. Only where one fails on a value are all values
        checked; an error that none of them explains is one of the program, and stays as it is.
        """
        if not isinstance(error, _OF_VALUES):
            return
        from atp_tui.fleet.damage import orphans, wrong_values

        try:
            found, orphan = next(wrong_values(self._db), ""), next(orphans(self._db), ("", 0))
        except sqlite3.Error as failed:
            raise refused(self.path, failed) from None
        if found:
            raise InvalidFormatError("", found, file=self.path, advice=AGAIN) from None
        if orphan[1]:
            raise InvalidFormatError("", f"{orphan[1]:,} {orphan[0]}", file=self.path, advice=REPAIR) from None


def whole(value: object) -> int:
    """Return a value of the database that must be a whole number.

    Raises:
        InvalidFormatError: it is another.
    """
    if not isinstance(value, int):
        raise InvalidFormatError("a whole number in the database", type(value).__name__, advice=AGAIN)
    return value


def natural(value: object) -> int:
    """Return a value of the database that must be a count.

    Raises:
        InvalidFormatError: it is no whole number, or less than 0.
    """
    found = whole(value)
    if found < 0:
        raise InvalidFormatError("a count in the database", str(found), advice=REPAIR)
    return found


def refused(path: str, error: sqlite3.Error) -> CrashpackError:
    """Return the error for a database that SQLite does not read or write."""
    words = str(error)
    if isinstance(error, sqlite3.OperationalError) and "locked" in words:
        return IoError("", "another program is writing to it", file=path, advice="try again when it has ended")
    if isinstance(error, sqlite3.OperationalError) and "full" in words:
        return IoError("", "no space left on device", file=path, advice="what was committed before is kept")
    is_damaged = type(error) is sqlite3.DatabaseError or "malformed" in words or "no such" in words
    return IoError("a database of a fleet", words, file=path, advice=AGAIN if is_damaged else "")
