"""A database that somebody has damaged, column by column: each use of it works, or says in one line what is wrong."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.fleet.check_causes import all_groups
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.damage import orphans, wrong_values
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.deeds import deed_page, merge, set_note, set_status, split, undo
from atp_tui.fleet.doctor import diagnose
from atp_tui.fleet.groups import set_proof
from atp_tui.fleet.index import index
from atp_tui.fleet.queries import build_labels, group_detail, totals
from atp_tui.fleet.rows import Proof, Status
from atp_tui.fleet.samples import group_of_pack, sample_page, unreadable_page
from atp_tui.fleet.schema import TABLES
from atp_tui.fleet.score import score
from atp_tui.fleet.sides import build_runs, side_of
from tests.fleet_packs import QUICK, fleet_of, make_pack

VALUES: Final = {
    "text": "'x'",
    "huge": "4611686018427387904",
    "blob": "x'00ff'",
    "null": "NULL",
    "less": "-5",
    "part": "1.5",
}


def _columns() -> list[tuple[str, str]]:
    db = sqlite3.connect(":memory:")
    for words in TABLES:
        db.execute(words)
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return [(table, row[1]) for table in tables for row in db.execute(f"PRAGMA table_info({table})")]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of packs with a database in which every table that a scan fills has rows."""
    folder = tmp_path_factory.mktemp("whole")
    for number in range(4):
        make_pack(folder / str(number), ("quiescence", f"type {number % 2}"), seed=number, loss=0.1 * (number % 2))
    (folder / "broken.json").write_text('{"schema_version": 1, "oracle_results": [')
    with fleet_of(folder) as fleet:
        first, second, *_ = all_groups(fleet)
        set_note(fleet, first.id, "words")
        merge(fleet, first.id, second.id)
        split(fleet, first.id, "loss")
        set_proof(fleet, first.id, "b1", Proof.FAILS)
    return folder


def _read(fleet: Fleet) -> None:
    totals(fleet)
    build_labels(fleet)
    build_runs(fleet)
    unreadable_page(fleet, 0, -1)
    deed_page(fleet, 0, -1)
    score(fleet)
    side_of(fleet, "side")
    for row in all_groups(fleet):
        group_detail(fleet, row.id)
        sample_page(fleet, row.id, 0, -1)


USES: Final[tuple[Callable[[Fleet], object], ...]] = (
    _read,
    lambda fleet: group_of_pack(fleet, fleet.root + b"/1"),
    diagnose,
    lambda fleet: diagnose(fleet, repair=True),
    undo,
    lambda fleet: merge(fleet, 1, 2),
    lambda fleet: split(fleet, 1, "size"),
    lambda fleet: set_status(fleet, 1, Status.FIXED),
    lambda fleet: index(fleet, [fleet.root], QUICK),
)


def _use_all(whole: Path, folder: Path, change: str) -> None:
    """Make a change to the database, and use it in every way."""
    for use in USES:
        path = folder / "fleet.db"
        shutil.copy(whole / "fleet.db", path)
        db = sqlite3.connect(path)
        try:
            db.execute(change)
            db.commit()
        except sqlite3.IntegrityError:
            return
        finally:
            db.close()
        said = ""
        try:
            with open_fleet(str(path)) as fleet:
                use(fleet)
        except CrashpackError as error:
            said = str(error)
        assert "\n" not in said


@pytest.mark.parametrize(("table", "column"), _columns())
def test_a_text_in_any_column_is_no_fault_of_the_program(whole: Path, tmp_path: Path, table: str, column: str) -> None:
    _use_all(whole, tmp_path, f"UPDATE {table} SET {column} = 'x'")  # noqa: S608 - names of the schema


@pytest.mark.soak
@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize(("table", "column"), _columns())
def test_no_value_in_any_column_is(whole: Path, tmp_path: Path, table: str, column: str, kind: str) -> None:
    _use_all(whole, tmp_path, f"UPDATE {table} SET {column} = {VALUES[kind]}")  # noqa: S608 - as above


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE grp SET runs = 'x'", "grp.runs has another value than integer"),
        ("UPDATE build SET label = x'00'", "build.label has another value than text"),
        ("UPDATE run SET outcome = 9", "run.outcome has another value than a number from 0 to 6"),
        ("UPDATE pack SET sound = 2", "pack.sound has another value than a number from 0 to 1"),
    ],
)
def test_a_wrong_value_is_named_by_its_column(whole: Path, tmp_path: Path, change: str, says: str) -> None:
    path = tmp_path / "fleet.db"
    shutil.copy(whole / "fleet.db", path)
    db = sqlite3.connect(path)
    assert not list(wrong_values(db))
    assert not list(orphans(db))
    db.execute(change)
    db.commit()
    assert list(wrong_values(db)) == [says]
    db.close()
    with open_fleet(str(path)) as fleet:
        found = diagnose(fleet)
        assert found.damage == (says,)
        assert not found.is_healthy


def test_what_leads_nowhere_is_counted(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "fleet.db"
    shutil.copy(whole / "fleet.db", path)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE print SET grp = 99")
        assert [what for what, _ in orphans(db)] == ["fingerprints of groups that are not there"]
    db.close()


def test_an_error_of_the_program_stays_one_where_the_database_is_whole(whole: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_fleet(str(whole)) as fleet:
        raise ZeroDivisionError
    with open_fleet(str(whole)) as fleet, pytest.raises(KeyError), fleet.reading():
        raise KeyError


def test_an_error_that_a_value_explains_is_told_as_one_of_the_database(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "fleet.db"
    shutil.copy(whole / "fleet.db", path)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE grp SET runs = 'x'")
    db.close()
    with pytest.raises(InvalidFormatError, match=r"grp\.runs"), open_fleet(str(path)):
        raise TypeError
