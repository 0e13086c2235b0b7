"""``atp-tui fleet doctor`` and ``prune``: the care of a database."""

import json
import sqlite3
from functools import partial
from pathlib import Path

import pytest

from atp_tui.fleet.indexing import IndexOptions
from tests.cli.conftest import Call
from tests.lab_packs import written
from tests.program import copy_of


@pytest.fixture
def folder(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # A pack that was written a moment ago may still change, and is not deleted.
    monkeypatch.setattr("atp_tui.fleet.index.IndexOptions", partial(IndexOptions, settle_ns=0))
    copy_of("five-violations", tmp_path)
    for seed in range(3):
        pack = written(tmp_path, "torn-journal")
        manifest = pack / "manifest"
        manifest.write_text(manifest.read_text().replace("metadata.lab:", f"metadata.a-copy: {seed}\nmetadata.lab:"))
        (pack / "mine.txt").write_text("mine")
        pack.rename(tmp_path / f"torn-{seed}")
    call("fleet", tmp_path, "--format", "text", "--no-causes", "--jobs", "1")
    return tmp_path


def test_a_database_as_it_was_written_is_healthy(call: Call, folder: Path) -> None:
    outcome = call("fleet", "doctor", "--db", folder)
    assert (outcome.code, outcome.out) == (0, b"healthy\n")


def test_a_sum_that_differs_is_found_and_repaired(call: Call, folder: Path) -> None:
    with sqlite3.connect(folder / "fleet.db") as database:
        database.execute("UPDATE grp SET runs = runs + 5 WHERE id = 1")
    outcome = call("fleet", "doctor", "--db", folder)
    assert outcome.code == 3
    assert b"1 difference" in outcome.out
    told = json.loads(call("fleet", "doctor", "--repair", "--db", folder, "--format", "json").out)
    assert (told["is_repaired"], told["count"]) == (True, 1)
    assert call("fleet", "doctor", "--db", folder).code == 0


def test_prune_says_first_what_it_would_do_and_keeps_the_counts(call: Call, folder: Path) -> None:
    def runs() -> int:
        told = json.loads(call("fleet", folder / "fleet.db", "--read-only", "--format", "json").out)
        return int(told["totals"]["runs"])

    before = runs()
    told = call("fleet", "prune", "--keep", "1", "--dry-run", "--db", folder).out.decode().split()
    assert len(told) == 2
    assert call("fleet", "prune", "--keep", "1", "--db", folder).out == b"2 packs pruned, 2 kept\n"
    assert runs() == before
    assert all(Path(each).is_dir() for each in told)


def test_files_are_deleted_only_when_asked_and_only_where_allowed(call: Call, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    outcome = call("fleet", "prune", "--keep", "1", "--delete-files", "--inside", elsewhere, "--db", folder)
    assert outcome.code == 4
    assert outcome.err.count(b"not deleted") == 2
    assert len(list(folder.glob("torn-*"))) == 3


def test_deleting_leaves_what_is_no_file_of_the_pack(call: Call, folder: Path) -> None:
    call("fleet", "prune", "--keep", "1", "--delete-files", "--db", folder)
    left = sorted(path.name for path in folder.glob("torn-*") if not (path / "journal").exists())
    assert len(left) == 2
    assert all([each.name for each in (folder / name).iterdir()] == ["mine.txt"] for name in left)


def test_a_pack_that_changed_since_it_was_indexed_is_not_deleted(call: Call, folder: Path) -> None:
    for path in folder.glob("torn-*"):
        (path / "manifest").write_text((path / "manifest").read_text() + "\n")
    outcome = call("fleet", "prune", "--keep", "1", "--delete-files", "--db", folder)
    assert outcome.code == 4
    assert all((path / "journal").exists() for path in folder.glob("torn-*"))
