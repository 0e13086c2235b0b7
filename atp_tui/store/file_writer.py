"""One file, whole or not at all: a new one, or a newer state of one of our own. Source: SAFETY.md, "Writing"."""

import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from atp_tui.engine.errors import IoError
from atp_tui.store.durable_write import PREFIX, create
from atp_tui.store.refusal import NOT_WRITTEN, already_exists, unwritable
from atp_tui.store.unique_name import name_file


def write_new_file(path: str, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Where the file system cannot give a finished file a name that is free, the file is written under its own name and
    removed if that fails; only then does a power cut leave a part of it.

    Raises:
        IoError: something stands there, or it cannot be written.
    """
    with _written(path, data, 0o666, is_lasting=True) as temporary:
        if not name_file(temporary, path):
            _create_whole(path, data)


def replace_file(path: str, data: bytes | Iterable[bytes], *, mode: int = 0o666, is_lasting: bool = True) -> None:
    """Write a file in place of the one that stands there, which is kept as it is where that fails.

    Args:
        path: The file.
        data: All that it holds from now on, or pieces of it, which may raise errors of their own.
        mode: Its permissions, before the mask of the process.
        is_lasting: Whether it must be on the disk at the end; what can be made again need not.

    Raises:
        IoError: it cannot be written.
    """
    with _written(path, data, mode, is_lasting=is_lasting) as temporary:
        os.rename(temporary, path)


def write_private(text: str, name: str) -> str:
    """Write *text* as UTF-8 to a new file called *name* in a new temporary directory, and return where it is.

    The directory has mode 0700 and the file 0600, and neither was there before.

    Raises:
        OSError: It could not be written; nothing is left behind then.
    """
    folder = tempfile.mkdtemp(prefix="atp-tui-")
    path = os.path.join(folder, name)
    try:
        create(path, text.encode("utf-8", "backslashreplace"), 0o600)
    except OSError:
        remove_private(path)
        raise
    return path


def remove_private(path: str) -> None:
    """Remove a file that :func:`write_private` wrote, and its directory, as far as they are still there."""
    with suppress(OSError):
        os.unlink(path)
    with suppress(OSError):
        os.rmdir(os.path.dirname(path))


def _create_whole(path: str, data: bytes) -> None:
    """Write a new file under its own name, and remove it where that fails.

    Raises:
        FileExistsError: something stands there.
        OSError: it cannot be written.
    """
    try:
        create(path, data)
    except FileExistsError:
        raise
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise


@contextmanager
def _written(path: str, data: bytes | Iterable[bytes], mode: int, *, is_lasting: bool) -> Iterator[str]:
    """Yield the name of a file with *data* beside *path*, to be renamed to it; it is removed at the end."""
    folder, name = os.path.split(path)
    if name in ("", ".", ".."):
        raise IoError("the name of a new file", repr(path), advice=NOT_WRITTEN)
    temporary = os.path.join(folder, f"{PREFIX}{secrets.token_hex(8)}")
    try:
        try:
            create(temporary, data, mode, is_lasting=is_lasting)
            yield temporary
        finally:
            with suppress(OSError, ValueError):
                os.unlink(temporary)
    except FileExistsError:
        raise already_exists(path) from None
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None
