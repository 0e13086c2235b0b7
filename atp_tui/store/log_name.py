"""What names one connection of a log that has several: ``LOG:NUMBER``, or ``LOG:`` and the beginning of its id."""

import os
from typing import Final

from atp_tui.store.archive.locate import is_in_archive

MARK: Final = ":"
"""What stands between a log and a connection in it."""


def split_connection(path: str) -> tuple[str, str]:
    """Return the log that a path names and the connection in it, which is empty where it names none."""
    log, mark, connection = path.rpartition(MARK)
    is_word = bool(mark) and connection.isascii() and connection.isalnum()
    if is_word and not os.path.lexists(path) and (os.path.isfile(log) or is_in_archive(log)):
        return log, connection
    return path, ""
