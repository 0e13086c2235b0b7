import os
import sqlite3
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.fingerprint import Parts, level_one
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.deeds import WORDS_LIMIT, deed, deed_page, merge, set_note, set_status, split, undo, upgrade
from atp_tui.fleet.editions import Key, NewPrints, preview_upgrade
from atp_tui.fleet.queries import group_detail, group_page, sample_page, totals
from atp_tui.fleet.rows import GroupOrder, Status
from tests.fleet_packs import ALL, fleet_of, groups, index_at, make_pack, require_healthy

TYPES = ("quiescence", "obligation_leak", "path_consistency")


def made(folder: Path, **options: object) -> Path:
    """Two packs of each type, one of all."""
    for number, types in enumerate([[each] for each in TYPES] * 2 + [list(TYPES)]):
        make_pack(folder / str(number), types, seed=number, build=f"b{number}", **options)
    return folder


def ids(fleet: Fleet) -> tuple[int, int, int]:
    """The groups of the types."""
    found = groups(fleet)
    return found[TYPES[0]].id, found[TYPES[1]].id, found[TYPES[2]].id


def shown(fleet: Fleet) -> list[tuple[str, int, int, int, str, str]]:
    """All that deeds can change."""
    rows = group_page(fleet, GroupOrder.TITLE, ALL, 0, -1)
    return [
        (row.title, row.runs, row.violations, group_detail(fleet, row.id).samples, row.status.value, row.note)
        for row in rows
    ]


def test_merged_groups_count_each_run_once(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        one, two, _ = ids(fleet)
        merge(fleet, one, two)
        row = groups(fleet)[TYPES[0]]
        assert (row.runs, row.violations, len(row.builds)) == (5, 6, 5)
        assert len(group_detail(fleet, one).prints) == 2
        assert len({sample.path for sample in sample_page(fleet, one, 0, -1)}) == 5
        assert TYPES[1] not in groups(fleet)


def test_a_group_is_not_merged_with_itself(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        one, *_ = ids(fleet)
        with pytest.raises(InvalidFormatError, match=r"expected two groups, found group \d+ twice"):
            merge(fleet, one, one)
        assert deed_page(fleet, 0, -1) == ()


def test_an_empty_or_unknown_group_is_not_merged(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        one, two, _ = ids(fleet)
        merge(fleet, one, two)
        for pair in ((one, two), (two, one), (one, 999)):
            with pytest.raises(InvalidFormatError, match="a group of the fleet"):
                merge(fleet, *pair)


def test_chains_of_merges_are_undone_in_any_order(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        before = shown(fleet)
        one, two, three = ids(fleet)
        first = merge(fleet, two, three)
        second = merge(fleet, one, two)
        assert groups(fleet)[TYPES[0]].violations == 9
        assert groups(fleet)[TYPES[0]].runs == 7
        undo(fleet, first)
        assert groups(fleet)[TYPES[2]].runs == 3
        assert groups(fleet)[TYPES[0]].violations == 6
        undo(fleet, second)
        assert shown(fleet) == before
        require_healthy(fleet)


def test_an_undone_merge_stays_undone(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        one, two, _ = ids(fleet)
        undo(fleet, merge(fleet, one, two))
        make_pack(tmp_path / "later", [TYPES[1]], seed=40)
        index_at(fleet, tmp_path)
        assert groups(fleet)[TYPES[1]].runs == 4
        assert groups(fleet)[TYPES[0]].runs == 3


def test_what_is_indexed_later_joins_the_merged_group(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        one, two, _ = ids(fleet)
        merge(fleet, one, two)
        make_pack(tmp_path / "later", [TYPES[1]], seed=40)
        index_at(fleet, tmp_path)
        assert groups(fleet)[TYPES[0]].runs == 6


def test_undo_takes_the_last_deed_and_can_be_undone(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        one, two, _ = ids(fleet)
        merge(fleet, one, two)
        set_note(fleet, one, "look")
        assert undo(fleet).what == "note"
        assert undo(fleet).what == "merge"
        with pytest.raises(InvalidFormatError, match="a deed that can be undone"):
            undo(fleet)
        undo(fleet, 4)
        assert groups(fleet)[TYPES[0]].runs == 5
        assert deed(fleet, 1).undone_by is None
        with pytest.raises(InvalidFormatError, match="a deed that was not undone"):
            undo(fleet, 2)
        with pytest.raises(InvalidFormatError, match="none with the number 99"):
            undo(fleet, 99)


def test_the_list_of_deeds_says_what_was_done(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path, loss=0.1)) as fleet:
        one, two, three = ids(fleet)
        merge(fleet, one, two)
        split(fleet, one, "level2")
        split(fleet, three, "loss")
        set_status(fleet, three, Status.MUTED, "noise")
        set_note(fleet, three, "")
        undo(fleet)
        assert [(row.number, row.what, row.words) for row in deed_page(fleet, 0, -1)] == [
            (6, "undo", "undid change 5"),
            (5, "note", f"note of group {three}: removed"),
            (4, "status", f"set group {three} to muted: noise"),
            (3, "split", f"split group {three} by loss"),
            (2, "split", f"split group {one} by fingerprint"),
            (1, "merge", f"merged group {two} into group {one}"),
        ]
        assert [row.number for row in deed_page(fleet, 1, 2)] == [5, 4]


def test_a_split_by_fingerprint_undoes_merges_for_good(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        before = shown(fleet)
        one, two, three = ids(fleet)
        merge(fleet, one, two)
        merge(fleet, one, three)
        number = split(fleet, one, "level2")
        assert shown(fleet) == before
        undo(fleet, number)
        assert groups(fleet)[TYPES[0]].runs == 7
        with pytest.raises(InvalidFormatError, match="a group with several fingerprints, found one"):
            split(fleet, split(fleet, one, "level2") and ids(fleet)[1], "level2")


def by_option(folder: Path) -> Path:
    """Packs with three rates of loss, and one whose options nobody knows."""
    for number, loss in enumerate((0.0, 0.01, 0.01, 0.5, 0.5, 0.5)):
        make_pack(folder / str(number), seed=number, loss=loss, faults=["torn-journal"] if number % 2 else [])
    make_pack(folder / "other", seed=9)
    return folder


def runs_by_title(fleet: Fleet) -> dict[str, int]:
    return {title: row.runs for title, row in groups(fleet).items()}


def test_a_split_by_option_divides_violations_by_its_ranges(tmp_path: Path) -> None:
    with fleet_of(by_option(tmp_path)) as fleet:
        before = shown(fleet)
        (row,) = groups(fleet).values()
        number = split(fleet, row.id, "loss")
        expected = {
            "quiescence": 1,
            "quiescence (loss < 0.005)": 1,
            "quiescence (0.005 <= loss < 0.05)": 2,
            "quiescence (loss >= 0.2)": 3,
        }
        assert runs_by_title(fleet) == expected
        make_pack(tmp_path / "later", seed=20, loss=0.6)
        index_at(fleet, tmp_path)
        assert runs_by_title(fleet)["quiescence (loss >= 0.2)"] == 4
        require_healthy(fleet)
        (tmp_path / "later").rename(tmp_path.parent / f"{tmp_path.name}-later")
        undo(fleet, number)
        assert runs_by_title(fleet) == {"quiescence": 8}
        assert shown(fleet)[0][0] == before[0][0]


def test_a_part_is_split_merged_and_put_together_again(tmp_path: Path) -> None:
    with fleet_of(by_option(tmp_path)) as fleet:
        (row,) = groups(fleet).values()
        first = split(fleet, row.id, "loss")
        high = groups(fleet)["quiescence (loss >= 0.2)"].id
        second = split(fleet, high, "torn-journal")
        assert runs_by_title(fleet)["quiescence (loss >= 0.2) (torn-journal)"] == 2
        merge(fleet, row.id, high)
        assert runs_by_title(fleet)["quiescence"] == 2
        undo(fleet, first)
        assert runs_by_title(fleet) == {"quiescence": 7}
        require_healthy(fleet)
        undo(fleet, second)
        undo(fleet, deed_page(fleet, 0, 2)[1].number)
        require_healthy(fleet)
        assert sum(runs_by_title(fleet).values()) == 7


def test_an_unknown_option_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with fleet_of(by_option(tmp_path)) as fleet:
        (row,) = groups(fleet).values()
        with pytest.raises(InvalidFormatError, match=r"torn-journal.*loss.*found 'gain'"):
            split(fleet, row.id, "gain")


def test_a_fixed_group_regresses_on_a_build_that_was_not_known_then(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        one, two, _ = ids(fleet)
        number = set_status(fleet, one, Status.FIXED, "in b9")
        set_status(fleet, two, Status.FIXED)
        make_pack(tmp_path / "old", [TYPES[0]], seed=50, build="b3")
        index_at(fleet, tmp_path)
        assert groups(fleet)[TYPES[0]].status is Status.FIXED
        pack = make_pack(tmp_path / "new", [TYPES[0]], seed=51, build="b9")
        os.utime(pack / "manifest", ns=(1, 1))  # the clock of that machine is wrong
        index_at(fleet, tmp_path)
        assert groups(fleet)[TYPES[0]].status is Status.REGRESSED
        assert groups(fleet)[TYPES[0]].note == "in b9"
        assert groups(fleet)[TYPES[1]].status is Status.FIXED
        merge(fleet, two, one)
        assert groups(fleet)[TYPES[1]].status is Status.REGRESSED
        undo(fleet)
        undo(fleet, number)
        assert groups(fleet)[TYPES[0]].status is Status.NEW
        assert groups(fleet)[TYPES[0]].note == ""


def test_status_and_note_are_of_limited_length_and_by_people(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        one, *_ = ids(fleet)
        with pytest.raises(InvalidFormatError, match="new, known, muted or fixed"):
            set_status(fleet, one, Status.REGRESSED)
        long = "x" * (WORDS_LIMIT + 1)
        with pytest.raises(InvalidFormatError, match="characters"):
            set_note(fleet, one, long)
        with pytest.raises(InvalidFormatError, match="characters"):
            set_status(fleet, one, Status.KNOWN, long)
        set_note(fleet, one, "\x1b[2J\n")
        assert groups(fleet)[TYPES[0]].note == "\x1b[2J\n"


def renewed(_: Key, one: str, two: str | None) -> NewPrints:
    """A second version, which knows no difference between two types and makes one between the runs of a third."""
    assert two is None
    parts = Parts.read(one)
    kind = {TYPES[1]: TYPES[0], TYPES[2]: f"{TYPES[2]} {'ab'[_.number % 2]}"}.get(parts.type, parts.type)
    return NewPrints(level_one("second", kind), None)


def test_an_upgrade_is_previewed_taken_and_undone(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        before = shown(fleet)
        one, two, three = ids(fleet)
        found = preview_upgrade(fleet, renewed)
        assert [join.groups for join in found.joins] == [(one, two)]
        assert [(parting.group, parting.titles) for parting in found.partings] == [
            (three, (f"{TYPES[2]} a", f"{TYPES[2]} b"))
        ]
        assert found.violations == 9
        assert shown(fleet) == before
        number = upgrade(fleet, "v2", renewed)
        assert runs_by_title(fleet) == {TYPES[0]: 5, TYPES[2]: 3}
        require_healthy(fleet)
        with pytest.raises(InvalidFormatError, match="another version"):
            upgrade(fleet, "v2", renewed)
        undo(fleet, number)
        assert shown(fleet) == before
        undo(fleet, deed_page(fleet, 0, 1)[0].number)
        assert runs_by_title(fleet) == {TYPES[0]: 5, TYPES[2]: 3}


def test_split_then_upgrade_and_back(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path, loss=0.1)) as fleet:
        before = shown(fleet)
        one, two, _ = ids(fleet)
        merge(fleet, one, two)
        split(fleet, one, "level2")
        split(fleet, one, "loss")
        middle = shown(fleet)
        upgrade(fleet, "v2", renewed)
        require_healthy(fleet)
        make_pack(tmp_path / "later", [TYPES[0]], seed=60, loss=0.1)
        index_at(fleet, tmp_path)
        require_healthy(fleet)
        assert totals(fleet).failed == 8
        undo(fleet)
        assert sum(row[1] for row in shown(fleet)) == sum(row[1] for row in middle) + 1
        for number in (1, 2, 3):
            undo(fleet, number)
        assert [row[0] for row in shown(fleet)] == [row[0] for row in before]


def test_hostile_deeds_are_refused_in_one_line(tmp_path: Path) -> None:
    made(tmp_path)
    for text in ("{}", "", "x", '{"type":"merge","into":"a","other":2}', "[" * 10_000, '{"type":"\x1b[2J"}'):
        with fleet_of(tmp_path):
            pass
        with sqlite3.connect(tmp_path / "fleet.db") as db:
            db.execute("DELETE FROM deed")
            db.execute("INSERT INTO deed (at_ns, what, args_json) VALUES (1, 'merge', ?)", (text,))
        db.close()
        with open_fleet(str(tmp_path)) as fleet:
            one, two, _ = ids(fleet)
            for call in (lambda: deed_page(fleet, 0, -1), lambda: merge(fleet, one, two), lambda: undo(fleet)):  # noqa: B023
                with pytest.raises(CrashpackError) as error:
                    call()
                assert "\n" not in str(error.value)
                assert "\x1b" not in str(error.value)
            assert set(TYPES) <= set(groups(fleet))
            with fleet.writing() as db:
                db.execute("DELETE FROM deed")


def test_deeds_about_what_is_not_there_change_nothing(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        before = shown(fleet)
        with fleet.writing() as db:
            for text in ('{"type":"merge","into":99,"other":98}', '{"type":"note","group":99,"note":"x"}'):
                db.execute("INSERT INTO deed (at_ns, what, args_json) VALUES (1, 'merge', ?)", (text,))
        set_note(fleet, ids(fleet)[0], "here")
        undo(fleet)
        assert shown(fleet) == before
