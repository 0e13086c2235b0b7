"""The fingerprints of level 1 of a pack: one for each violation, from its head and one pass over its trace."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from atp_tui.engine import artifacts
from atp_tui.engine.fingerprint import Parts
from atp_tui.engine.fingerprint.ending import NOTHING, Ending, ending_of, level_one_of, sorts_of
from atp_tui.store.directory import FileRefusedError, PackDirectory, is_directory
from atp_tui.store.head import PackHead
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from atp_tui.store.trace.ending_scan import scan_ending
from atp_tui.store.trace.events import IndexedEvents

DECODED_LIMIT: Final = 100_000
"""Events that are decoded one by one where the quick scan cannot tell; a longer trace counts as one that is not there,
so that a hostile pack takes seconds and not hours."""


def level_one_of_head(path: str, head: PackHead) -> tuple[Parts, ...]:
    """Return the parts of level 1 of each violation of a pack, in the order of its head.

    Args:
        path: The pack; its trace is read only where a violation needs it, once and a few megabytes at a time.
        head: What :func:`atp_tui.store.head.read_head` returned for it.

    Raises:
        IoError: the pack cannot be reached any more.
    """
    kinds = [(violation.oracle, violation.type) for violation in head.violations]
    fields = fields_of(kinds)
    return _parts(kinds, ending_at(path, fields))


def level_one_of_pack(pack: Pack) -> tuple[Parts, ...]:
    """Return the same for a pack that is open."""
    kinds = tuple(kinds_of(pack))
    return _parts(kinds, ending_of_pack(pack, fields_of(kinds)))


def kinds_of(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield oracle and type of each violation of a pack that is open."""
    results = pack.crashpack.oracle_results
    return ((result.oracle_name, violation.violation_type) for result in results for violation in result.violations)


def fields_of(kinds: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The fields of the ending that violations of these types need."""
    sorts = {sort for _, violation_type in kinds for sort in sorts_of(violation_type)}
    return frozenset(sorts | {"checks"} if "operations" in sorts else sorts)


def _parts(kinds: Iterable[tuple[str, str]], ending: Ending) -> tuple[Parts, ...]:
    return tuple(level_one_of(oracle, violation_type, ending) for oracle, violation_type in kinds)


def ending_at(path: str, fields: frozenset[str]) -> Ending:
    """Return what the trace of the pack at *path* leaves open, as far as *fields* of it are needed."""
    if not fields:
        return NOTHING
    if is_directory(path):
        with PackDirectory(path) as directory:
            try:
                found = scan_ending(directory.chunks(artifacts.TRACE), fields)
            except FileRefusedError:
                return NOTHING
        if found is not None:
            return found
    return _decoded(open_pack(path, keeps_index=False, only_trace=True))


def ending_of_pack(pack: Pack, fields: frozenset[str]) -> Ending:
    """Return the same for a pack that is open."""
    if not fields:
        return NOTHING
    found = scan_ending(pack.events.chunks(), fields) if isinstance(pack.events, IndexedEvents) else None
    return _decoded(pack) if found is None else found


def _decoded(pack: Pack) -> Ending:
    events = iter(pack.events)
    ending = ending_of(islice(events, DECODED_LIMIT))
    return ending if next(events, None) is None else NOTHING
