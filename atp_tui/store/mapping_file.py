"""The mapping of a structured log that a person names: one that ships with the program, or a TOML file."""

import os
from typing import Final

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.engine.json_text import utf8
from atp_tui.engine.records.builtin import DOCUMENTS, builtin
from atp_tui.engine.records.mapping import LogMapping, read_mapping
from atp_tui.store.named_file import read_file

MAPPING_LIMIT: Final = 256 << 10
"""Bytes that the file of a mapping may have."""


def mapping_of(given: str) -> LogMapping:
    """Return the mapping of a name, or of a file.

    Raises:
        IoError: it is no name, and the file cannot be read or is too large.
        SerializationError: the file is not TOML in UTF-8.
        InvalidFormatError: it states no mapping; the error names the key.
    """
    if given in DOCUMENTS:
        return builtin(given)
    try:
        data = read_file(given, MAPPING_LIMIT)
    except IoError as error:
        raise error.advised(f"the mappings by name are {', '.join(DOCUMENTS)}") from None
    try:
        return read_mapping(utf8(data), os.path.basename(given))
    except CrashpackError as error:
        raise error.within(given) from None
