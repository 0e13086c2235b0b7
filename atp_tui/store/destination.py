"""Proving that a result can be written, before the work for it begins. Source: SAFETY.md, "Writing"."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from atp_tui.engine.errors import IoError
from atp_tui.store.durable_write import PREFIX, create
from atp_tui.store.refusal import NOT_WRITTEN, already_exists, unwritable
from atp_tui.store.writer import check_target

_NOT_RUN: Final = "nothing was run"


def require_new_file(path: str) -> None:
    """Make sure that a new file can be written at *path*, by writing an empty one beside it and removing it.

    Raises:
        IoError: the name is taken or impossible, or its folder takes no file.
    """
    if os.path.basename(path) in ("", ".", ".."):
        raise IoError("the name of a new file", repr(path), advice=_NOT_RUN)
    try:
        is_taken = _is_taken(path)
        _prove(path, lambda probe: create(probe, b"", is_lasting=False), os.unlink)
    except FileNotFoundError:
        raise _no_directory(path, _NOT_RUN) from None
    except (OSError, ValueError) as error:
        raise unwritable(path, error, _NOT_RUN) from None
    if is_taken:
        raise already_exists(path, _NOT_RUN)


def require_new_pack(path: str) -> str:
    """Make sure that a new directory can be written at *path*, by making one beside it and removing it.

    Returns:
        The name without what may follow it.

    Raises:
        IoError: the name is taken or impossible, or its folder takes no directory.
    """
    path = check_target(path)
    try:
        # That it is free is known; this refuses a name that is too long.
        _is_taken(path)
        _prove(path, lambda probe: os.mkdir(probe, 0o700), os.rmdir)
    except FileNotFoundError:
        raise _no_directory(path, NOT_WRITTEN) from None
    except OSError as error:
        raise unwritable(path, error) from None
    return path


def _no_directory(path: str, advice: str) -> IoError:
    return IoError("", "cannot be written: its directory does not exist", file=path, advice=advice)


def _is_taken(path: str) -> bool:
    """Return whether something has the name; raise what the system says of one that nothing can have."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


def _prove(path: str, make: Callable[[str], None], remove: Callable[[str], None]) -> None:
    """Make something beside a name, and remove it."""
    probe = os.path.join(os.path.dirname(path), f"{PREFIX}{secrets.token_hex(8)}")
    try:
        make(probe)
    finally:
        with suppress(OSError):
            remove(probe)
