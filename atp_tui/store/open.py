"""Opens a pack: the registry of the formats, and the choice between them."""

from typing import Final

from atp_tui.engine.errors import IoError
from atp_tui.store.directory import PackDirectory, is_directory, is_pack
from atp_tui.store.format import HEAD, Format, ReadOptions, Sniffed
from atp_tui.store.formats import native, record
from atp_tui.store.named_file import read_head
from atp_tui.store.pack import Pack
from atp_tui.store.trace.file import READ

FORMATS: Final[tuple[Format, ...]] = (
    native.FORMAT,
    # Takes any file, since its errors say what a file should hold: every other format of files stands before it.
    record.FORMAT,
)
"""The formats; the first that recognizes a source reads it."""


def open_pack(path: str, *, keeps_index: bool = True, window: int = READ, only_trace: bool = False) -> Pack:
    """Return the pack at *path*, as far as it can be read; :func:`examine_pack` reports what cannot be read.

    Args:
        path: A directory of the nine files, or a file in one of the other formats.
        keeps_index: Whether the index of a large trace may be kept in the user's cache directory, and read from there.
        window: Bytes of a trace that are read at once.
        only_trace: Whether nothing but the trace of a directory is opened; the record is then empty.

    Raises:
        IoError: nothing is there, it cannot be read, or it is no pack.
        SerializationError: a file that is no JSON document.
        InvalidFormatError: a JSON document that is no record.
    """
    sniffed = _sniff(path)
    for each in FORMATS:
        if each.recognizes(sniffed):
            return each.read(path, ReadOptions(keeps_index, window, only_trace))
    raise IoError("a crashpack", "a directory with none of the nine files", file=path)


def _sniff(path: str) -> Sniffed:
    if not is_directory(path):
        return Sniffed(is_directory=False, head=read_head(path, HEAD))
    with PackDirectory(path) as directory:
        return Sniffed(is_directory=True, has_nine_files=is_pack(directory))
