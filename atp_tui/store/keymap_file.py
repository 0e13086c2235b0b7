"""The file in which a person keeps their own keys."""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from atp_tui.engine.json_text import utf8
from atp_tui.engine.toml_text import read_toml
from atp_tui.store.pack import read_file

KEYMAP_LIMIT: Final = 64 << 10
"""Bytes that a keymap may have."""

_NAME: Final = os.path.join("atp-tui", "keymap.toml")


def keymap_path(environment: Mapping[str, str] = MappingProxyType(os.environ)) -> str | None:
    """Return where a person's keymap is, None where nothing stands there or they have no place for it."""
    base = environment.get("XDG_CONFIG_HOME", "")
    home = environment.get("HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(home, ".config")
    path = os.path.join(base, _NAME)
    return path if os.path.isabs(path) and os.path.lexists(path) else None


def read_keymap_file(path: str) -> dict[str, Any]:
    """Return what a keymap file holds, not yet checked.

    Raises:
        IoError: it cannot be read, or is too big.
        SerializationError: it is not TOML in UTF-8.
    """
    return read_toml(utf8(read_file(path, KEYMAP_LIMIT)))
