"""What the paths of a command line lead to: crashpacks, and the connections of logs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.locate import unpacked_at
from atp_tui.store.kept_import import KeptImport, remember
from atp_tui.store.logs.source import log_source, logs_at, logs_in
from atp_tui.store.open import open_kept, open_pack
from atp_tui.store.pack import Pack
from atp_tui.store.pack_places import holds_packs

if TYPE_CHECKING:
    from atp_tui.engine.records.mapping import LogMapping
    from atp_tui.store.logs.packs import PackOfLog
    from atp_tui.store.logs.progress import Told


LOOKED: Final = 2_000
"""Names among which logs beside crashpacks are counted; a fleet may have any number."""


@dataclass(frozen=True, slots=True)
class Target:
    """One crashpack."""

    path: str
    """Its directory or file; what was given where it cannot be reached."""
    shown: str
    """What reports call it."""
    open: Callable[[], Pack]
    """Opens it; raises CrashpackError where that cannot be done."""
    kept: KeptImport | None = None
    """The import that it is; None for a crashpack, and where it cannot be reached."""


def targets_of(
    paths: Iterable[str],
    tell: "Told" = lambda _: None,
    *,
    keeps_index: bool = True,
    jobs: int = 1,
    mapping: "LogMapping | None" = None,
) -> list[Target]:
    """Return what paths lead to, with all logs imported; the two ends of a connection are one pack.

    What cannot be read is a target as well, whose opening fails.

    Args:
        paths: Crashpacks, logs, and directories with logs.
        tell: Told now and then how far an import is.
        keeps_index: Whether the index of a large trace may be kept.
        jobs: How many processes may run at once.
        mapping: What the fields of structured logs mean, which makes every file one; None where that is guessed.
    """
    found: list[Target | PackOfLog] = []
    for path in paths:
        found += _found_at(path, tell, jobs, mapping, keeps_index=keeps_index)
    return _paired(found, tell, keeps_index=keeps_index)


def _found_at(
    path: str, tell: "Told", jobs: int, mapping: "LogMapping | None", *, keeps_index: bool
) -> "Iterator[Target | PackOfLog]":
    """Yield what a path leads to; a log that cannot be read does not keep the others of its directory from it."""
    try:
        logs = logs_at(path, is_mapped=mapping is not None)
    except CrashpackError as error:
        yield Target(path, path, _failing(error))
        return
    if not logs:
        yield Target(path, path, lambda: open_pack(path, keeps_index=keeps_index))
        return
    # What reads logs is loaded where there is one.
    from atp_tui.store.logs.cache import kept_packs
    from atp_tui.store.logs.convert import ImportOptions

    for log in logs:
        try:
            yield from kept_packs(log_source(log), tell, ImportOptions(jobs=jobs, mapping=mapping))
        except CrashpackError as error:
            yield Target(log, log, _failing(error))


def _paired(found: "Sequence[Target | PackOfLog]", tell: "Told", *, keeps_index: bool) -> list[Target]:
    """The targets, with one in place of the two ends of a connection, where that of the first end was."""
    packs = [each for each in found if not isinstance(each, Target)]
    if not packs:
        return [each for each in found if isinstance(each, Target)]
    from atp_tui.store.logs.pairing import pairs_of

    pairs = {id(end): pair for pair in pairs_of(packs) for end in pair}
    targets: list[Target] = []
    done: set[int] = set()
    for each in found:
        pair = pairs.get(id(each))
        if isinstance(each, Target):
            targets.append(each)
        elif pair is None:
            targets.append(_kept(each.path, each, keeps_index=keeps_index))
        elif id(pair) not in done:
            done.add(id(pair))
            targets.append(_both(*pair, tell, keeps_index=keeps_index))
    return targets


def _both(client: "PackOfLog", server: "PackOfLog", tell: "Told", *, keeps_index: bool) -> Target:
    """The one pack of the two ends of a connection, made now unless it is kept."""
    from atp_tui.store.logs.cache import kept_pair

    shown = f"{client.shown} + {server.shown}"
    try:
        opened = ((each, open_pack(each.path, keeps_index=keeps_index)) for each in (client, server))
        path = kept_pair(*opened, tell=tell)
    except CrashpackError as error:
        return Target(client.path, shown, _failing(error))
    return _kept(path, client, server, keeps_index=keeps_index)


def left_out(path: str) -> int:
    """Return how many logs are beside the crashpacks of a directory or archive, of its first :data:`LOOKED` names.

    They are left out, since such a directory counts as its packs.
    """
    try:
        located = unpacked_at(path)
        folder = path if located is None else located.files
        return len(logs_in(folder, LOOKED)) if holds_packs(path) else 0
    except CrashpackError:
        return 0


def _kept(path: str, *ends: "PackOfLog", keeps_index: bool) -> Target:
    kept = KeptImport(path, tuple(end.shown for end in ends), tuple(end.source.path for end in ends))
    remember(kept)
    return Target(path, kept.shown, lambda: open_kept(kept, keeps_index=keeps_index), kept)


def _failing(error: CrashpackError) -> Callable[[], Pack]:
    def fail() -> Pack:
        raise error

    return fail
