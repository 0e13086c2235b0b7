"""Errors about a path that the system refuses to open or to write."""

import errno
from typing import Final

from atp_tui.engine.errors import IoError

NOT_WRITTEN: Final = "nothing was written"


def refusal(error: OSError | ValueError) -> str:
    """Return the system's reason in words; a ValueError is a name that no file can have."""
    if isinstance(error, OSError):
        return (error.strerror or "an error").lower()
    return "invalid file name"


def no_stdin(error: OSError) -> IoError:
    """Return the error of a stdin that cannot be read."""
    found = "it is closed" if error.errno == errno.EBADF else refusal(error)
    return IoError("", f"cannot be read: {found}", file="stdin")


def unreachable(path: str, error: OSError | ValueError) -> IoError:
    """Return the error for a path that cannot be opened or read."""
    return IoError("", refusal(error), file=path)


def unwritable(path: str, error: OSError | ValueError, advice: str = NOT_WRITTEN) -> IoError:
    """Return the error for a file or directory that cannot be written."""
    return IoError("", f"cannot be written: {refusal(error)}", file=path, advice=advice)


def already_exists(path: str, advice: str = NOT_WRITTEN) -> IoError:
    """Return the error for a new file or directory whose name is taken."""
    return IoError("", "already exists", file=path, advice=f"choose another name; {advice}")
