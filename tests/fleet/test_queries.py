import os
import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.record import Severity
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.deeds import set_note, set_status
from atp_tui.fleet.groups import set_proof
from atp_tui.fleet.listing import LISTINGS
from atp_tui.fleet.queries import (
    build_labels,
    group_count,
    group_detail,
    group_of_pack,
    group_page,
    group_place,
    groups_named,
    sample_of,
    sample_page,
    totals,
    unreadable_page,
    written_cause,
)
from atp_tui.fleet.rows import GroupFilter, GroupOrder, Proof, Status
from benchmarks.fleet_rows import fill
from tests.fleet_packs import ALL, fleet_of, groups, index_at, make_pack, require_healthy
from tests.growth import growth

TYPES = ("a_type", "b_type", "c_type")


def made(folder: Path) -> Path:
    """Three packs of one type, two of another, one of a third; each build is a second later."""
    for number, kind in enumerate("aaabbc"):
        pack = make_pack(folder / f"{number}", [f"{kind}_type"], seed=number, build=f"build {number % 3}")
        os.utime(pack / "manifest", ns=(0, number * 10**9))
    return folder


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        (GroupOrder.IMPACT, "abc"),
        (GroupOrder.RUNS, "abc"),
        (GroupOrder.LAST_SEEN, "cba"),
        (GroupOrder.FIRST_SEEN, "cba"),
        (GroupOrder.TITLE, "abc"),
        (GroupOrder.STATUS, "bac"),
    ],
)
def test_groups_are_listed_in_an_order(tmp_path: Path, order: GroupOrder, titles: str) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        set_status(fleet, groups(fleet)["a_type"].id, Status.KNOWN)
        set_status(fleet, groups(fleet)["c_type"].id, Status.MUTED)
        rows = group_page(fleet, order, ALL, 0, -1)
        assert "".join(row.title[0] for row in rows) == titles
        for place, row in enumerate(rows):
            assert group_place(fleet, order, ALL, row.id) == place
            assert group_page(fleet, order, ALL, place, 1) == (row,)
        assert group_place(fleet, order, ALL, 99) is None
        assert group_page(fleet, order, ALL, 3, 5) == ()


def test_filters(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        found = groups(fleet)
        set_note(fleet, found["b_type"].id, "Seen in C_TYPE as well, 100% %_")
        set_status(fleet, found["a_type"].id, Status.MUTED)

        def listed(which: GroupFilter) -> str:
            rows = group_page(fleet, GroupOrder.TITLE, which, 0, -1)
            assert len(rows) == group_count(fleet, which)
            return "".join(row.title[0] for row in rows)

        assert listed(GroupFilter()) == "bc"
        assert listed(ALL) == "abc"
        assert listed(GroupFilter(text="c_type")) == "bc"
        assert listed(GroupFilter(text="%_")) == "b"
        assert listed(GroupFilter(text="'; --")) == ""
        assert listed(GroupFilter(statuses=frozenset({Status.MUTED}))) == "a"
        assert listed(GroupFilter(statuses=frozenset())) == ""
        assert listed(GroupFilter(statuses=frozenset(Status), build="build 2")) == "ac"
        assert listed(GroupFilter(statuses=frozenset(Status), build="no")) == ""
        assert listed(GroupFilter(statuses=frozenset(Status), since_ns=4 * 10**9)) == "bc"


def test_a_row_tells_rate_builds_and_times(tmp_path: Path) -> None:
    make_pack(tmp_path / "passed", [], seed=100, build="build 0")
    with fleet_of(made(tmp_path)) as fleet:
        row = groups(fleet)["a_type"]
        assert (row.runs, row.violations, row.rate) == (3, 3, 3 / 7)
        assert row.builds == (("build 0", 1), ("build 1", 1), ("build 2", 1))
        assert (row.first_ns, row.last_ns) == (0, 2 * 10**9)
        assert (row.severity, row.level, row.status) == (Severity.HIGH, 1, Status.NEW)
        assert build_labels(fleet) == ("build 0", "build 1", "build 2")
        set_proof(fleet, row.id, "build 1", Proof.FAILS)
        set_proof(fleet, row.id, "build 2", Proof.PASSES)
        assert groups(fleet)["a_type"].proof is Proof.PASSES


def test_a_group_is_found_by_number_and_by_fingerprint(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        row = groups(fleet)["a_type"]
        (name,) = group_detail(fleet, row.id).prints
        for text in (str(row.id), name, name[:9], name.partition(":")[2][:6]):
            assert groups_named(fleet, text) == (row.id,), text
        assert len(groups_named(fleet, "v1/1:")) == 3
        for text in ("", "999", "9" * 30, "%", "v1/1:zz", "\x00"):
            assert groups_named(fleet, text) == ()


def test_a_detail_says_why_its_violations_are_together(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        row = groups(fleet)["a_type"]
        found = group_detail(fleet, row.id)
        assert found.row == row
        assert [(part.name, part.value, part.source) for part in found.parts] == [
            ("oracle", "transfer", "journal"),
            ("violation type", "a_type", "journal"),
        ]
        assert (found.samples, found.cause, written_cause(fleet, row.id)) == (3, None, None)
        with pytest.raises(InvalidFormatError, match="none with the number 99"):
            group_detail(fleet, 99)


def test_samples_are_paged(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        group = groups(fleet)["a_type"].id
        rows = sample_page(fleet, group, 0, -1)
        assert sorted(row.seed or 0 for row in rows) == [0, 1, 2]
        assert {row.role for row in rows} == {"sample"}
        assert sample_page(fleet, group, 1, 1) == rows[1:2]
        assert sample_page(fleet, group, 5, 5) == ()
        assert sample_of(fleet, rows[0].pack) == rows[0]
        assert sample_of(fleet, 999) is None


def test_the_groups_of_a_pack(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        found = group_of_pack(fleet, os.fsencode(tmp_path / "3"))
        assert found is not None
        (each,) = found
        assert (each.violation_type, each.title, each.group) == ("b_type", "b_type", groups(fleet)["b_type"].id)
        assert each.search == "not a pack of the lab"
        assert group_of_pack(fleet, b"/nowhere") is None


def test_listings_are_made_again_when_something_changes(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet, open_fleet(str(tmp_path)) as other:
        assert group_count(fleet, ALL) == 3
        index_at(other, make_pack(tmp_path / "later", ["d_type"], seed=40))
        assert group_count(fleet, ALL) == 4
        for number in range(3 * LISTINGS):
            group_count(fleet, GroupFilter(text=f"{number}"))
        assert len(fleet.listings) == LISTINGS


NOT_A_RECORD = "expected a crashpack record with its six fields, found Object missing required field `trace_events`"


def test_unreadable_packs_are_paged(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.json").write_text('{"schema_version": 1, "oracle_results": 5}')
    with fleet_of(tmp_path) as fleet:
        rows = unreadable_page(fleet, 0, -1)
        assert len(rows) == totals(fleet).unreadable == 3
        assert unreadable_page(fleet, 1, 1) == rows[1:2]
        # The path has a column of its own.
        assert {row.fault for row in rows} == {NOT_A_RECORD}


def test_a_made_fleet_is_healthy(tmp_path: Path) -> None:
    with open_fleet(str(tmp_path), create=True) as fleet:
        fill(fleet, 1_000, 20)
        require_healthy(fleet)
        found = totals(fleet)
        assert (found.runs, found.failed, found.groups) == (1_000, 333, 20)


def test_a_page_costs_its_rows_however_many_there_are(tmp_path: Path) -> None:
    def work(size: int) -> None:
        with open_fleet(str(tmp_path / str(size))) as fleet:
            for each in range(20):
                group_page(fleet, GroupOrder.IMPACT, ALL, each, 5)
                sample_page(fleet, 1, each, 5)
            totals(fleet)

    for size in (100, 800):
        with open_fleet(str(tmp_path / str(size)), create=True) as fleet:
            fill(fleet, size * 30, size, all_packs=True)
    assert growth(work) < 0.3


@pytest.mark.soak
def test_many_groups(tmp_path: Path) -> None:
    with open_fleet(str(tmp_path), create=True) as fleet:
        fill(fleet, 600_000, 100_000)
        assert group_count(fleet, ALL) > 50_000
        row = group_page(fleet, GroupOrder.TITLE, ALL, 40_000, 1)[0]
        assert group_place(fleet, GroupOrder.TITLE, ALL, row.id) == 40_000
        require_healthy(fleet)


@pytest.mark.soak
def test_a_group_of_a_million(tmp_path: Path) -> None:
    with open_fleet(str(tmp_path), create=True) as fleet:
        fill(fleet, 3_000_000, 1, all_packs=True)
        (row,) = group_page(fleet, GroupOrder.RUNS, ALL, 0, -1)
        assert row.runs == 1_000_000
        assert len(sample_page(fleet, row.id, 999_990, 50)) == 10


@pytest.mark.soak
def test_many_packs_in_one_folder(tmp_path: Path) -> None:
    for number in range(100_000):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "journal").write_bytes(b"# ATP Journal Digest\n")
        (folder / "manifest").write_text(f"# ATP Crashpack Manifest\nschema_version: 1\nmetadata.n: {number}\n")
    with fleet_of(tmp_path) as fleet:
        assert totals(fleet).packs == 100_000
        assert index_at(fleet, tmp_path).new == 0


def test_queries_load_neither_the_lab_nor_a_screen() -> None:
    heavy = ("atp_tui.lab", "atp_tui.tui", "textual", "trio", "aioquic", "numpy", "concurrent", "multiprocessing")
    code = f"import sys, atp_tui.fleet.queries; print([name for name in {heavy!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout == "[]\n"
