"""Logs as packs in a directory that a person names, all of them or none."""

import os
from collections.abc import Iterator, Sequence

from atp_tui.engine.errors import IoError
from atp_tui.store.destination import require_new_pack
from atp_tui.store.logs.connections import chosen_packs
from atp_tui.store.logs.convert import Conversion, ImportOptions
from atp_tui.store.logs.packs import PackOfLog, PackWriter
from atp_tui.store.logs.pairing import OpenedEnd, import_pair, pairs_of
from atp_tui.store.logs.progress import Told
from atp_tui.store.logs.source import LogSource
from atp_tui.store.logs.stdin import kept_stdin
from atp_tui.store.open import open_pack
from atp_tui.store.refusal import unwritable
from atp_tui.store.spool import Spool, remove_tree
from atp_tui.store.unique_name import name_directory

_PACKS = "packs"


def import_logs(sources: Sequence[LogSource], target: str, options: ImportOptions, tell: Told) -> tuple[str, ...]:
    """Import logs into the new directory *target*: one pack, or a directory of packs where there are several.

    The logs of both ends of a connection are one pack, unless one end alone is wanted.

    Args:
        sources: The logs.
        target: The directory.
        options: What is wanted of the logs.
        tell: Told now and then how far it is.

    Returns:
        The paths of the packs.

    Raises:
        IoError: a log cannot be read, the target exists, nothing is to be imported, or something cannot be written;
            then nothing of it is left.
    """
    target = require_new_pack(target)
    try:
        with Spool(os.path.dirname(target)) as spool:
            folder = spool.folder(_PACKS)
            made = list(_written(sources, spool, folder, options, tell))
            names = _with_pairs(made, folder, tell)
            if not names:
                wanted = f"a log of the {options.end}" if options.end else "a log"
                raise IoError(wanted, "none", file=sources[0].path, advice="nothing was written")
            only = len(names) == 1
            name_directory(os.path.join(folder, names[0]) if only else folder, target)
            return (target,) if only else tuple(os.path.join(target, name) for name in names)
    except OSError as error:
        raise unwritable(target, error) from None


def _written(
    sources: Sequence[LogSource], spool: Spool, folder: str, options: ImportOptions, tell: Told
) -> Iterator[PackOfLog]:
    """Write the packs of all logs, and yield them."""
    writer = PackWriter(spool, folder, is_lasting=True)
    for number, given in enumerate(sources):
        source = kept_stdin(given, spool.path, is_mapped=options.mapping is not None)
        made = writer.write(Conversion(source, number, spool, options, tell).run())
        packs = [PackOfLog(source, each, os.path.join(folder, each.name)) for each in made]
        chosen = chosen_packs(packs, source.connection) if packs else ()
        for pack in packs:
            if pack not in chosen:
                remove_tree(pack.path)
        yield from chosen


def _with_pairs(made: Sequence[PackOfLog], folder: str, tell: Told) -> list[str]:
    """Make one pack of the two ends of each connection, and return the names of all packs."""
    names = [pack.made.name for pack in made]
    for client, server in pairs_of(made):
        both = f"{client.made.name}-both"
        target = os.path.join(folder, both)
        import_pair(_opened(client), _opened(server), target, tell, is_lasting=True)
        names[names.index(client.made.name)] = both
        names.remove(server.made.name)
        for pack in (client, server):
            remove_tree(pack.path)
    return names


def _opened(pack: PackOfLog) -> OpenedEnd:
    return pack, open_pack(pack.path, keeps_index=False)
