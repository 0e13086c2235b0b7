"""All nine files or none, and never over something that is there. Source: SAFETY.md, "Writing".

The files are made in a private directory beside the target, each synced; the directory is then renamed to its name in
one step that fails where the name is taken.
"""

import ctypes
import errno
import os
import secrets
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final

from atp_tui.engine.artifacts import stays_inside
from atp_tui.engine.errors import IoError
from atp_tui.store.synced import PREFIX, create, sync_directory

__all__ = ["PREFIX", "check_target", "write_pack"]

_PACK: Final = "pack"
_AT_FDCWD: Final = -100
_RENAME_NOREPLACE: Final = 1
_UNSUPPORTED: Final = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}
"""Where the system or the file system has no such rename, or a sandbox forbids what it does not know."""
_TAKEN: Final = {errno.EEXIST, errno.ENOTEMPTY}
_MAY_BE_LOST: Final = {errno.EIO, errno.ENOSPC, errno.EDQUOT}


def write_pack(target: str, files: Mapping[str, bytes | Iterable[bytes]]) -> None:
    """Write *files*, by their path in the pack, into the new directory *target*.

    Raises:
        IoError: the target exists, or something could not be written; then nothing of it is left. Where only its name
            could not be made to last, the pack is there and the error says so.
    """
    target = check_target(target)
    parent = os.path.dirname(target) or "."
    for path in files:
        if not stays_inside(path):
            raise IoError("a path inside the pack", repr(path), file=target, advice="nothing was written")
    temporary = os.path.join(parent, f"{PREFIX}{secrets.token_hex(8)}")
    try:
        os.mkdir(temporary, 0o700)
    except OSError as error:
        raise _failed(target, error) from None
    try:
        # The pack is made one level deeper, so that nobody sees it and the system gives it the usual permissions.
        pack = os.path.join(temporary, _PACK)
        _fill(pack, files)
        _give_name(pack, target)
    except OSError as error:
        raise _failed(target, error) from None
    finally:
        _remove(temporary, files)
    try:
        sync_directory(parent)
    except OSError as error:
        if error.errno in _MAY_BE_LOST:
            raise _not_lasting(target, error) from None


def check_target(target: str) -> str:
    """Return the name of a new pack without what may follow it, before the work for it is begun.

    Raises:
        IoError: it is no name, or something stands there.
    """
    target = target.rstrip("/") or target
    if os.path.basename(target) in ("", ".", "..") or not _can_name_a_file(target):
        raise IoError("the name of a new directory", repr(target), advice="nothing was written")
    if os.path.lexists(target):
        raise _taken(target)
    return target


def _fill(pack: str, files: Mapping[str, bytes | Iterable[bytes]]) -> None:
    folders = _folders(pack, files)
    for folder in folders:
        os.mkdir(folder)
    for path, content in files.items():
        create(os.path.join(pack, path), content)
    for folder in reversed(folders):
        sync_directory(folder)


def _folders(pack: str, paths: Iterable[str]) -> list[str]:
    """Return the pack's directory and those inside it that the paths need, the outer ones first."""
    needed = {""}
    for path in paths:
        parts = path.split("/")[:-1]
        needed.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return [os.path.join(pack, folder) if folder else pack for folder in sorted(needed)]


def _remove(temporary: str, paths: Iterable[str]) -> None:
    """Remove what was made and is still there, without opening anything: that may be just what fails."""
    pack = os.path.join(temporary, _PACK)
    for path in paths:
        with suppress(OSError):
            os.unlink(os.path.join(pack, path))
    for folder in (*reversed(_folders(pack, paths)), temporary):
        with suppress(OSError):
            os.rmdir(folder)


def _give_name(pack: str, target: str) -> None:
    try:
        _rename_without_replacing(pack, target)
    except OSError as error:
        if error.errno in _TAKEN:
            raise _taken(target) from None
        raise


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


def _can_name_a_file(path: str) -> bool:
    """Whether the system can be given *path* at all: it holds no NUL and only what the locale can write."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _taken(target: str) -> IoError:
    return IoError(
        "a name that is free", "something that exists", file=target, advice="nothing was written; choose another name"
    )


def _failed(target: str, error: OSError) -> IoError:
    found = (error.strerror or "an error").lower()
    return IoError("a directory that can be written", found, file=target, advice="nothing was written")


def _not_lasting(target: str, error: OSError) -> IoError:
    found = (error.strerror or "an error").lower()
    advice = "the pack is written and whole, but may be gone after a power cut"
    return IoError("a directory that can be synced", found, file=target, advice=advice)
