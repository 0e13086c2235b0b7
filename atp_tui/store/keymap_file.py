"""The file in which a person keeps their own keys."""

from typing import Any, Final

from atp_tui.engine.json_text import utf8
from atp_tui.engine.toml_text import read_toml
from atp_tui.store.named_file import read_file

KEYMAP_LIMIT: Final = 64 << 10
"""Bytes that a keymap may have."""


def read_keymap_file(path: str) -> dict[str, Any]:
    """Return what a keymap file holds, not yet checked.

    Raises:
        IoError: it cannot be read, or is too big.
        SerializationError: it is not TOML in UTF-8.
    """
    return read_toml(utf8(read_file(path, KEYMAP_LIMIT)))
