"""Samples as rows: each column in its cells, and of a long path its end."""

from pathlib import Path

import pytest

from atp_tui.cells import cell_len
from atp_tui.fleet.rows import UnreadableRow
from atp_tui.store.kept_import import KeptImport, remember
from atp_tui.tui.sample_lines import copyable_path, sample_head, sample_line, shown_path, unreadable_line
from tests.fleet_rows import sample

HOSTILE = sample(0, path=b"/\xff\x1b[2J" + "日本".encode() * 999, build="\u202eb" * 99, role="r" * 99, seed=2**64 - 1)


@pytest.mark.parametrize("width", [46, 57, 77, 109, 110, 200])
def test_every_row_has_the_cells_of_the_list(width: int) -> None:
    lines = [sample_head(width), *(sample_line(each, width) for each in (sample(0), sample(1, seed=None), HOSTILE))]
    assert {cell_len(line.plain) for line in lines} <= {width, width - 1}
    assert all(line.plain.isprintable() for line in lines)


def test_a_row_says_whether_the_pack_is_intact_and_what_it_is() -> None:
    rows = [sample_line(sample(number), 120).plain.split() for number in range(3)]
    assert rows[0] == ["/packs/sample_0000", "intact", "2,856", "0", "26a1", "minimized"]
    assert rows[1][1] == "DAMAGED"
    assert rows[2][1] == "-"
    assert sample_line(sample(1, events=None), 77).plain.split()[2] == "-"


def test_of_a_long_path_the_end_is_shown() -> None:
    line = sample_line(sample(0, path=b"/a" * 200 + b"/name"), 77).plain
    assert line.startswith("…")
    assert "/name" in line


def test_only_a_path_that_can_be_seen_is_copied() -> None:
    assert copyable_path("/packs/café 日本".encode()) == "/packs/café 日本"
    assert [copyable_path(path) for path in (b"/p\xff", b"/p\n", "/p\u202e".encode(), b"")] == [""] * 4


def test_a_path_that_is_no_text_is_visible() -> None:
    assert shown_path(b"/packs/\xff\n") == "/packs/\\xff␊"
    row = UnreadableRow(1, b"/p\xff", "expected \x1b", 0)
    assert unreadable_line(row).plain == "/p\\xff  expected ␛"


def test_an_imported_log_is_named_and_copied_as_the_log(tmp_path: Path) -> None:
    remember(KeptImport(str(tmp_path), ("a.sqlog:1", "b.sqlog"), ("a.sqlog", "b.sqlog")))
    path = str(tmp_path.resolve()).encode()
    assert (shown_path(path), copyable_path(path)) == ("a.sqlog:1 + b.sqlog", "a.sqlog:1 b.sqlog")
