"""A list that tells from where somebody went to its first or last row."""

from atp_tui.tui.widgets.line_list import LineList, RowMessage


class LeapingList(LineList):
    """A list of rows whose leaps can be taken back by whoever shows it."""

    class Leapt(RowMessage):
        """The cursor left a row for the first or the last one."""

    def action_first(self) -> None:
        """Go to the first row."""
        self._tell_leap()
        super().action_first()

    def action_last(self) -> None:
        """Go to the last row, and stay at the end while rows are added."""
        self._tell_leap()
        super().action_last()

    def _tell_leap(self) -> None:
        if self.row_count:
            self.post_message(self.Leapt(self.cursor, self))
