"""All nine files or none, and never over something that is there. Source: SAFETY.md, "Writing".

The files are made in a private directory beside the target, each synced; the directory is then renamed to its name in
one step that fails where the name is taken.
"""

import ctypes
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final

from atp_tui.engine.artifacts import stays_inside
from atp_tui.engine.errors import IoError

PREFIX: Final = ".atp-tmp-"
"""How the names of directories that are still being written begin; a reader passes over them."""

_AT_FDCWD: Final = -100
_RENAME_NOREPLACE: Final = 1
_UNSUPPORTED: Final = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def write_pack(target: str, files: Mapping[str, bytes | Iterable[bytes]]) -> None:
    """Write *files*, by their path in the pack, into the new directory *target*.

    Raises:
        IoError: the target exists, or something could not be written; then nothing of it is left.
    """
    target = target.rstrip("/") or target
    if not target or "\0" in target:
        raise IoError("the name of a directory to write", repr(target), advice="nothing was written")
    if os.path.lexists(target):
        raise _taken(target)
    parent = os.path.dirname(target) or "."
    temporary = os.path.join(parent, f"{PREFIX}{secrets.token_hex(8)}")
    try:
        os.mkdir(temporary, 0o700)
    except OSError as error:
        raise _failed(target, error) from None
    try:
        _fill(temporary, files)
        os.chmod(temporary, 0o777 & ~_umask())
        _rename_without_replacing(temporary, target)
    except OSError as error:
        if error.errno in (errno.EEXIST, errno.ENOTEMPTY):
            raise _taken(target) from None
        raise _failed(target, error) from None
    finally:
        with suppress(OSError):
            if os.path.lexists(temporary):
                shutil.rmtree(temporary)
    with suppress(OSError):
        _sync_directory(parent)


def _fill(folder: str, files: Mapping[str, bytes | Iterable[bytes]]) -> None:
    folders = {folder}
    for path, content in files.items():
        if not stays_inside(path):
            raise OSError(errno.EINVAL, "a path that leaves the pack")
        inner = os.path.join(folder, os.path.dirname(path)) if "/" in path else folder
        os.makedirs(inner, exist_ok=True)
        folders.add(inner)
        _write_file(os.path.join(folder, path), content)
    for inner in sorted(folders, reverse=True):
        _sync_directory(inner)


def _write_file(path: str, content: bytes | Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in (content,) if isinstance(content, bytes) else content:
            file.write(chunk)
        file.flush()
        os.fsync(descriptor)


def _sync_directory(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rename_without_replacing(source: str, target: str) -> None:
    """Rename a directory in one step that fails where the target exists, also where that is an empty directory."""
    rename = _system_rename()
    if rename is not None:
        code = rename(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE)
        if code == 0:
            return
        number = ctypes.get_errno()
        if number not in _UNSUPPORTED:
            raise OSError(number, os.strerror(number), target)
    _rename_by_reservation(source, target)


def _system_rename() -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(None, use_errno=True)
        rename: Callable[..., int] = library.renameat2
    except (OSError, AttributeError):
        return None
    return rename


def _rename_by_reservation(source: str, target: str) -> None:
    """Take the name with an empty directory of our own first: making one fails where anything stands there."""
    os.mkdir(target, 0o700)
    try:
        os.rename(source, target)
    except OSError:
        with suppress(OSError):
            os.rmdir(target)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _taken(target: str) -> IoError:
    return IoError(
        "a name that is free", "something that exists", file=target, advice="nothing was written; choose another name"
    )


def _failed(target: str, error: OSError) -> IoError:
    found = (error.strerror or "an error").lower()
    return IoError("a directory that can be written", found, file=target, advice="nothing was written")
