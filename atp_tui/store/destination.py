"""Proving that a result can be written, before the work for it begins. Source: SAFETY.md, "Writing"."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from atp_tui.engine.errors import IoError
from atp_tui.store.synced import PREFIX, create
from atp_tui.store.writer import check_target

_ADVICE: Final = "nothing was run"


def require_new_file(path: str) -> None:
    """Make sure that a new file can be written at *path*, by writing an empty one beside it and removing it.

    Raises:
        IoError: the name is taken or impossible, or its folder takes no file.
    """
    if os.path.basename(path) in ("", ".", ".."):
        raise IoError("the name of a new file", repr(path), advice=_ADVICE)
    _require(path, lambda probe: create(probe, b"", is_lasting=False), os.unlink)


def require_new_pack(path: str) -> str:
    """Make sure that a new directory can be written at *path*, by making one beside it and removing it.

    Returns:
        The name without what may follow it.

    Raises:
        IoError: the name is taken or impossible, or its folder takes no directory.
    """
    path = check_target(path)
    _require(path, lambda probe: os.mkdir(probe, 0o700), os.rmdir)
    return path


def _require(path: str, make: Callable[[str], None], remove: Callable[[str], None]) -> None:
    """Refuse a name that is taken or too long, and a folder in which nothing can be made."""
    folder = os.path.dirname(path)
    try:
        _require_free(path)
        probe = os.path.join(folder, f"{PREFIX}{secrets.token_hex(8)}")
        try:
            make(probe)
        finally:
            with suppress(OSError):
                remove(probe)
    except FileNotFoundError:
        raise IoError("a folder that is there", "none", file=path, advice=_ADVICE) from None
    except NotADirectoryError:
        raise IoError("a folder", "a file on the way to it", file=path, advice=_ADVICE) from None
    except (OSError, ValueError) as error:
        raise IoError("a name that can be written", _found(error), file=path, advice=_ADVICE) from None


def _require_free(path: str) -> None:
    try:
        os.lstat(path)
    except FileNotFoundError:
        return
    raise IoError("a name that is not taken", "something that exists", file=path, advice=_ADVICE)


def _found(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return (error.strerror or "an error").lower()
    return "a name that no file can have here"
