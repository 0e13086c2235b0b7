import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet import index as index_module
from atp_tui.fleet import look
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.index import IndexOptions, index
from atp_tui.fleet.queries import group_of_pack, group_page, sample_page, totals, unreadable_page
from atp_tui.fleet.rows import GroupOrder
from atp_tui.fleet.scan import Mark
from atp_tui.fleet.workers import KILLED
from tests import hostile_directories
from tests.fleet_packs import ALL, QUICK, fleet_of, groups, index_at, make_pack, require_healthy
from tests.hostile import PAYLOADS

Marks = tuple[Mark | None, ...]

SAMPLES = Path(__file__).parents[2] / "sample_packs"


def paths(fleet: Fleet) -> list[bytes]:
    """The names of all samples of all groups."""
    found = {
        os.path.basename(row.path) for each in groups(fleet).values() for row in sample_page(fleet, each.id, 0, -1)
    }
    return sorted(found)


def test_packs_at_any_depth_are_indexed(tmp_path: Path) -> None:
    make_pack(tmp_path / "a")
    make_pack(tmp_path / "b" / "c" / "d", ["obligation_leak"], seed=2)
    make_pack(tmp_path / "b" / "e", [], seed=3)
    with fleet_of(tmp_path) as fleet:
        found = totals(fleet)
        assert (found.runs, found.passed, found.failed, found.packs, found.readable) == (3, 1, 2, 3, 3)
        assert {title: row.runs for title, row in groups(fleet).items()} == {"obligation_leak": 1, "quiescence": 1}
        assert [row.rate for row in groups(fleet).values()] == [1 / 3, 1 / 3]


def test_a_pack_inside_a_pack_is_not_searched_for(tmp_path: Path) -> None:
    make_pack(make_pack(tmp_path / "outer") / "inner", ["obligation_leak"], seed=2)
    with fleet_of(tmp_path) as fleet:
        assert list(groups(fleet)) == ["quiescence"]


def test_a_given_pack_is_indexed_itself(tmp_path: Path) -> None:
    one = make_pack(tmp_path / "one")
    make_pack(tmp_path / "two", seed=2)
    with open_fleet(str(tmp_path), create=True) as fleet:
        assert index_at(fleet, one).new == 1
        assert paths(fleet) == [b"one"]


def test_nothing_is_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_pack(tmp_path / str(number), seed=number)
    with fleet_of(tmp_path) as fleet:
        monkeypatch.setattr(look, "_read", lambda *_: pytest.fail("a pack was read again"))
        report = index_at(fleet, tmp_path)
        assert (report.met, report.new, report.changed, report.gone) == (5, 0, 0, 0)


def test_a_pack_that_was_changed_just_now_is_read_again(tmp_path: Path) -> None:
    pack = make_pack(tmp_path / "one")
    with open_fleet(str(tmp_path), create=True) as fleet:
        index_at(fleet, tmp_path, options=IndexOptions(why=False, sound="none"))
        # The manifest, by which changes are seen, stays as it is.
        (pack / "journal").write_bytes((pack / "journal").read_bytes().replace(b"quiescence", b"other_type"))
        # Read again, and not counted as changed, since most of the packs that are read again have not changed.
        assert index_at(fleet, tmp_path, options=QUICK).changed == 0
        assert list(groups(fleet)) == ["other_type"]
        assert totals(fleet).runs == 1
        require_healthy(fleet)


def test_a_changed_pack_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    make_pack(tmp_path / "one", ["quiescence"])
    make_pack(tmp_path / "two", ["quiescence"], seed=2)
    with fleet_of(tmp_path) as fleet:
        make_pack(tmp_path / "one", ["obligation_leak"], seed=9)
        report = index_at(fleet, tmp_path)
        assert (report.new, report.changed) == (0, 1)
        assert {title: row.runs for title, row in groups(fleet).items()} == {
            "obligation_leak": 1,
            "quiescence": 1,
        }
        assert totals(fleet).runs == 2


def test_a_touched_pack_stays_the_same_run(tmp_path: Path) -> None:
    pack = make_pack(tmp_path / "one")
    with fleet_of(tmp_path) as fleet:
        os.utime(pack / "manifest", ns=(5, 5))
        assert index_at(fleet, tmp_path).changed == 1
        assert totals(fleet).runs == 1
        assert index_at(fleet, tmp_path).changed == 0


def test_a_vanished_pack_is_no_sample_and_its_run_stays(tmp_path: Path) -> None:
    pack = make_pack(tmp_path / "one")
    copy = tmp_path.parent / f"{tmp_path.name}-copy"
    shutil.copytree(pack, copy)
    with fleet_of(tmp_path) as fleet:
        shutil.rmtree(pack)
        assert index_at(fleet, tmp_path).gone == 1
        found = totals(fleet)
        assert (found.runs, found.failed, found.packs) == (1, 1, 0)
        assert paths(fleet) == []
        assert groups(fleet)["quiescence"].runs == 1
        require_healthy(fleet)
        copy.rename(pack)
        index_at(fleet, tmp_path)
        assert (totals(fleet).runs, totals(fleet).packs, paths(fleet)) == (1, 1, [b"one"])


def test_what_vanished_elsewhere_stays_as_it_is(tmp_path: Path) -> None:
    make_pack(tmp_path / "a" / "one")
    make_pack(tmp_path / "b" / "two", seed=2)
    with fleet_of(tmp_path) as fleet:
        shutil.rmtree(tmp_path / "b")
        assert index_at(fleet, tmp_path / "a").gone == 0
        assert index_at(fleet, tmp_path).gone == 1


def test_two_paths_to_one_pack_are_one_run(tmp_path: Path) -> None:
    make_pack(tmp_path / "one", ["quiescence", "obligation_leak"])
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    with fleet_of(tmp_path) as fleet:
        found = totals(fleet)
        assert (found.runs, found.packs, found.failed) == (1, 2, 1)
        assert [(row.runs, row.violations) for row in groups(fleet).values()] == [(1, 1), (1, 1)]
        assert paths(fleet) == [b"one", b"two"]
        shutil.rmtree(tmp_path / "one")
        index_at(fleet, tmp_path)
        assert (totals(fleet).runs, paths(fleet)) == (1, [b"two"])


def test_packs_that_differ_in_their_trace_alone_are_two_runs(tmp_path: Path) -> None:
    one, two = make_pack(tmp_path / "one"), make_pack(tmp_path / "two")
    (two / "transfer.atp-trace").write_bytes((one / "transfer.atp-trace").read_bytes().replace(b'"a"', b'"b"'))
    with fleet_of(tmp_path) as fleet:
        assert totals(fleet).runs == 2


def test_links_are_not_followed(tmp_path: Path) -> None:
    make_pack(tmp_path / "packs" / "one")
    (tmp_path / "packs" / "up").symlink_to("..")
    (tmp_path / "packs" / "again").symlink_to("one")
    (tmp_path / "given").symlink_to("packs")
    with fleet_of(tmp_path) as fleet:
        assert totals(fleet).packs == 1
        assert index_at(fleet, tmp_path / "given").met == 1
        assert group_of_pack(fleet, os.fsencode(tmp_path / "given" / "again")) is not None


def test_a_record_in_one_file_is_indexed(tmp_path: Path) -> None:
    record = Path(__file__).parents[1] / "packs" / "five-violations.record.json"
    shutil.copy(record, tmp_path / "a.json")
    (tmp_path / "b.json").write_text('{"schema_version": 1}')
    (tmp_path / "c.json").write_text('{"schema_version": 1, "oracle_results": 5}')
    with fleet_of(tmp_path) as fleet:
        assert totals(fleet).failed == 1
        assert len(groups(fleet)) == 5
        assert [os.path.basename(row.path) for row in unreadable_page(fleet, 0, -1)] == [b"c.json"]


def test_verdicts_are_those_of_check(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "packs")
    with fleet_of(tmp_path) as fleet:
        found = totals(fleet)
        assert found.runs == found.packs == 13
        assert (found.passed, found.failed, found.unreadable) == (2, 11, 0)
        assert found.not_looked_into == 20
        assert sum(row.violations for row in group_page(fleet, GroupOrder.IMPACT, ALL, 0, -1)) == 20


MANY_FILES = "100,000 files"
NAMES = [
    pytest.param(name, marks=pytest.mark.soak if name == MANY_FILES else ())
    for name, case in hostile_directories.CASES.items()
    if hostile_directories.IS_ROOT or not case.needs_root
]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_pack_costs_one_row_at_most(tmp_path: Path, name: str) -> None:
    good = {f"good-{number}": make_pack(tmp_path / "in" / f"good-{number}", seed=number) for number in range(3)}
    folder = tmp_path / "in" / "hostile"
    try:
        path = hostile_directories.make(name, folder)
        with hostile_directories.disturbed(name, path), fleet_of(tmp_path / "in") as fleet:
            found = totals(fleet)
            assert found.packs in (3, 4)
            assert found.packs == found.readable + found.unreadable + found.unread
            assert groups(fleet)["quiescence"].runs >= len(good)
            assert all("\n" not in row.fault and "\x1b" not in row.fault for row in unreadable_page(fleet, 0, -1))
        assert not (tmp_path / "in" / "hostile" / "pack" / "ran").exists()
    finally:
        hostile_directories.readable_again(folder)


def test_all_hostile_packs_together_cost_one_row_each(tmp_path: Path) -> None:
    # The others are given by their own paths, or take minutes together.
    cases = [name for name in hostile_directories.CASES if not name.startswith(("/", "a name", MANY_FILES))]
    for number in range(10):
        make_pack(tmp_path / "in" / f"good-{number}", seed=number)
    made = []
    for number, name in enumerate(cases):
        if hostile_directories.CASES[name].needs_root and not hostile_directories.IS_ROOT:
            continue
        hostile_directories.make(name, tmp_path / "in" / f"case-{number}")
        made.append(name)
    try:
        with fleet_of(tmp_path / "in") as fleet:
            found = totals(fleet)
            assert 10 < found.packs <= 10 + len(made)
            assert groups(fleet)["quiescence"].runs >= 10
    finally:
        for number in range(len(cases)):
            hostile_directories.readable_again(tmp_path / "in" / f"case-{number}")


def test_hostile_text_is_kept_as_it_is_and_cut(tmp_path: Path) -> None:
    for number, text in enumerate((*PAYLOADS.values(), "x" * 100_000, "=1+1", "'; DROP TABLE run; --")):
        make_pack(tmp_path / f"p{number}", [text], seed=number, build=text)
    with fleet_of(tmp_path) as fleet:
        assert totals(fleet).packs == totals(fleet).readable + totals(fleet).unreadable
        assert all(len(row.title) <= 400 for row in groups(fleet).values())


def test_names_that_are_no_text(tmp_path: Path) -> None:
    names = [b"a\nb", b"\x1b[2J", b"\xff\xfe", "\u202egnp".encode(), b"-rf", b"=1+1", b"%s", b"'; DROP TABLE run"]
    for number, name in enumerate(names):
        make_pack(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)), seed=number)
    with fleet_of(tmp_path) as fleet:
        assert paths(fleet) == sorted(names)
        assert index_at(fleet, tmp_path).new == 0


def _torn(pack: Path) -> None:
    shutil.rmtree(pack)


CHANGES: dict[str, Callable[[Path], object]] = {
    "changes": lambda pack: make_pack(pack, ["obligation_leak"], seed=77),
    "shrinks": lambda pack: os.truncate(pack / "journal", 30),
    "vanishes": _torn,
    "loses its manifest": lambda pack: (pack / "manifest").unlink(),
}


@pytest.mark.parametrize("how", CHANGES)
def test_a_pack_that_changes_while_it_is_read_is_never_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    pack = make_pack(tmp_path / "one")
    make_pack(tmp_path / "two", seed=2)
    real = look._read
    changed: list[object] = []

    def read(path: bytes, marks: Marks) -> look.Looked:
        found = real(path, marks)
        if path.endswith(b"one") and not changed:
            changed.append(CHANGES[how](pack))
        return found

    monkeypatch.setattr(look, "_read", read)
    with fleet_of(tmp_path) as fleet:
        monkeypatch.setattr(look, "_read", real)
        index_at(fleet, tmp_path)
        with open_fleet(str(tmp_path / "again.db"), create=True) as undisturbed:
            index_at(undisturbed, tmp_path)
            assert totals(fleet) == totals(undisturbed)
            told = [[(row.title, row.runs) for row in groups(each).values()] for each in (fleet, undisturbed)]
            assert told[0] == told[1]


def test_a_pack_that_never_rests_waits_for_the_next_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = make_pack(tmp_path / "one")
    real = look._read

    def read(path: bytes, marks: Marks) -> look.Looked:
        with (pack / "journal").open("ab") as file:
            file.write(b"x")
        return real(path, marks)

    monkeypatch.setattr(look, "_read", read)
    with fleet_of(tmp_path) as fleet:
        assert (totals(fleet).unread, totals(fleet).runs) == (1, 0)
        monkeypatch.setattr(look, "_read", real)
        index_at(fleet, tmp_path)
        assert (totals(fleet).unread, totals(fleet).runs) == (0, 1)


def test_the_clock_may_go_back(tmp_path: Path) -> None:
    clocks = iter([10**18, 10**17])
    with open_fleet(str(tmp_path), create=True) as fleet:
        for number, now in enumerate(clocks):
            pack = make_pack(tmp_path / str(number), seed=number, build=f"b{number}")
            os.utime(pack / "manifest", ns=(now, now))
            index_at(
                fleet, tmp_path, options=IndexOptions(settle_ns=0, why=False, sound="none", now_ns=partial(int, now))
            )
        row = groups(fleet)["quiescence"]
        assert (row.first_ns, row.last_ns, row.runs) == (10**17, 10**18, 2)
        require_healthy(fleet)


def test_stopping_keeps_what_is_done(tmp_path: Path) -> None:
    for number in range(100):
        make_pack(tmp_path / str(number), seed=number)
    asked = []

    def is_stopped() -> bool:
        asked.append(1)
        return len(asked) > 6

    with open_fleet(str(tmp_path), create=True) as fleet:
        report = index(fleet, [os.fsencode(tmp_path)], QUICK, is_stopped=is_stopped)
        assert report.was_stopped
        assert 0 < totals(fleet).runs < 100
        require_healthy(fleet)
        index_at(fleet, tmp_path)
        assert totals(fleet).runs == 100


def test_worker_processes_find_the_same(tmp_path: Path) -> None:
    for number in range(40):
        make_pack(tmp_path / str(number), [("quiescence", "obligation_leak")[number % 2]], seed=number)
    with fleet_of(tmp_path, IndexOptions(jobs=2, settle_ns=0, why=False, sound="all")) as fleet:
        assert {title: row.runs for title, row in groups(fleet).items()} == {"obligation_leak": 20, "quiescence": 20}
        assert totals(fleet).sound == 40


def test_packs_are_examined_worst_groups_first(tmp_path: Path) -> None:
    for number in range(8):
        make_pack(tmp_path / str(number), seed=number)
    bad = make_pack(tmp_path / "bad", seed=100)
    (bad / "journal.digest").write_bytes(b"digest: none\n")
    with fleet_of(tmp_path, IndexOptions(settle_ns=0, why=False, sound="worst")) as fleet:
        assert totals(fleet).sound + totals(fleet).not_sound == 4
        index_at(fleet, tmp_path, options=IndexOptions(settle_ns=0, why=False, sound="all"))
        found = totals(fleet)
        assert (found.sound, found.not_sound, found.unexamined) == (8, 1, 0)
        rows = sample_page(fleet, groups(fleet)["quiescence"].id, 0, -1)
        assert [os.path.basename(row.path) for row in rows if row.sound is False] == [b"bad"]


def test_a_full_disk_stops_in_one_line_and_loses_the_last_batch_alone(tmp_path: Path) -> None:
    for number in range(300):
        make_pack(tmp_path / str(number), [f"type_{chr(97 + number % 26)}"], seed=number, build=f"b{number}")
    with open_fleet(str(tmp_path), create=True) as fleet:
        pages = fleet.one("PRAGMA page_count")[0]
        fleet.one(f"PRAGMA max_page_count = {pages + 15}")
        with pytest.raises(CrashpackError, match="no space left on device") as error:
            index_at(fleet, tmp_path)
        assert "\n" not in str(error.value)
        require_healthy(fleet)
        fleet.one("PRAGMA max_page_count = 1000000")
        index_at(fleet, tmp_path)
        assert totals(fleet).runs == 300
        require_healthy(fleet)


@dataclass(frozen=True)
class KillingLook:
    """What a worker does that dies of one pack."""

    settle_ns: int

    def __call__(self, paths: list[bytes]) -> list[look.Looked]:
        if any(path.endswith(b"killer") for path in paths):
            os.kill(os.getpid(), signal.SIGKILL)
        return look.look_all(paths, self.settle_ns)


def test_a_pack_that_kills_its_worker_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        make_pack(tmp_path / str(number), seed=number)
    make_pack(tmp_path / "killer", seed=100)
    monkeypatch.setattr(index_module, "_Look", KillingLook)
    options = IndexOptions(jobs=2, settle_ns=0, why=False, sound="none")
    with fleet_of(tmp_path, options) as fleet:
        assert (totals(fleet).runs, totals(fleet).unreadable) == (40, 1)
        assert [row.fault for row in unreadable_page(fleet, 0, -1)] == [KILLED]
        monkeypatch.setattr(index_module, "_Look", lambda _: pytest.fail)
        assert index_at(fleet, tmp_path, options=QUICK).changed == 0
