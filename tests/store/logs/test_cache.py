"""Imported logs kept between runs."""

import os
from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.store.log_targets import targets_of
from atp_tui.store.logs import cache as kept
from atp_tui.store.logs.packs import INDEX
from atp_tui.store.logs.progress import ImportProgress, Stage
from atp_tui.store.logs.source import log_source
from atp_tui.store.open import open_pack
from tests.typed_logs import both, client, log_file, sequence, several


def test_a_log_is_imported_once_and_again_when_it_changes(tmp_path: Path, cache: Path) -> None:
    log = log_file(tmp_path)
    told: list[ImportProgress] = []
    first = kept.kept_packs(log_source(str(log)), told.append)
    assert [each.stage for each in told] == [Stage.DIGEST, Stage.READ]
    assert told[0] == ImportProgress(str(log), 1.0, stage=Stage.DIGEST)
    told.clear()
    assert kept.kept_packs(log_source(str(log)), told.append)[0].path == first[0].path
    assert not told
    assert cache.stat().st_mode & 0o777 == 0o700
    log_file(tmp_path, sequence(client(), "client"))
    assert kept.kept_packs(log_source(str(log)))[0].path != first[0].path
    assert sorted(path.name for path in cache.iterdir()) == sorted(
        Path(each.path).parent.name for each in (*first, *kept.kept_packs(log_source(str(log))))
    )


def test_a_log_is_opened_like_a_pack(tmp_path: Path) -> None:
    log = log_file(tmp_path)
    pack = open_pack(str(log))
    assert (pack.path, pack.place) == (str(log), str(log))
    assert pack.source.name == "a log"
    assert not pack.source.has_files


def test_a_log_of_several_connections_is_no_single_pack(tmp_path: Path) -> None:
    with pytest.raises(IoError, match="expected one connection, found 3 connections"):
        open_pack(str(log_file(tmp_path, several(3))))


def test_both_ends_are_one_target(tmp_path: Path) -> None:
    logs = both(tmp_path)
    targets = targets_of([str(path) for path in logs])
    assert [target.shown for target in targets] == [f"{logs[0]} + {logs[1]}"]
    assert targets[0].open().place == str(logs[0])
    assert targets_of([str(path) for path in logs])[0].path == targets[0].path
    assert [target.shown for target in targets_of([str(tmp_path / "logs")])] == [f"{logs[0]} + {logs[1]}"]


def test_a_damaged_import_is_made_again(tmp_path: Path) -> None:
    source = log_source(str(log_file(tmp_path)))
    folder = Path(kept.kept_packs(source)[0].path).parent
    (folder / INDEX).write_bytes(b"[")
    with pytest.raises(IoError, match="try again"):
        kept.kept_packs(source)
    assert kept.kept_packs(source)[0].path.startswith(str(folder))


def test_the_imports_that_were_not_used_for_longest_go_first(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = kept.kept_packs(log_source(str(log_file(tmp_path, name="old.qlog"))))[0]
    os.utime(Path(old.path).parent, (0, 0))
    monkeypatch.setattr(kept, "MAX_IMPORTS", 1)
    monkeypatch.setattr(kept, "_used", set())
    new = kept.kept_packs(log_source(str(log_file(tmp_path, name="new.qlog"))))[0]
    assert [path.name for path in cache.iterdir()] == [Path(new.path).parent.name]


def test_the_imports_of_this_run_stay_however_much_they_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MAX_IMPORTS", 1)
    logs = [str(log_file(tmp_path, name=f"{number}.qlog")) for number in range(3)]
    targets = targets_of(logs)
    assert [target.open().path for target in targets] == logs


def _counted(looked: list[Path], folder: Path) -> int:
    looked.append(folder)
    return 1


def test_a_run_with_many_logs_looks_at_all_imports_once(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(kept, "_size", lambda folder: _counted(looked, folder))
    for number in range(10):
        kept.kept_packs(log_source(str(log_file(tmp_path, name=f"{number}.qlog"))))
    assert len(looked) <= 2 * len(list(cache.iterdir()))


def test_without_a_private_cache_nothing_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "cache_directory", lambda: None)
    with pytest.raises(IoError, match="atp-tui import LOG -o DIR"):
        kept.kept_packs(log_source(str(log_file(tmp_path))))
