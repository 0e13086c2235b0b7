"""What an opened pack tells of the run that it comes from."""

from typing import Final

from atp_tui.engine.artifacts import DECISIONS
from atp_tui.engine.replay.run import RecordedRun
from atp_tui.store.directory import FileRefusedError, PackDirectory
from atp_tui.store.pack import Pack

DECISIONS_LIMIT: Final = 256 << 20
"""Bytes that the decisions of a run may have."""


def recorded_run(pack: Pack) -> RecordedRun:
    """Return what a pack tells of its run; its trace is read when it is gone through."""
    return RecordedRun(pack.crashpack, pack.events, _decisions(pack))


def _decisions(pack: Pack) -> bytes | None:
    if not pack.is_directory:
        return None
    with PackDirectory(pack.path) as directory:
        try:
            return directory.read(DECISIONS, DECISIONS_LIMIT)
        except FileRefusedError:
            return None
