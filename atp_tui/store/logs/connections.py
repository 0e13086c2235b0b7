"""The connections of a log: the one that is named, and all of them in an error."""

from collections.abc import Sequence
from typing import Final

from atp_tui.engine.errors import IoError
from atp_tui.engine.shell import quote_path
from atp_tui.store.logs.packs import PackOfLog

_NAMED: Final = 5
"""How many connections an error names."""

_ID: Final = 16
"""Characters of an id that an error shows."""


def chosen_packs(packs: Sequence[PackOfLog], connection: str) -> tuple[PackOfLog, ...]:
    """Return the packs of the connection that is named; of both ends where a log has both, and all where none is.

    Raises:
        IoError: the log has no such connection.
    """
    word = connection.lower()
    if not word:
        return tuple(packs)
    found = tuple(pack for pack in packs if str(pack.made.number) == word)
    found = found or tuple(pack for pack in packs if pack.made.key.lower().startswith(word))
    if not found:
        raise IoError("", f"no connection {connection}", file=packs[0].source.path, advice=f"it has {listed(packs)}")
    return found


def listed(packs: Sequence[PackOfLog]) -> str:
    """Return the names of connections with their ends and the beginnings of their ids, as a list in a sentence."""
    more = ", …" if len(packs) > _NAMED else ""
    return ", ".join(map(_words, packs[:_NAMED])) + more


def _words(pack: PackOfLog) -> str:
    key = pack.made.key
    about = f"{pack.made.end} {key[:_ID]}{'…' if len(key) > _ID else ''}".strip()
    return f"{quote_path(pack.shown)} ({about})"
