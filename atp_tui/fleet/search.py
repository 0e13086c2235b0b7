"""What a worker does for one violation: searches for its cause, by running the lab again and again."""

import os
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.schema import Search
from atp_tui.rerun.cause import ViolationCause, cause_of
from atp_tui.rerun.mechanism import mechanism_of
from atp_tui.store.open import open_pack


class SearchTask(NamedTuple):
    """A violation whose cause is searched for."""

    path: bytes
    oracle: str
    type: str


class Searched(NamedTuple):
    """What came of a search."""

    state: int
    """As in ``violation.search``."""
    fingerprint: str = ""
    """Of level 2; empty where there is none."""
    title: str = ""
    parts: str = ""
    cause: str = ""
    """As JSON; empty where nothing was found."""
    written: bytes = b""
    """The decisions that are left, as lines of JSON."""
    mechanism: str = ""
    """What the lab knows to be behind it; empty where no cause was found."""


def search(task: SearchTask, max_tries: int, is_stopped: Callable[[], bool] | None = None) -> Searched:
    """Return what came of the search for the cause of a violation."""
    try:
        pack = open_pack(os.fsdecode(task.path), keeps_index=False)
        found = cause_of(pack, task.oracle, task.type, max_tries=max_tries, is_stopped=is_stopped)
    except CrashpackError:
        return Searched(Search.REFUSED)
    two = found.level_two
    if two is None:
        return Searched(Search.NOT_MINIMAL, cause=_cause(found), written=found.written)
    return Searched(
        Search.FOUND, two.fingerprint, two.title, two.write(), _cause(found), found.written, mechanism_of(found)
    )


def _cause(found: ViolationCause) -> str:
    told = {
        "decisions": found.decisions,
        "of": found.of,
        "tries": found.tries,
        "is_minimal": found.is_minimal,
    }
    return msgspec.json.encode(told).decode()
