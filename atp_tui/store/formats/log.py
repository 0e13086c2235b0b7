"""A log of a real run, imported on the way into the private cache of the user."""

from dataclasses import replace
from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.engine.errors import IoError
from atp_tui.store.format import Format, ReadOptions
from atp_tui.store.kept_import import KeptImport
from atp_tui.store.logs.head import begins_log
from atp_tui.store.pack import Pack


def read_kept(kept: KeptImport, options: ReadOptions) -> Pack:
    """Return a pack of a kept import, which has no directory that a person knows.

    Args:
        kept: The import.
        options: How it is read.
    """
    pack = options.read_directory(kept.path, options)
    return replace(
        pack, path=kept.shown, log_paths=kept.logs, source=replace(pack.source, name="a log", has_files=False)
    )


def _read(path: str, options: ReadOptions) -> Pack:
    # What reads logs is loaded where there is one.
    from atp_tui.store.logs.cache import kept_packs
    from atp_tui.store.logs.source import log_source

    kept = kept_packs(log_source(path))
    if len(kept) != 1:
        advice = "'atp-tui open' shows them as a fleet, 'atp-tui import' writes a pack for each"
        raise IoError("a log of one connection", f"{counted(len(kept), 'connection')}", file=path, advice=advice)
    return read_kept(KeptImport(kept[0].path, kept[0].shown, (path,)), options)


FORMAT: Final = Format(recognizes=lambda found: not found.is_directory and begins_log(found.head), read=_read)
