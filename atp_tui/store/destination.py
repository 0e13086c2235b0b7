"""Proving that a result can be written, before the work for it begins. Source: SAFETY.md, "Writing"."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from atp_tui.engine.errors import IoError
from atp_tui.store.durable_write import PREFIX, create
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
        raise IoError("a folder that is there", "none", file=path, advice=_NOT_RUN) from None
    except (OSError, ValueError) as error:
        raise IoError("a file that can be written", _found(error), file=path, advice=_NOT_RUN) from None
    if is_taken:
        raise IoError("a name that is not taken", "something that exists", file=path, advice=_NOT_RUN)


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
    except OSError as error:
        advice = "nothing was written"
        raise IoError("a directory that can be written", _found(error), file=path, advice=advice) from None
    return path


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


def _found(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return (error.strerror or "an error").lower()
    return "a name that no file can have here"
