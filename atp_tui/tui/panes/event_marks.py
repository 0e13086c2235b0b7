"""The marks of the events pane, and what is copied of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from atp_tui.report.event_export import copied_line
from atp_tui.tui.log_lines import LogLines
from atp_tui.tui.panes.event_visits import EventVisits
from atp_tui.tui.place_messages import MarksChanged
from atp_tui.tui.widgets.line_list import LineList


class EventMarks(EventVisits):
    """The part of the events pane that marks events."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.marks: set[int] = set()
        self._unmarked: set[int] = set()
        """The marks that were all taken away at once."""

    def mark(self) -> bool:
        """Mark the event under the cursor, or take the mark away, and go on; say whether there is one."""
        here = self.place
        if here is None:
            return False
        self.set_marks(self.marks ^ {here})
        self.query_one(LineList).action_move(1)
        return True

    def set_marks(self, places: Iterable[int], *, is_told: bool = True) -> None:
        """Mark these events and no others, and tell so."""
        self.marks = set(places)
        self.query_one(LineList).refresh()
        self.tell_counts()
        if is_told:
            self.post_message(MarksChanged(tuple(sorted(self.marks))))

    def unmark_all(self) -> int:
        """Take all marks away, or bring back those that were; return how many there are now, below 0 for taken away."""
        if self.marks:
            self._unmarked = self.marks
            self.set_marks(())
            return -len(self._unmarked)
        self.set_marks(self._unmarked)
        return len(self.marks)

    def go_to_mark(self, step: int) -> bool:
        """Go to the next marked event, or the one before; say whether there is one."""
        marks, here = sorted(self.marks), self.near
        if here is None:
            here = -1
        index = bisect_right(marks, here) if step > 0 else bisect_left(marks, here) - 1
        if not 0 <= index < len(marks):
            return False
        self.show_event(marks[index])
        return True

    def copied(self) -> tuple[str, str]:
        """Return what is to be copied, in words and as text: the marked events, else the row under the cursor."""
        if self.pack is None:
            return "", ""
        if self.shows_log:
            return "1 line of the log file", self._log_line()
        places = sorted(self.marks) or ([self.place] if self.place is not None else [])
        text = "\n".join(copied_line(self.pack.events.at(place), place) for place in places)
        return f"{len(places)} events" if len(places) != 1 else "1 event", text

    def _log_line(self) -> str:
        """The line of the log file under the cursor, as it may be shown."""
        lines = LogLines(self.pack.logs.get(self.lane) if self.pack and self.lane else None)
        row = self.query_one(LineList).cursor
        return lines.line(row).plain if row < lines.count() else ""
