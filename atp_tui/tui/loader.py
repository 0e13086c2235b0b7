"""Loading a pack for the explorer: opened, indexed and examined, with a message after each step."""

from collections.abc import Callable
from contextlib import suppress

from textual.message import Message

from atp_tui.engine.errors import CrashpackError
from atp_tui.report.model import report_of
from atp_tui.store.note_file import note_of
from atp_tui.store.open import open_kept, open_pack
from atp_tui.store.pack import examine_pack
from atp_tui.store.trace.file import SMALL_READ
from atp_tui.tui.app_messages import PackFailed
from atp_tui.tui.collector import keep_for_long
from atp_tui.tui.messages import PackExamined, PackOpened, TraceProgress
from atp_tui.tui.options import OpenOptions


class StoppedError(Exception):
    """The pass was stopped."""


def stops_when(is_stopped: Callable[[], bool]) -> Callable[[float], None]:
    """Return what may be told the progress of a pass, and ends it once *is_stopped* says so.

    Raises:
        StoppedError: when it is called then.
    """

    def tell(_share: float) -> None:
        if is_stopped():
            raise StoppedError

    return tell


def load_pack(
    path: str, post: Callable[[Message], object], cancelled: Callable[[], bool], options: OpenOptions
) -> None:
    """Open the pack at *path*, then read all of its trace and examine it.

    Args:
        path: Whatever has a pack.
        post: Takes the messages, in order.
        cancelled: Whether to stop.
        options: How it is opened.
    """
    try:
        if options.kept is None:
            pack = open_pack(path, keeps_index=options.keeps_index, window=SMALL_READ)
        else:
            pack = open_kept(options.kept, keeps_index=options.keeps_index, window=SMALL_READ)
    except CrashpackError as error:
        post(PackFailed(error))
        return
    pack.events.read_ahead()
    note = note_of(pack)
    post(PackOpened(pack, note))
    pack.events.read_all(lambda share: post(TraceProgress(share)), cancelled)
    with suppress(StoppedError):
        post(PackExamined(report_of(pack, examine_pack(pack, stops_when(cancelled)), note)))
    keep_for_long()
