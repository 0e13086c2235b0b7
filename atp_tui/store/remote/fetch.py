"""Copies of what is elsewhere: a URL that a person typed becomes a file in the user's directory for state.

Only the command line calls this. What stands in a pack, a note or a place is never fetched.
"""

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.store.archive.budget import BYTES_LIMIT
from atp_tui.store.archive.kinds import BLOCK, Kind, kind_of
from atp_tui.store.archive.members import peeked
from atp_tui.store.file_writer import replace_file
from atp_tui.store.refusal import unwritable
from atp_tui.store.remote.filesystem import url_bytes
from atp_tui.store.remote.ssh import ssh_tar
from atp_tui.store.remote.url import SSH, parse_ssh, scheme_of
from atp_tui.store.user_dirs import REMOTE, make_private, state_directory

_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]+")
_NAME: Final = 60
"""Characters of a name."""
_DIGEST: Final = 8
"""Characters of the digest of a URL in the name of its directory."""
_NO_STATE: Final = "set XDG_STATE_HOME to a directory of yours"
_NO_TAR: Final = "the shell there may print something when it starts: 'ssh HOST true' must print nothing"

Told = Callable[[int], object]
"""Told how many bytes have come."""


def fetch(url: str, tell: Told = lambda _: None) -> str:
    """Copy the file or directory at a URL to this machine, and return the path of the copy; a directory becomes a tar.

    The copy has the same path each time, and replaces the one before when it is whole.

    Args:
        url: As it was typed.
        tell: Told now and then how many bytes have come.

    Raises:
        CrashpackError: it cannot be reached or read, is larger than
            :data:`~atp_tui.store.archive.budget.BYTES_LIMIT`, or the copy cannot be written.
    """
    if scheme_of(url) == SSH:
        parsed = parse_ssh(url)
        host, name, pieces = parsed.target, f"{_base(parsed.path)}.tar", _whole_tar(url, ssh_tar(parsed))
    else:
        host, name, pieces = scheme_of(url), _base(url), url_bytes(url)
    # Before its directory is made: nothing is left of what cannot be reached.
    first = next(pieces, b"")
    digest = hashlib.sha256(url.encode(errors="surrogateescape")).hexdigest()[:_DIGEST]
    path = str(_private(f"{_plain(host)}-{digest}") / _plain(name))
    replace_file(path, _counted(url, chain((first,), pieces), tell), mode=0o600, is_lasting=False)
    return path


def _base(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or "files"


def _plain(name: str) -> str:
    """A name that every file system takes and no program takes for an option."""
    return _NOT_PLAIN.sub("_", name)[-_NAME:].lstrip(".-") or "files"


def _private(name: str) -> Path:
    """A directory for the copies of one URL, and the notes beside them."""
    state = state_directory()
    if state is None:
        raise IoError("", "no directory for copies: you have no home directory", advice=_NO_STATE)
    folder = Path(state) / REMOTE / name
    try:
        is_private = make_private(folder)
    except OSError as error:
        raise unwritable(str(folder), error, _NO_STATE) from None
    if not is_private:
        raise IoError("a directory that nobody else can write", "another one", file=str(folder), advice=_NO_STATE)
    return folder


def _whole_tar(url: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, if they begin as a tar does; whether the tar is whole is seen where it is unpacked."""
    head, pieces = peeked(pieces, BLOCK)
    if kind_of(head) is not Kind.TAR:
        # The error of ssh says more than the bytes that came before it.
        for _ in pieces:
            pass
        raise InvalidFormatError("a tar", "nothing" if not head else "other bytes", file=url, advice=_NO_TAR)
    yield from pieces


def _counted(url: str, pieces: Iterable[bytes], tell: Told) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > BYTES_LIMIT:
            raise InvalidFormatError(f"at most {BYTES_LIMIT} bytes", "more", file=url, advice="name a part of it")
        tell(size)
        yield piece
