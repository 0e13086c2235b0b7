"""What earlier runs left on the disk: directories of killed writers, and kept indexes."""

from collections.abc import Iterator
from pathlib import Path

from atp_tui.clean import is_clean
from atp_tui.engine.counted import counted
from atp_tui.engine.shell import quote
from atp_tui.machine.environment import Surroundings
from atp_tui.machine.finding import Observation, Word
from atp_tui.store.leftovers import STALE, Leftover, leftovers
from atp_tui.store.refusal import refusal
from atp_tui.store.user_dirs import (
    AGE_LIMIT,
    ARCHIVES,
    ARCHIVES_LIMIT,
    MAX_TOTAL,
    REMOTE,
    cache_directory,
    cache_use,
    folders_use,
    state_directory,
)

_MEGABYTE = 1 << 20


def observe_leftovers(around: Surroundings, folder: str) -> Iterator[Observation]:
    """Return what killed writers left in *folder*, and who may remove it, without removing anything.

    Raises:
        IoError: the folder cannot be listed.
    """
    found = leftovers(folder)
    for left in found:
        yield _leftover(around, left)
    if not found:
        yield Observation("left over", Word.OK, f"nothing in {folder}")


def observe_cache(around: Surroundings) -> Iterator[Observation]:
    """Return where the indexes of large traces and unpacked archives are kept, and their size."""
    directory = cache_directory()
    if directory is None:
        yield Observation("cache", Word.NOTE, "no home directory, so no index is kept", "set HOME or XDG_CACHE_HOME")
        return
    bound = f"at most {MAX_TOTAL // _MEGABYTE} MB"
    try:
        use = cache_use(directory)
    except OSError as error:
        advice = "large traces are indexed again each time; make it a directory that you own"
        yield Observation("cache", Word.NOTE, f"{directory}: {refusal(error)}", advice)
        return
    if use is None:
        yield Observation("cache", Word.OK, f"{directory}: does not exist yet; {bound}")
        return
    found = f"{directory}: {use.size / _MEGABYTE:.1f} MB in {use.files} indexes, {bound}"
    if use.owner != around.user:
        advice = "indexes of other users are ignored; set XDG_CACHE_HOME to a directory that you own"
        yield Observation("cache", Word.NOTE, f"{found}; it belongs to user {use.owner}", advice)
    elif not use.is_private:
        yield Observation(
            "cache", Word.NOTE, f"{found}; others can write to it", _done_with("chmod 700", str(directory))
        )
    else:
        yield Observation("cache", Word.OK, found)
    yield from _archives(directory)


def _archives(directory: Path) -> Iterator[Observation]:
    """How many archives are kept unpacked, where there are any."""
    try:
        count, size = folders_use(directory / ARCHIVES)
    except OSError as error:
        yield Observation("archives", Word.NOTE, f"{directory}: {refusal(error)}", "make it a directory that you own")
        return
    if count:
        found = f"{counted(count, 'unpacked archive')}, {size / _MEGABYTE:.1f} MB"
        bound = f"at most {ARCHIVES_LIMIT // _MEGABYTE:,} MB, for {AGE_LIMIT} days without use"
        yield Observation("archives", Word.OK, f"{found}, {bound}")


def observe_copies() -> Iterator[Observation]:
    """Return how much space the copies of URLs take, where there are any."""
    state = state_directory()
    folder = None if state is None else Path(state) / REMOTE
    try:
        count, size = (0, 0) if folder is None else folders_use(folder)
    except OSError as error:
        yield Observation("copies", Word.NOTE, f"{folder}: {refusal(error)}", "make it a directory that you own")
        return
    if count:
        advice = "delete what you no longer need; notes are beside each copy"
        found = f"{folder}: {counted(count, 'URL')}, {size / _MEGABYTE:.1f} MB"
        yield Observation("copies", Word.OK, found, advice)


def _leftover(around: Surroundings, left: Leftover) -> Observation:
    if not left.is_directory:
        return Observation("left over", Word.NOTE, f"{left.path} is not a directory, so atp-tui did not create it")
    age = around.now - left.changed
    found = f"{left.path}, a pack that was never finished, {_hours(age)} old"
    if left.owner != around.user:
        return Observation("left over", Word.NOTE, found, f"only user {left.owner} or an administrator can remove it")
    if age < STALE:
        return Observation("left over", Word.NOTE, found, "a writer may still be active; check again in an hour")
    advice = f"no longer needed; you can remove it: {_done_with('rm -r --', left.path)}"
    return Observation("left over", Word.NOTE, found, advice)


def _done_with(command: str, path: str) -> str:
    """A command line for *path*; where not all of the path can be seen, it is not offered to be copied."""
    return f"{command} {quote(path)}" if is_clean(path) else f"{command}, by hand, as the name has hidden characters"


def _hours(seconds: float) -> str:
    hours = max(0.0, seconds) / 3600
    return "less than an hour" if hours < 1 else f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"  # noqa: PLR2004
