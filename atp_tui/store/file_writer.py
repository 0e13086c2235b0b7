"""One file, whole or not at all: a new one, or a newer state of one of our own. Source: SAFETY.md, "Writing"."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from atp_tui.engine.errors import IoError
from atp_tui.store.directory import reason
from atp_tui.store.writer import PREFIX


def write_new_file(path: str, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        IoError: something stands there, or it cannot be written.
    """
    with _written(path, data) as temporary:
        # A link fails where the name is taken, so nothing is ever replaced.
        os.link(temporary, path)


def replace_file(path: str, data: bytes) -> None:
    """Write a file in place of the one that stands there, which is kept as it is where that fails.

    Raises:
        IoError: it cannot be written.
    """
    with _written(path, data) as temporary:
        os.rename(temporary, path)


@contextmanager
def _written(path: str, data: bytes) -> Iterator[str]:
    """Give the name of a synced file with *data* beside *path*, to be given that name; it is removed at the end."""
    folder, name = os.path.split(path)
    if name in ("", ".", ".."):
        raise IoError("the name of a new file", repr(path), advice="nothing was written")
    temporary = os.path.join(folder, f"{PREFIX}{secrets.token_hex(8)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            yield temporary
        finally:
            with suppress(OSError):
                os.unlink(temporary)
    except FileExistsError:
        raise IoError("a name that is not taken", "something that stands there", file=path) from None
    except (OSError, ValueError) as error:
        raise IoError("a file that can be written", reason(error), file=path, advice="nothing was written") from None
