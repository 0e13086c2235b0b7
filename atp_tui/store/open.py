"""Opens a pack: the registry of the formats, and the choice between them."""

import os
from dataclasses import replace
from typing import Any, Final

from atp_tui.engine.counted import counted
from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError, SerializationError
from atp_tui.store.archive.locate import Location, is_archive, is_in_archive, locate
from atp_tui.store.directory import PackDirectory, is_directory, is_pack
from atp_tui.store.format import HEAD, Format, ReadOptions, Sniffed
from atp_tui.store.formats import log as logs
from atp_tui.store.formats import native, record
from atp_tui.store.kept_import import KeptImport
from atp_tui.store.log_name import split_connection
from atp_tui.store.named_file import read_head
from atp_tui.store.pack import Pack
from atp_tui.store.pack_places import is_pack_at, packs_inside
from atp_tui.store.trace.file import READ

FORMATS: Final[tuple[Format, ...]] = (
    native.FORMAT,
    logs.FORMAT,
    # Takes any file, since its errors say what a file should hold: every other format of files stands before it.
    record.FORMAT,
)
"""The formats; the first that recognizes a source reads it."""

_TAKEN: Final = "a crashpack is a directory, or a record as one JSON document"

_NAMED: Final = 3
"""How many of the packs in a directory an error names."""


def open_pack(path: str, *, keeps_index: bool = True, window: int = READ, only_trace: bool = False) -> Pack:
    """Return the pack at *path*, as far as it can be read; :func:`examine_pack` reports what cannot be read.

    Args:
        path: A directory of the nine files, a file in one of the other formats, or an archive with one pack; of several
            in an archive, one is named by ``ARCHIVE!PLACE``.
        keeps_index: Whether the index of a large trace may be kept in the user's cache directory, and read from there.
        window: Bytes of a trace that are read at once.
        only_trace: Whether nothing but the trace of a directory is opened; the record is then empty.

    Raises:
        IoError: nothing is there, it cannot be read, or it is no pack, but a directory or archive with packs or a file
            of one.
        SerializationError: a file that is no JSON document.
        InvalidFormatError: a JSON document that is no record, or an archive that is damaged or not taken.
    """
    if is_archive(path) or is_in_archive(path) or split_connection(path)[1]:
        from atp_tui.store.logs.source import is_log_at

        if is_log_at(path):
            return logs.FORMAT.read(path, _options(keeps_index=keeps_index, window=window, only_trace=only_trace))
    located = locate(path)
    sniffed = _sniff(located.files)
    options = _options(keeps_index=keeps_index, window=window, only_trace=only_trace)
    for each in FORMATS:
        if each.recognizes(sniffed):
            return _read(each, path, options) if located.unpacked is None else _read_unpacked(each, located, options)
    raise _no_pack(path)


def _read_unpacked(chosen: Format, located: Location, options: ReadOptions) -> Pack:
    """Read a pack that is in an archive; errors name the archive and not its copy."""
    try:
        return replace(chosen.read(located.files, options), path=located.path, located=located)
    except CrashpackError as error:
        raise error.within(located.path) from None


def open_kept(kept: KeptImport, *, keeps_index: bool = True, window: int = READ) -> Pack:
    """Return a pack that was imported on the way; errors as for :func:`open_pack`.

    Args:
        kept: The import.
        keeps_index: Whether the index of a large trace may be kept.
        window: Bytes of a trace that are read at once.
    """
    return logs.read_kept(kept, _options(keeps_index=keeps_index, window=window))


def _options(**given: Any) -> ReadOptions:  # noqa: ANN401 - fields of the options
    return ReadOptions(read_directory=native.FORMAT.read, **given)


def _read(chosen: Format, path: str, options: ReadOptions) -> Pack:
    """Read a pack; for a file inside a pack, say that in place of what is wrong with the file."""
    try:
        return chosen.read(path, options)
    except (SerializationError, InvalidFormatError) as error:
        directory = os.path.dirname(path) or "."
        if is_pack_at(directory):
            advice = f"open its directory: {directory}"
            raise IoError("", "this file is inside a crashpack", file=path, advice=advice) from None
        if isinstance(error, SerializationError) and not error.advice:
            raise error.advised(_TAKEN) from None
        raise


def _no_pack(path: str) -> IoError:
    """Return the error for a directory that is not a pack, with the packs in it."""
    packs, are_all = packs_inside(path)
    if not packs:
        return IoError("", "not a crashpack: none of the nine files is in this directory", file=path)
    count = ("" if are_all else "at least ") + counted(len(packs), "crashpack")
    more = ", …" if len(packs) > _NAMED else ""
    found = f"not a crashpack, but a directory with {count}"
    advice = f"'atp-tui fleet {path}' groups all of them; or choose one: {', '.join(packs[:_NAMED])}{more}"
    return IoError("", found, file=path, advice=advice)


def _sniff(path: str) -> Sniffed:
    if not is_directory(path):
        return Sniffed(is_directory=False, head=read_head(path, HEAD))
    with PackDirectory(path) as directory:
        return Sniffed(is_directory=True, has_nine_files=is_pack(directory))
