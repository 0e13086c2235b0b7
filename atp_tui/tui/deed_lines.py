"""Changes to the groups of a fleet, and packs that cannot be read, as rows of a list."""

from collections.abc import Sequence

from rich.text import Text

from atp_tui.cells import fitted
from atp_tui.fleet.report.words import moment
from atp_tui.fleet.rows import DeedRow
from atp_tui.tui.text import QUIET, joined, own_text, row_text


class DeedLines:
    """Changes, each with its number, its time and a sentence; undone ones are dim and say so."""

    def __init__(self, deeds: Sequence[DeedRow]) -> None:
        self._deeds = deeds

    def count(self) -> int:
        """Return the number of changes."""
        return len(self._deeds)

    def line(self, index: int) -> Text:
        """Return a row."""
        deed = self._deeds[index]
        head = own_text(f"{fitted(f'#{deed.number}', 7)} {moment(deed.at_ns)}  ", QUIET)
        if deed.undone_by is None:
            return joined(head, row_text(deed.words))
        return joined(head, row_text(deed.words, QUIET), own_text(f"  undone by #{deed.undone_by}", QUIET))
