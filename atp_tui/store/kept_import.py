"""A log, or both ends of a connection, that was imported into the private cache."""

from typing import NamedTuple


class KeptImport(NamedTuple):
    """The pack of an import that is kept."""

    path: str
    """Its directory in the cache."""
    shown: str
    """What reports call it."""
    logs: tuple[str, ...]
    """The path of its log, or of both."""
