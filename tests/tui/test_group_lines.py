"""Groups as rows: every column in its cells at every width, and pages read on demand alone."""

import pytest

from atp_tui.cells import cell_len
from atp_tui.engine.record import Severity
from atp_tui.fleet.rows import GroupFilter, GroupOrder, Status
from atp_tui.tui.group_lines import GroupLines, columns_for, group_line, head_line
from atp_tui.tui.paged_lines import PAGE
from tests.fleet_rows import BUILDS, GROUPS, MemoryFleet, group

ALL = GroupFilter(statuses=frozenset(Status))
WIDTHS = (57, 77, 109, 110, 117, 139, 140, 200)
HOSTILE = group(
    9, "\x1b[2J\u202e[red]日本語" * 50, Severity.LOW, 10**7, builds=(("日本語日本語", 10**9),), influence="x" * 99
)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("order", GroupOrder)
def test_every_row_has_the_cells_of_the_list(width: int, order: GroupOrder) -> None:
    columns = columns_for(width, (*BUILDS, "日本語日本語"), order)
    lines = [head_line(columns, order), *(group_line(row, columns) for row in (*GROUPS, HOSTILE))]
    assert {cell_len(line.plain) for line in lines} == {width}
    assert all(line.plain.isprintable() for line in lines)


def test_columns_are_below_their_headings() -> None:
    columns = columns_for(117, BUILDS, GroupOrder.IMPACT)
    head, row = head_line(columns, GroupOrder.IMPACT).plain, group_line(GROUPS[1], columns).plain
    assert head.split() == ["STATUS", "SEV▾", "GROUP", "RUNS", "RATE", *BUILDS, "PROOF", "TRIGGER"]
    assert row[head.index("GROUP") :].startswith("quiescence: deliver pending")
    for name, value in (("RUNS", "1,904"), ("RATE", "0.0 %"), ("7d8f", "880"), ("a11c", "."), ("26a1", "1,024")):
        end = head.index(name) + len(name)
        shown = row[:end].split()[-1]
        assert name == "RATE" or shown == value


def test_on_a_narrow_screen_the_builds_fold_into_bars() -> None:
    narrow = columns_for(77, BUILDS, GroupOrder.IMPACT)
    assert [column.heading for column in narrow][-1] == "BUILDS"
    assert group_line(GROUPS[1], narrow).plain.rstrip()[-3:] == "▆ █"
    assert group_line(GROUPS[2], narrow).plain.rstrip()[-3:] == "▇▇█"


def test_a_single_build_has_no_column() -> None:
    for width in WIDTHS:
        assert not {"BUILDS", "26a1"} & {column.heading for column in columns_for(width, ("26a1",), GroupOrder.IMPACT)}


@pytest.mark.parametrize(
    ("order", "heading"),
    [
        (GroupOrder.IMPACT, "SEVERITY▾"),
        (GroupOrder.RUNS, "RUNS▾"),
        (GroupOrder.TITLE, "GROUP▾"),
        (GroupOrder.STATUS, "STATUS▾"),
        (GroupOrder.LAST_SEEN, "LAST SEEN▾"),
        (GroupOrder.FIRST_SEEN, "FIRST SEEN▾"),
    ],
)
def test_the_sorted_column_has_a_sign(order: GroupOrder, heading: str) -> None:
    assert heading in head_line(columns_for(200, BUILDS, order), order).plain


def test_severity_status_and_proof_are_words() -> None:
    row = group_line(GROUPS[2], columns_for(77, BUILDS, GroupOrder.IMPACT)).plain
    assert row.split()[:3] == ["known", "Crit", "manifest_integrity"]
    assert "fails" in group_line(GROUPS[0], columns_for(117, BUILDS, GroupOrder.IMPACT)).plain
    assert [
        group_line(group(1, "t", severity), columns_for(77, (), GroupOrder.IMPACT)).plain.split()[1]
        for severity in Severity
    ] == [str(severity)[:4].replace("Medi", "Med") for severity in Severity]


def test_only_the_page_of_a_row_is_read() -> None:
    fleet = MemoryFleet(tuple(group(number, f"group {number}", runs=1_000 - number) for number in range(500)))
    lines = GroupLines(fleet, GroupOrder.RUNS, ALL, 500, columns_for(77, (), GroupOrder.RUNS))
    assert "group 300" in lines.line(300).plain
    assert "group 301" in lines.line(301).plain
    assert fleet.asked == [(300 // PAGE * PAGE, PAGE)]


def test_a_row_that_cannot_be_read_says_why_and_one_that_is_gone_is_empty() -> None:
    fleet = MemoryFleet()
    lines = GroupLines(fleet, GroupOrder.RUNS, ALL, 100, columns_for(77, (), GroupOrder.RUNS))
    assert lines.line(99).plain == "…"
    assert lines.row(99) is None
    fleet.fault = "a broken\x1b page"
    broken = GroupLines(fleet, GroupOrder.RUNS, ALL, 5, columns_for(77, (), GroupOrder.RUNS))
    assert broken.line(0).plain == "expected a fleet, found a broken␛ page"
    assert broken.row(0) is None
