"""A disk on which the Nth call that writes fails, once or from then on."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any, Final

import pytest

from atp_tui.store import unique_name as naming

ERRNOS: Final = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EINTR)
CALLS: Final = ("open", "write", "mkdir", "fsync", "rename", "link")


class FaultyDisk:
    """Counts the calls that write, and lets one of them fail.

    Args:
        nth: The first that fails, from 0; -1 for none.
        number: What it fails with.
        lasts: Whether all after it fail too.
    """

    def __init__(self, nth: int = -1, number: int = 0, *, lasts: bool = False) -> None:
        self.nth, self.number, self.lasts = nth, number, lasts
        self.made = 0

    def checked(self, real: Callable[..., Any], name: str) -> Callable[..., Any]:
        """Return a call that fails when it is its turn."""

        def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any call of the system
            if name == "open" and not arguments[1] & os.O_CREAT:
                return real(*arguments, **named)
            self.made += 1
            if self.nth >= 0 and (self.made == self.nth + 1 or (self.lasts and self.made > self.nth)):
                raise OSError(self.number, os.strerror(self.number))
            return real(*arguments, **named)

        return call


@contextmanager
def on_disk(disk: FaultyDisk) -> Iterator[FaultyDisk]:
    """Let every call that writes go over *disk*, and names be given by calls that can fail."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, disk.checked(getattr(os, name), name))
        patch.setattr(naming, "_system_rename", lambda: None)
        yield disk


def faulty_disks(count: int, numbers: Iterable[int] = ERRNOS) -> Iterator[FaultyDisk]:
    """Give a disk for every call, error, and way to fail."""
    for nth, number in product(range(count), numbers):
        for lasts in (False, True):
            yield FaultyDisk(nth, number, lasts=lasts)
