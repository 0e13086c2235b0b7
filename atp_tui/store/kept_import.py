"""A log, or both ends of a connection, that was imported into the private cache; and which of them this run uses."""

import os
from typing import Final, NamedTuple


class KeptImport(NamedTuple):
    """The pack of an import that is kept."""

    path: str
    """Its directory in the cache."""
    names: tuple[str, ...]
    """What opens it: the path of its log, with the connection where there are several; for a pair that of each end."""
    logs: tuple[str, ...]
    """The path of its log, or of both."""

    @property
    def shown(self) -> str:
        """What reports call it."""
        return " + ".join(self.names)


_KEPT: Final[dict[str, KeptImport]] = {}
"""The imports that this run uses, by their directories."""

_SHOWN: Final[dict[str, str]] = {}
"""What is shown in place of a path in the cache."""


def remember(kept: KeptImport) -> None:
    """Remember an import, so that its name is shown wherever its directory is known alone."""
    path = os.path.realpath(kept.path)
    _KEPT[path], _SHOWN[path] = kept, kept.shown


def remember_name(path: str, shown: str) -> None:
    """Remember what is shown in place of a path in the cache."""
    _SHOWN[os.path.realpath(path)] = shown


def kept_at(path: str) -> KeptImport | None:
    """Return the import that this run uses at a path; None for any other pack."""
    return _KEPT.get(path)


def shown_at(path: str) -> str:
    """Return what is shown in place of a path; the path itself where nothing else is known."""
    return _SHOWN.get(path, path)
