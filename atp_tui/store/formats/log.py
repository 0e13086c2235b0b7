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
        pack,
        path=kept.shown,
        names=kept.names,
        log_paths=kept.logs,
        source=replace(pack.source, name="a log", has_files=False),
    )


def _read(path: str, options: ReadOptions) -> Pack:
    # What reads logs is loaded where there is one.
    from atp_tui.store.logs.cache import kept_packs, kept_pair
    from atp_tui.store.logs.connections import listed
    from atp_tui.store.logs.pairing import pairs_of
    from atp_tui.store.logs.source import log_source

    packs = kept_packs(log_source(path))
    pairs = pairs_of(packs)
    if len(packs) == 1:
        place = packs[0].path
    elif len(packs) == 2 and pairs:  # noqa: PLR2004 - both ends of one connection
        packs = pairs[0]
        place = kept_pair(*((each, options.read_directory(each.path, options)) for each in packs))
    else:
        found = counted(len(packs), "connection")
        raise IoError("one connection", found, file=packs[0].source.path, advice=f"choose one: {listed(packs)}")
    return read_kept(KeptImport(place, tuple(each.shown for each in packs), (packs[0].source.path,)), options)


FORMAT: Final = Format(recognizes=lambda found: not found.is_directory and begins_log(found.head), read=_read)
