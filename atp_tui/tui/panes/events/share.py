"""What of the events is given to others: a line that leads to one of them, and a file of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.widget import Widget

from atp_tui.clean import clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.event_location import EventLocation
from atp_tui.engine.permalink import SHORT, Permalink
from atp_tui.report.event_export import exported
from atp_tui.store.file_writer import write_new_file
from atp_tui.store.pack import Pack
from atp_tui.store.trace.locate import place_name
from atp_tui.tui.app_messages import CopyRequested
from atp_tui.tui.dialogs.save import save
from atp_tui.tui.messages import PaneRequested
from atp_tui.tui.panes.events.view import Visit
from atp_tui.tui.typed_paths import suggested_file

_JSON: Final = ".jsonl"
_QUESTION: Final = "Write the marked events to which new file? A name that ends in .jsonl writes JSON lines"
_NO_DIGEST: Final = "the line names no digest: this pack has neither a manifest nor a journal to identify it"


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line that was copied, with the visit that it leads to."""

    visit: Visit
    text: str
    what: str
    """The line in words, with what it leaves out."""
    warning: str = ""

    @classmethod
    def of(cls, pack: Pack, visit: Visit, place: int) -> "SharedLine":
        """Return the line that leads to the event at a place.

        Raises:
            InvalidFormatError: the line would be too long, or not a line.
        """
        at = place_name(pack.events, place)
        shared = Permalink(EventLocation.read(at), at, visit.view.lane, visit.view.query_text, pack.digest)
        what = f"the line that leads here{visit.view.left_out}"
        return cls(visit, shared.line(*(pack.names or (pack.path,))), what, "" if shared.digest else _NO_DIGEST)


def share_place(asker: Widget, pack: Pack, visit: Visit, place: int) -> SharedLine | None:
    """Copy a line that leads to the event at a place, and return it; notify why there is none."""
    try:
        line = SharedLine.of(pack, visit, place)
    except InvalidFormatError as error:
        asker.notify(clean(f"no link: {error}"), severity="error", markup=False)
        return None
    if line.warning:
        asker.notify(clean(line.warning), severity="warning", markup=False)
    asker.post_message(PaneRequested("events"))
    asker.post_message(CopyRequested(line.what, line.text))
    return line


async def save_events(asker: Widget, pack: Pack, places: Sequence[int]) -> bool:
    """Ask for a file and write the events at some places to it; return whether they were written."""

    def write(path: str) -> None:
        write_new_file(path, exported(pack.events, places, as_json=path.endswith(_JSON)))

    suggested = suggested_file(pack.path, "marked", "txt", is_directory=pack.source.has_files)
    path = await save(asker, _QUESTION, suggested, write)
    if path:
        plural = "s" if len(places) != 1 else ""
        asker.notify(clean(f"{len(places):,} event{plural} written to {path}"), markup=False)
    return bool(path)


def other_pack(asked: str, found: str) -> str:
    """Return what to show where a line was made for another pack, given both digests."""
    is_told = found[: max(SHORT, len(asked))] or "without a manifest or journal to identify it"
    return f"ANOTHER PACK  made for {asked}, opened with {is_told}: event and filter may mean another thing"
