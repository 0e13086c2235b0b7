"""A format of packs: how its sources are recognized, and what reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from atp_tui.store.pack import Pack
from atp_tui.store.trace.file import READ

HEAD: Final = 4 << 10
"""Bytes of a file that are known before a format is chosen."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What is known of a source before a format is chosen."""

    is_directory: bool
    has_nine_files: bool = False
    """Whether it is a directory in which any of the nine names stands."""
    head: bytes = b""
    """The first :data:`HEAD` bytes of a file; empty for a directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a pack is read."""

    read_directory: "Callable[[str, ReadOptions], Pack]"
    """Reads a directory of the nine files, for a format that writes one on the way."""

    keeps_index: bool = True
    """Whether the index of a large trace may be kept in the user's cache directory, and read from there."""
    window: int = READ
    """Bytes of a trace that are read at once."""
    only_trace: bool = False
    """Whether nothing but a trace that lies in a file of its own is opened; the record is then empty."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be opened."""

    recognizes: Callable[[Sniffed], bool]
    read: Callable[[str, ReadOptions], Pack]
    """Reads the pack at a path, as far as it can be read.

    Raises:
        CrashpackError: nothing of it can be read.
    """
