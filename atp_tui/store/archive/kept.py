"""The folders of unpacked archives: locked while they are in use, and removed when nobody uses them."""

import contextlib
import fcntl
import os
import secrets
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

from atp_tui.store.durable_write import PREFIX

FILES: Final = "files"
"""Where the files of an archive are in its folder."""

CONTENTS: Final = "contents.json"
"""What is in it."""


class Contents(msgspec.Struct, frozen=True):
    """What is in an archive."""

    digest: str
    """SHA-256 of its bytes, in hex."""
    size: int
    """Bytes that its files have."""
    packs: tuple[bytes, ...]
    """Where packs are in it, as :attr:`places`."""
    fault: tuple[str, str, str, str] | None = None
    """Why it cannot be unpacked: what was expected and found, where, and what to do."""

    @property
    def places(self) -> tuple[str, ...]:
        """Where packs are in it, as relative paths; empty for the archive itself."""
        return tuple(map(os.fsdecode, self.packs))


class Unpacked:
    """An archive that is unpacked; as long as this object lives, its folder is not removed.

    Args:
        entry: Its folder in the cache.
        contents: What is in it.
        descriptor: A descriptor with a lock on the folder.
    """

    def __init__(self, entry: str, contents: Contents, descriptor: int) -> None:
        self.folder = os.path.join(entry, FILES)
        """Where its files are."""
        self.contents = contents
        self._close = weakref.finalize(self, os.close, descriptor)


class Kept(NamedTuple):
    """Something in the cache."""

    used: float
    """When, in seconds since 1970."""
    size: int
    path: str


def opened(entry: str) -> Unpacked | None:
    """Return the unpacked archive in a folder of the cache, locked; None where there is none, or none that says so."""
    try:
        descriptor = lock(entry, fcntl.LOCK_SH)
    except OSError:
        return None
    contents = None
    try:
        # It may have been removed before it was locked.
        if os.path.samestat(os.fstat(descriptor), os.lstat(entry)):
            contents = contents_at(os.path.join(entry, CONTENTS))
            os.utime(entry)
    except OSError:
        contents = None
    if contents is None:
        os.close(descriptor)
        discard(entry)
        return None
    return Unpacked(entry, contents, descriptor)


def contents_at(path: str) -> Contents | None:
    """Return what a file of the cache says of an archive; None where it cannot be read or says nothing."""
    try:
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(), type=Contents)
    except (OSError, ValueError):
        return None


def lock(folder: str, how: int) -> int:
    """Return a descriptor of a folder with a lock on it; one to share is done without where the system has none.

    Raises:
        OSError: it is not there, or another process has a lock that excludes this one.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        if how != fcntl.LOCK_SH:
            os.close(descriptor)
            raise
    return descriptor


@contextlib.contextmanager
def locked(folder: str, how: int) -> Iterator[None]:
    """Hold a lock on a folder; errors as for :func:`lock`."""
    descriptor = lock(folder, how)
    try:
        yield
    finally:
        os.close(descriptor)


def shrink(kept: Iterable[Kept], limit: int, oldest: float, remove: Callable[[str], bool]) -> None:
    """Remove what was not used for longest, until the rest fits and nothing is older than *oldest*.

    Args:
        kept: What there is.
        limit: Bytes that it may take together.
        oldest: When what stays was used last, in seconds since 1970.
        remove: Removes what is at a path, and says whether it did.
    """
    ordered = sorted(kept)
    total = sum(each.size for each in ordered)
    for each in ordered:
        if total <= limit and each.used >= oldest:
            return
        if remove(each.path):
            total -= each.size


def discard(folder: str) -> bool:
    """Remove a folder that no process uses, and return whether that was done.

    It loses its name first, so that no part of it is taken for the whole.
    """
    import shutil

    temporary = os.path.join(os.path.dirname(folder), f"{PREFIX}{secrets.token_hex(8)}")
    with contextlib.suppress(OSError), locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
        os.rename(folder, temporary)
        shutil.rmtree(temporary, ignore_errors=True)
        return True
    return False
