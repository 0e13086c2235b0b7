"""Where a person's own keys are kept."""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_NAME: Final = os.path.join("atp-tui", "keymap.toml")


def keymap_path(environment: Mapping[str, str] = MappingProxyType(os.environ)) -> str | None:
    """Return where a person's keymap is, None where nothing stands there or they have no place for it."""
    base = environment.get("XDG_CONFIG_HOME", "")
    home = environment.get("HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(home, ".config")
    path = os.path.join(base, _NAME)
    return path if os.path.isabs(path) and os.path.lexists(path) else None
