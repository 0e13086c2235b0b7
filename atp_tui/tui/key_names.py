"""Names of keys: as the screen's library has them, as they stand on a keyboard, and who takes them before us."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_OWN_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "solidus": "slash",
        "reverse_solidus": "backslash",
        "commercial_at": "at",
        "hyphen_minus": "minus",
        "plus_sign": "plus",
        "low_line": "underscore",
    }
)
"""What the library calls otherwise than Unicode does."""


def name_of(character: str) -> str:
    """Return the name of the key that types a character: ``slash`` for ``/``, ``a`` for ``a``."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _OWN_NAMES.get(name, name)


_CHARACTERS: Final[Mapping[str, str]] = MappingProxyType(
    {name_of(chr(code)): chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
)
"""The characters that are no letters or digits, by the names of their keys."""

_MOVING: Final = frozenset(("up", "down", "left", "right", "home", "end", "pageup", "pagedown"))
_NAMED: Final = _MOVING.union(
    ("enter", "tab", "space", "backspace", "delete", "insert", "escape"), (f"f{number}" for number in range(1, 21))
)
_MODIFIED: Final = re.compile(r"(ctrl\+shift|ctrl|shift|alt)\+(.+)")

TAKEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ctrl+b": "tmux takes it",
        "ctrl+a": "screen takes it",
        "ctrl+c": "it interrupts programs",
        "ctrl+s": "it halts terminals",
        "ctrl+q": "it resumes halted terminals, and always quits",
        "ctrl+p": "it opens the palette",
        "ctrl+i": "terminals send tab for it",
        "ctrl+m": "terminals send enter for it",
        "ctrl+j": "terminals send a newline for it",
        "ctrl+h": "terminals send backspace for it",
    }
)
"""The keys that no command can have, and why."""


def key_name(typed: str) -> str | None:
    """Return the name of a key that somebody typed, as a name or as the character itself; None where it is none."""
    if len(typed) == 1:
        return name_of(typed) if typed.isprintable() else None
    if typed in _NAMED or typed in _CHARACTERS:
        return typed
    match = _MODIFIED.fullmatch(typed)
    return typed if match and _can_be_modified(match[1], match[2]) else None


def _can_be_modified(modifier: str, key: str) -> bool:
    """Whether terminals send a key with a modifier as something of its own."""
    is_letter = len(key) == 1 and "a" <= key <= "z"
    if modifier == "ctrl":
        return is_letter or key in _MOVING
    if modifier == "alt":
        return is_letter or key in _MOVING or (len(key) == 1 and key.isalnum())
    return key in _MOVING or (modifier == "shift" and key == "tab")


def shown_key(key: str) -> str:
    """Return a key as it stands on a keyboard: ``/`` for ``slash``, ``^r`` for ``ctrl+r``."""
    if key == "escape":
        return "esc"
    if len(key) == len("ctrl+x") and key.startswith("ctrl+"):
        return f"^{key[-1]}"
    return _CHARACTERS.get(key, key)


def typed_key(key: str) -> str:
    """Return a key as it is typed into a keymap: ``/`` for ``slash``, ``ctrl+r`` as it is."""
    return _CHARACTERS.get(key, key)


def shown_keys(keys: str) -> str:
    """Return keys as they stand on a keyboard: ``/`` for ``slash``."""
    return " or ".join(shown_key(key) for key in keys.split(","))
