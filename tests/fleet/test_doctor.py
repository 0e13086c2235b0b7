import sqlite3
from pathlib import Path

import pytest

from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.deeds import merge
from atp_tui.fleet.doctor import diagnose
from tests.fleet_packs import fleet_of, groups, make_pack

CHANGES = {
    "runs of a group": "UPDATE grp SET runs = runs + 1",
    "severity": "UPDATE grp SET severity = 0",
    "times": "UPDATE grp SET last_ns = 5",
    "runs of a build": "UPDATE grp_build SET runs = 7",
    "a build too many": "INSERT INTO grp_build VALUES (1, 99, 1, 1, 1, 1)",
    "a build too few": "DELETE FROM grp_build",
    "features of a group": "UPDATE grp_feature SET runs = 0",
    "features": "UPDATE feature SET runs = 3",
    "samples": "DELETE FROM sample WHERE place = 0",
    "places": "UPDATE sample SET place = place + 10",
    "total": "UPDATE tally SET count = 99 WHERE what = 'runs failed'",
    "total too many": "INSERT INTO tally VALUES ('runs killed', 3)",
    "group of a print": "UPDATE print SET grp = 99 WHERE id = 1",
    "home of a print": "UPDATE print SET grp = 99, home = 99 WHERE id = 1",
    "runs": "DELETE FROM run WHERE number = 1",
    "prints": "DELETE FROM print WHERE id = 1",
    "level": "UPDATE violation SET print = 2 WHERE print = 1",
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_row_that_disagrees_is_found_and_put_right(tmp_path: Path, name: str) -> None:
    for number in range(4):
        make_pack(tmp_path / str(number), [("quiescence", "obligation_leak")[number % 2]], seed=number, loss=0.1)
    with fleet_of(tmp_path) as fleet:
        before = groups(fleet)
    with sqlite3.connect(tmp_path / "fleet.db") as db:
        assert db.execute(CHANGES[name]).rowcount
    db.close()
    with open_fleet(str(tmp_path)) as fleet:
        found = diagnose(fleet)
        assert not found.is_healthy
        assert not found.is_repaired
        assert found.count == len(found.differences) > 0
        assert all(each.stored != each.counted for each in found.differences)
        repaired = diagnose(fleet, repair=True)
        assert repaired.is_repaired
        assert repaired.differences == found.differences
        assert diagnose(fleet).is_healthy
        if name not in ("runs", "prints", "home of a print"):
            assert groups(fleet) == before


def test_a_healthy_one_is_left_alone(tmp_path: Path) -> None:
    make_pack(tmp_path / "one", ["quiescence", "obligation_leak"], loss=0.1)
    with fleet_of(tmp_path) as fleet:
        one, two = (row.id for row in groups(fleet).values())
        merge(fleet, one, two)
        version = fleet.version
        told: list[float] = []
        found = diagnose(fleet, repair=True, progress=told.append)
        assert found.is_healthy
        assert not found.is_repaired
        assert told == sorted(told)
        assert fleet.version == version


def test_damaged_pages_are_told(tmp_path: Path) -> None:
    for number in range(200):
        make_pack(tmp_path / str(number), seed=number, build=f"build {number}")
    with fleet_of(tmp_path):
        pass
    file = tmp_path / "fleet.db"
    data = bytearray(file.read_bytes())
    half = len(data) // 2 // 4096 * 4096
    data[half : half + 4096] = b"\x55" * 4096
    file.write_bytes(data)
    with open_fleet(str(tmp_path)) as fleet:
        found = diagnose(fleet, repair=True)
        assert found.damage
        assert not found.is_repaired
