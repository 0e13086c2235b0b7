import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError
from atp_tui.fleet import database
from atp_tui.fleet.database import database_path, is_database, open_fleet
from atp_tui.fleet.queries import totals
from atp_tui.fleet.schema import VERSION
from tests.fleet_packs import fleet_of, groups, index_at, make_pack
from tests.own_terminal import HANGS

ROOT = Path(__file__).parents[2]


def test_a_new_database_is_made_in_the_directory(tmp_path: Path) -> None:
    with open_fleet(str(tmp_path), create=True) as fleet:
        assert fleet.path == str(tmp_path / "fleet.db")
        assert fleet.why_read_only == ""
        assert totals(fleet).runs == 0
    assert (tmp_path / "fleet.db").exists()
    assert not (tmp_path / "fleet.db-wal").exists()


def test_none_is_made_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(IoError, match=r"fleet\.db: expected a database of a fleet, found none"):
        open_fleet(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_it_is_in_the_directory_for_state_where_the_directory_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = tmp_path / "packs"
    make_pack(packs / "one")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != str(packs) and real(path, mode))
    with fleet_of(packs) as fleet:
        assert fleet.path.startswith(str(tmp_path / "state" / "atp-tui" / "fleets"))
        assert list(groups(fleet)) == ["quiescence"]
    assert database_path(str(packs)) == fleet.path
    assert sorted(path.name for path in packs.iterdir()) == ["one"]


def test_a_directory_can_be_moved_with_its_database(tmp_path: Path) -> None:
    make_pack(tmp_path / "a" / "one")
    with fleet_of(tmp_path / "a"):
        pass
    (tmp_path / "a").rename(tmp_path / "b")
    with open_fleet(str(tmp_path / "b")) as fleet:
        assert index_at(fleet, tmp_path / "b").new == 0


def _device(path: Path) -> None:
    path.symlink_to("/dev/null")


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "link": (lambda path: path.symlink_to("elsewhere.db"), "a symbolic link"),
    "link to a device": (_device, "a symbolic link"),
    "pipe": (os.mkfifo, "a directory, pipe or device"),
    "directory": (lambda path: path.mkdir(), "a directory, pipe or device"),
    "text": (lambda path: path.write_text("no database"), "another file"),
    "a pack's file": (lambda path: path.write_bytes(b"# ATP Journal Digest\n" * 1000), "another file"),
    "other database": (lambda path: sqlite3.connect(path).execute("CREATE TABLE a (b)").connection.close(), "another"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_database_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    make, words = BAD[name]
    make(tmp_path / "fleet.db")
    for create in (False, True):
        with pytest.raises(CrashpackError, match=words) as error:
            open_fleet(str(tmp_path), create=create)
        assert "\n" not in str(error.value)
        assert "fleet.db" in str(error.value)


@pytest.mark.parametrize("beside", ["fleet.db-wal", "fleet.db-shm", "fleet.db-journal"])
def test_no_link_beside_it_is_followed(tmp_path: Path, beside: str) -> None:
    with open_fleet(str(tmp_path), create=True):
        pass
    (tmp_path / "victim").write_text("mine")
    (tmp_path / beside).symlink_to("victim")
    with pytest.raises(IoError, match="a symbolic link"):
        open_fleet(str(tmp_path))
    assert (tmp_path / "victim").read_text() == "mine"


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_truncated_one_is_refused_or_found_damaged(tmp_path: Path, share: float) -> None:
    for number in range(20):
        make_pack(tmp_path / str(number), seed=number)
    with fleet_of(tmp_path):
        pass
    file = tmp_path / "fleet.db"
    os.truncate(file, int(file.stat().st_size * share))
    error = _told(tmp_path)
    assert "\n" not in error
    # An empty file is a new database.
    assert bool(error) == bool(share)


def _told(folder: Path) -> str:
    """What is said of a database that is read and written."""
    try:
        with open_fleet(str(folder)) as fleet:
            groups(fleet)
            index_at(fleet, folder)
    except CrashpackError as error:
        return str(error)
    return ""


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "fleet.db").touch()
    with open_fleet(str(tmp_path)) as fleet:
        assert totals(fleet).runs == 0


def _alter(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def test_a_newer_one_is_read_and_not_written(tmp_path: Path) -> None:
    make_pack(tmp_path / "one")
    with fleet_of(tmp_path):
        pass
    _alter(tmp_path / "fleet.db", f"PRAGMA user_version = {VERSION + 1}", "ALTER TABLE grp ADD COLUMN mood TEXT")
    with open_fleet(str(tmp_path)) as fleet:
        assert "a newer program has made it" in fleet.why_read_only
        assert list(groups(fleet)) == ["quiescence"]
        with pytest.raises(IoError, match="a newer program has made it"):
            index_at(fleet, make_pack(tmp_path / "two", seed=2))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM run; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE further (a)",
        "DROP INDEX print_grp",
    ],
)
def test_other_tables_are_refused(tmp_path: Path, statement: str) -> None:
    with open_fleet(str(tmp_path), create=True):
        pass
    _alter(tmp_path / "fleet.db", statement)
    with pytest.raises(InvalidFormatError, match="the tables of a fleet, found other tables"):
        open_fleet(str(tmp_path))


def test_a_newer_one_with_a_view_is_refused(tmp_path: Path) -> None:
    with open_fleet(str(tmp_path), create=True):
        pass
    endless = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    _alter(tmp_path / "fleet.db", "DROP TABLE tally", f"CREATE VIEW tally AS {endless}", "PRAGMA user_version = 99")
    with pytest.raises(InvalidFormatError, match="other tables"):
        open_fleet(str(tmp_path))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("severity", "word"),
        ("severity", 99),
        ("severity", -1),
        ("status", "done"),
        ("status", b"new"),
        ("title", b"\xff"),
    ],
)
def test_values_of_another_kind_are_refused_in_one_line(tmp_path: Path, column: str, value: object) -> None:
    make_pack(tmp_path / "one")
    with fleet_of(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "fleet.db") as db:
        db.execute(f"UPDATE grp SET {column} = ?", (value,))  # noqa: S608 - a name from the list above
    db.close()
    with open_fleet(str(tmp_path)) as fleet:
        with pytest.raises(InvalidFormatError) as error:
            groups(fleet)
        assert "\n" not in str(error.value)


def test_one_for_reading_leaves_nothing_behind(tmp_path: Path) -> None:
    make_pack(tmp_path / "one")
    with fleet_of(tmp_path):
        pass
    before = sorted(path.name for path in tmp_path.iterdir())
    with open_fleet(str(tmp_path), read_only=True) as fleet:
        assert "reading" in fleet.why_read_only
        assert list(groups(fleet)) == ["quiescence"]
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_it_is_read_where_no_file_can_be_made_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_pack(tmp_path / "one")
    with fleet_of(tmp_path):
        pass
    real = database._connected

    def refuse(uri: str) -> sqlite3.Connection:
        if "immutable" not in uri:
            raise sqlite3.OperationalError("unable to open database file")
        return real(uri)

    monkeypatch.setattr(database, "_connected", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with open_fleet(str(tmp_path)) as fleet:
        assert "cannot be written" in fleet.why_read_only
        assert list(groups(fleet)) == ["quiescence"]


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    with open_fleet(str(tmp_path), create=True) as one, open_fleet(str(tmp_path)) as two:
        for number in range(10):
            index_at((one, two)[number % 2], make_pack(tmp_path / str(number), seed=number))
        assert totals(one).runs == totals(two).runs == 10
    assert HANGS > database.BUSY_SECONDS


def test_a_reader_sees_that_something_has_changed(tmp_path: Path) -> None:
    with open_fleet(str(tmp_path), create=True) as writer, open_fleet(str(tmp_path), read_only=True) as reader:
        assert not reader.changed()
        index_at(writer, make_pack(tmp_path / "one"))
        assert reader.changed()
        assert not reader.changed()
        assert writer.changed()
        assert totals(reader).runs == 1


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    with open_fleet(str(tmp_path), create=True) as fleet:
        with pytest.raises(IoError, match="UNIQUE"), fleet.writing() as db:
            db.executemany("INSERT INTO build (label, first_ns, last_ns) VALUES (?, 0, 0)", ["a", "a"])
        assert totals(fleet).builds == 0


def test_a_path_with_odd_characters(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a?b#c%20\xff\n"))
    make_pack(folder / "one")
    with fleet_of(folder) as fleet:
        assert list(groups(fleet)) == ["quiescence"]
    assert sorted(path.name for path in folder.iterdir()) == ["fleet.db", "one"]


_LOOK = """
import sys
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.queries import totals
with open_fleet(sys.argv[1], read_only=True) as fleet:
    print(totals(fleet).runs)
"""


def look(folder: Path) -> int:
    """How many runs another process sees."""
    command = [sys.executable, "-c", _LOOK, str(folder)]
    return int(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)


def test_opening_it_once_more_leaves_the_log_to_the_first_one(tmp_path: Path) -> None:
    """A process that closes another descriptor of the file loses its locks, and others then remove its log."""
    make_pack(tmp_path / "one", seed=1)
    with fleet_of(tmp_path) as fleet:
        for number in range(2):
            if number:
                open_fleet(fleet.path).close()
            else:
                assert is_database(fleet.path)
            log = (tmp_path / "fleet.db-wal").stat().st_ino
            assert look(tmp_path) == totals(fleet).runs
            assert (tmp_path / "fleet.db-wal").stat().st_ino == log
            make_pack(tmp_path / str(number), seed=2 + number)
            index_at(fleet, tmp_path)
            assert look(tmp_path) == totals(fleet).runs
    assert look(tmp_path) == 3
