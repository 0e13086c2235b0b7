"""Changes to groups as rows."""

from atp_tui.fleet.rows import DeedRow
from atp_tui.tui.deed_lines import DeedLines
from tests.fleet_rows import MemoryFleet


def test_a_change_has_number_time_and_words_and_says_when_it_is_undone() -> None:
    lines = DeedLines((*MemoryFleet().deeds(0, 9), DeedRow(7, -(10**30), "note", "wrote \x1b[2J", None)))
    assert [lines.line(index).plain for index in range(lines.count())] == [
        "#2      2026-05-27 00:00  set group 3 to known",
        "#1      2026-05-27 00:00  merged group 9 into group 3  undone by #3",
        "#7      -  wrote ␛[2J",
    ]
