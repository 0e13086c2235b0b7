"""TOML 1.0 as this program reads and writes it: small documents that people fill in."""

import tomllib
from typing import Any, Final

from atp_tui.engine.errors import SerializationError

_ESCAPES: Final = {ord("\\"): "\\\\", ord('"'): '\\"'} | {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}


def quoted(text: str) -> str:
    """Return a text as a basic string."""
    return f'"{text.translate(_ESCAPES)}"'


def read_toml(text: str) -> dict[str, Any]:
    """Return the mapping that a TOML text decodes to.

    Raises:
        SerializationError: it is not TOML; the error tells line and column.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise SerializationError("TOML of moderate depth", "more levels than can be read") from None
    except ValueError as error:
        raise SerializationError("TOML", str(error)) from None
