"""A line that leads another user to an event, a lane and a filter of this pack."""

from dataclasses import dataclass
from typing import Final

from atp_tui.engine.event_location import EventLocation
from atp_tui.engine.permalink import SHORT, Permalink
from atp_tui.store.pack import Pack
from atp_tui.store.trace.locate import place_name
from atp_tui.tui.panes.events.view import Visit

_NO_DIGEST: Final = "the line names no digest: this pack has neither a manifest nor a journal to tell it by"


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
        return cls(visit, shared.line(pack.path), what, "" if shared.digest else _NO_DIGEST)


def other_pack(asked: str, found: str) -> str:
    """Return what to show where a line was made for another pack, given both digests."""
    is_told = found[: max(SHORT, len(asked))] or "without a manifest or journal to tell it by"
    return f"ANOTHER PACK  made for {asked}, opened with {is_told}: event and filter may mean another thing"
