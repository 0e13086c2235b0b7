"""Words for a POSIX shell, and names for its environment. Source: FORMAT.md section 7."""

import re
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9_\-./:@%+=,]+")
_NOT_NAME: Final = re.compile(r"[^A-Z0-9]")
_SMALL_LETTERS: Final = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}


def quote(word: str) -> str:
    """Return *word* quoted for a POSIX shell: as it is where that is safe, else in single quotes."""
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"


def quote_path(path: str) -> str:
    """Return *path* quoted likewise, so that neither a program nor a shell takes it for something else than a path.

    A name that begins with a dash would be an option; zsh replaces one that begins with an equals sign, and fish takes
    a backslash in single quotes for an escape.
    """
    return quote(f"./{path}" if path.startswith(("-", "=")) else path).replace("\\", "'\"\\\\\"'")


def seed_suffix(name: str) -> str:
    """Return the end of the environment variable that carries the seed *name*: ASCII capitals, digits and ``_``."""
    return _NOT_NAME.sub("_", name.translate(_SMALL_LETTERS)).strip("_") or "SEED"
