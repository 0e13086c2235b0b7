"""What the paths of a command line lead to: crashpacks, and the connections of logs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.directory import is_directory
from atp_tui.store.logs.source import is_log_at, log_source, logs_in
from atp_tui.store.open import holds_packs, open_kept, open_pack
from atp_tui.store.pack import Pack

if TYPE_CHECKING:
    from atp_tui.store.logs.cache import KeptPack
    from atp_tui.store.logs.convert import Told


@dataclass(frozen=True, slots=True)
class Target:
    """One crashpack."""

    path: str
    """What reports call it."""
    open: Callable[[], Pack]
    """Opens it; raises CrashpackError where that cannot be done."""


def targets_of(paths: Iterable[str], tell: "Told" = lambda _: None, *, keeps_index: bool = True) -> Iterator[Target]:
    """Yield what paths lead to, each log imported when its turn comes.

    What cannot be read is a target as well, whose opening fails.

    Args:
        paths: Crashpacks, logs, and directories with logs.
        tell: Told now and then how far an import is.
        keeps_index: Whether the index of a large trace may be kept.
    """
    for path in paths:
        try:
            logs = logs_at(path)
            kept = kept_of(logs, tell)
        except CrashpackError as error:
            yield Target(path, _failing(error))
            continue
        if logs:
            yield from (_of_kept(each, keeps_index=keeps_index) for each in kept)
        else:
            yield _of_pack(path, keeps_index=keeps_index)


def logs_at(path: str) -> list[str]:
    """Return the log at a path, or those in a directory that has no crashpacks; none for anything else.

    Raises:
        IoError: nothing is there, or it cannot be read.
    """
    if is_log_at(path):
        return [path]
    return logs_in(path) if is_directory(path) and not holds_packs(path) else []


def kept_of(logs: Iterable[str], tell: "Told" = lambda _: None) -> list["KeptPack"]:
    """Return the packs of logs, imported now unless they are kept.

    Raises:
        IoError: a log cannot be read, or there is no private cache to write to.
    """
    # What reads logs is loaded where there is one.
    from atp_tui.store.logs.cache import kept_packs

    return [each for log in logs for each in kept_packs(log_source(log), tell)]


def _of_kept(kept: "KeptPack", *, keeps_index: bool) -> Target:
    return Target(kept.shown, lambda: open_kept(kept, keeps_index=keeps_index))


def _of_pack(path: str, *, keeps_index: bool) -> Target:
    return Target(path, lambda: open_pack(path, keeps_index=keeps_index))


def _failing(error: CrashpackError) -> Callable[[], Pack]:
    def fail() -> Pack:
        raise error

    return fail
