"""The file with the theme that was chosen last."""

import os
from typing import Final

from atp_tui.engine.errors import InvalidFormatError, IoError

THEME_LIMIT: Final = 4 << 10
"""Bytes that the file may have."""

_HEAD: Final = "# The theme that was chosen last in the explorer of atp-tui, which writes this file.\n"


def read_theme(path: str) -> str:
    """Return the name of the theme in a file, not yet known to exist; empty where there is no file.

    Raises:
        IoError: it cannot be read, or is too big.
        SerializationError: it is not TOML in UTF-8.
        InvalidFormatError: it contains anything but the name of a theme.
    """
    if not os.path.lexists(path):
        return ""
    from atp_tui.engine.json_text import utf8
    from atp_tui.engine.toml_text import read_toml
    from atp_tui.store.named_file import read_file

    document = read_toml(utf8(read_file(path, THEME_LIMIT)))
    theme = document.get("theme")
    if not isinstance(theme, str) or len(document) != 1:
        raise InvalidFormatError('theme = "NAME" and nothing else', "something else")
    return theme


def write_theme(path: str, theme: str) -> None:
    """Write the name of a theme to a file, and make its directory where there is none; the older file is replaced.

    Raises:
        IoError: it cannot be written; the older file is kept.
    """
    from atp_tui.engine.toml_text import quoted
    from atp_tui.store.file_writer import replace_file

    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    except OSError as error:
        raise IoError("a directory that can be made", (error.strerror or "an error").lower(), file=path) from None
    replace_file(path, f"{_HEAD}theme = {quoted(theme)}\n".encode())
