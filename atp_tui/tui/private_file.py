"""A file that only the person who runs the program can read."""

import os
import tempfile
from pathlib import Path


def write_private(text: str, name: str) -> Path:
    """Write *text* as UTF-8 to a new file called *name* in a new temporary directory, and return where it is.

    The directory has mode 0700 and the file 0600, and neither was there before.

    Raises:
        OSError: It could not be written; nothing is left behind then.
    """
    folder = Path(tempfile.mkdtemp(prefix="atp-tui-"))
    path = folder / name
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        folder.rmdir()
        raise
    return path
