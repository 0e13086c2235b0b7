"""The pack read, its trace gone through, and all of it examined."""

from contextlib import suppress

from textual import work
from textual.screen import Screen
from textual.worker import get_current_worker

from atp_tui.engine.errors import CrashpackError
from atp_tui.report.model import report_of
from atp_tui.store.pack import examine_pack, open_pack
from atp_tui.store.stopping import StoppedError, stops_when
from atp_tui.store.trace_file import SMALL_READ
from atp_tui.tui.messages import PackExamined, PackFailed, PackOpened, TraceGrew
from atp_tui.tui.open_options import OpenOptions


class Reading(Screen[None]):
    """The part of the main screen that reads, in a thread of its own."""

    path: str
    options: OpenOptions

    @work(thread=True, exclusive=True, group="read")
    def read_pack(self) -> None:
        """Open the pack, then look at all of it."""
        try:
            pack = open_pack(self.path, keeps_index=self.options.keeps_index, window=SMALL_READ)
        except CrashpackError as error:
            self.post_message(PackFailed(error))
            return
        pack.events.read_ahead()
        self.post_message(PackOpened(pack))
        worker = get_current_worker()
        pack.events.read_all(lambda share: self.post_message(TraceGrew(share)), lambda: worker.is_cancelled)
        with suppress(StoppedError):
            examination = examine_pack(pack, stops_when(lambda: worker.is_cancelled))
            self.post_message(PackExamined(report_of(pack, examination)))
