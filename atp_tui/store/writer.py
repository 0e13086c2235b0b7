"""All nine files or none, and never over something that is there. Source: SAFETY.md, "Writing".

The files are made in a private directory beside the target, each synced; the directory is then renamed to its name in
one step that fails where the name is taken.
"""

import errno
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

from atp_tui.engine.artifacts import stays_inside
from atp_tui.engine.errors import IoError
from atp_tui.store.durable_write import PREFIX, create, sync
from atp_tui.store.refusal import NOT_WRITTEN, already_exists, refusal, unwritable
from atp_tui.store.spool import SpooledFile
from atp_tui.store.unique_name import name_directory

__all__ = ["PREFIX", "check_target", "write_pack"]

_PACK: Final = "pack"
_TAKEN: Final = {errno.EEXIST, errno.ENOTEMPTY}
_MAY_BE_LOST: Final = {errno.EIO, errno.ENOSPC, errno.EDQUOT}


def write_pack(
    target: str, files: Mapping[str, bytes | Iterable[bytes] | SpooledFile], *, is_lasting: bool = True
) -> None:
    """Write *files*, by their path in the pack, into the new directory *target*.

    Args:
        target: The directory.
        files: The content of each file; one that is spooled in the same file system is moved.
        is_lasting: Whether the pack must be on the disk at the end; what can be made again need not.

    Raises:
        IoError: the target exists, or something could not be written; then nothing of it is left. Where only its name
            could not be made to last, the pack is there and the error says so.
    """
    target = check_target(target)
    parent = os.path.dirname(target) or "."
    for path in files:
        if not stays_inside(path):
            raise IoError("a path inside the pack", repr(path), file=target, advice=NOT_WRITTEN)
    temporary = os.path.join(parent, f"{PREFIX}{secrets.token_hex(8)}")
    try:
        os.mkdir(temporary, 0o700)
    except OSError as error:
        raise unwritable(target, error) from None
    try:
        # The pack is made one level deeper, so that nobody sees it and the system gives it the usual permissions.
        pack = os.path.join(temporary, _PACK)
        _fill(pack, files, is_lasting=is_lasting)
        _give_name(pack, target)
    except OSError as error:
        raise unwritable(target, error) from None
    finally:
        _remove(temporary, files)
    try:
        if is_lasting:
            sync(parent)
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
        raise IoError("the name of a new directory", repr(target), advice=NOT_WRITTEN)
    if os.path.lexists(target):
        raise already_exists(target)
    return target


def _fill(pack: str, files: Mapping[str, bytes | Iterable[bytes] | SpooledFile], *, is_lasting: bool) -> None:
    folders = _folders(pack, files)
    for folder in folders:
        os.mkdir(folder)
    for path, content in files.items():
        place = os.path.join(pack, path)
        if isinstance(content, SpooledFile):
            content.move_to(place, is_lasting=is_lasting)
        else:
            create(place, content, is_lasting=is_lasting)
    for folder in reversed(folders if is_lasting else []):
        sync(folder)


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
        name_directory(pack, target)
    except OSError as error:
        if error.errno in _TAKEN:
            raise already_exists(target) from None
        raise


def _can_name_a_file(path: str) -> bool:
    """Whether the system can be given *path* at all: it holds no NUL and only what the locale can write."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _not_lasting(target: str, error: OSError) -> IoError:
    advice = "the pack is complete, but may be lost after a power failure"
    return IoError("", f"cannot be synced to disk: {refusal(error)}", file=target, advice=advice)
