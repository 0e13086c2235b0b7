"""Files that grow side by side in a private directory, until they are moved into a pack."""

import os
import secrets
import shutil
from dataclasses import dataclass
from typing import Final, Self

from atp_tui.store.durable_write import PREFIX, append, sync


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """A file of a spool, as the content of a file that is to be written."""

    path: str

    def move_to(self, path: str, *, is_lasting: bool) -> None:
        """Give it another name in the same file system, where nothing stands.

        Args:
            path: The new name.
            is_lasting: Whether its bytes must be on the disk.

        Raises:
            OSError: it cannot be moved; it is then where it was.
        """
        if is_lasting:
            sync(self.path)
        os.rename(self.path, path)


class Spool:
    """A private directory of growing files; it is removed with all that is still in it at the end.

    Args:
        parent: The directory in which it is made, in the file system of what is written from it.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, parent: str) -> None:
        self.path: Final = os.path.join(parent or ".", f"{PREFIX}{secrets.token_hex(8)}")
        os.mkdir(self.path, 0o700)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        remove_tree(self.path)

    def append(self, name: str, data: bytes) -> None:
        """Add bytes to a file, which is made where it is not there; errors as for writing one."""
        append(os.path.join(self.path, name), data)

    def file(self, name: str) -> SpooledFile:
        """Return a file, made empty where nothing was added to it."""
        self.append(name, b"")
        return SpooledFile(os.path.join(self.path, name))

    def folder(self, name: str) -> str:
        """Return the path of a new directory inside."""
        path = os.path.join(self.path, name)
        os.mkdir(path)
        return path


def remove_tree(path: str) -> None:
    """Remove a directory of this program with all that is in it, as far as that can be done; no link is followed."""
    shutil.rmtree(path, ignore_errors=True)
