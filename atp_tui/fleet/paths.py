"""Paths of packs in a database: those below its directory are kept from there, so that both can be moved together."""

import os
import sqlite3
from typing import NamedTuple

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.connection import AGAIN


class FolderName(NamedTuple):
    """Where a pack is, as the database has it."""

    folder: int
    name: bytes


class Paths:
    """Turns paths into rows and back.

    Args:
        root: The directory of the database.
    """

    def __init__(self, root: bytes) -> None:
        self._root = root
        self._inside = root.rstrip(b"/") + b"/"
        self._folders: dict[bytes, int] = {}

    def split(self, db: sqlite3.Connection, path: bytes) -> FolderName:
        """Return the row of a path; its folder is made where the database does not have it."""
        folder, name = os.path.split(path)
        return FolderName(self.folder(db, folder), name)

    def folder(self, db: sqlite3.Connection, folder: bytes) -> int:
        """Return the number of a folder, which is made where the database does not have it."""
        found = self._folders.get(folder)
        if found is None:
            kept = self.kept(folder)
            db.execute("INSERT OR IGNORE INTO folder (path) VALUES (?)", (kept,))
            found = int(db.execute("SELECT id FROM folder WHERE path = ?", (kept,)).fetchone()[0])
            self._folders[folder] = found
        return found

    def kept(self, folder: bytes) -> bytes:
        """Return a folder as the database has it."""
        if folder == self._root:
            return b"."
        return folder.removeprefix(self._inside) if folder.startswith(self._inside) else folder

    def whole(self, folder: object, name: object) -> bytes:
        """Return a path from what the database has; one that is not absolute begins at the database.

        Raises:
            InvalidFormatError: the database has something else there.
        """
        if not isinstance(folder, bytes) or not isinstance(name, bytes) or b"\0" in folder + name:
            raise InvalidFormatError("a path in the database", repr(name), advice=AGAIN)
        return os.path.normpath(os.path.join(self._root, folder, name))
