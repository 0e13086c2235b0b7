"""One connection of a log with several, by its number or its id, wherever a log is named."""

from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.store.log_name import split_connection
from atp_tui.store.log_targets import targets_of
from atp_tui.store.logs.cache import kept_packs
from atp_tui.store.logs.source import is_log_at, log_source
from atp_tui.store.note_file import note_of
from atp_tui.store.open import open_pack
from tests.archives import zip_of
from tests.typed_logs import both, log_file, several

TWO_ENDS = Path(__file__).parents[2] / "logs" / "two-ends.qlog"


def test_a_number_or_an_id_follows_the_log(tmp_path: Path) -> None:
    log = str(log_file(tmp_path, several(3)))
    assert split_connection(f"{log}:1") == (log, "1")
    assert split_connection(f"{log}:00aF") == (log, "00aF")
    for other in (log, f"{log}:", f"{log}:a b", f"{tmp_path}/none:1", f"{tmp_path}:1", ":1"):
        assert split_connection(other) == (other, "")


def test_a_file_whose_name_has_a_colon_is_that_file(tmp_path: Path) -> None:
    log_file(tmp_path, several(3))
    log = str(log_file(tmp_path, name="client.sqlog:1"))
    assert split_connection(log) == (log, "")
    assert open_pack(log).path == log


@pytest.mark.parametrize("word", ["1", "0000000000000001"])
def test_it_is_opened_under_its_own_name(tmp_path: Path, word: str) -> None:
    log = log_file(tmp_path, several(3))
    assert is_log_at(f"{log}:{word}")
    pack = open_pack(f"{log}:{word}")
    assert (pack.path, pack.place, pack.names) == (f"{log}:1", str(log), (f"{log}:1",))
    assert [target.shown for target in targets_of([f"{log}:{word}"])] == [f"{log}:1"]


def test_a_log_in_an_archive_has_them_too(tmp_path: Path) -> None:
    (tmp_path / "logs.zip").write_bytes(zip_of({"server/1.sqlog": several(2)}))
    pack = open_pack(f"{tmp_path}/logs.zip!server/1.sqlog:0")
    assert pack.path == f"{tmp_path}/logs.zip!server/1.sqlog:0"
    assert note_of(pack).path == f"{tmp_path}/logs.zip!server!1.sqlog:0.note.toml"


def test_both_ends_in_one_log_are_one_pack_by_their_id() -> None:
    pack = open_pack(f"{TWO_ENDS}:b0bf")
    assert pack.names == (f"{TWO_ENDS}:0", f"{TWO_ENDS}:1")
    assert [target.shown for target in targets_of([f"{TWO_ENDS}:b0bf"])] == [pack.path]


@pytest.mark.parametrize("word", ["3", "zz"])
def test_another_one_is_an_error_that_names_those_that_are_there(tmp_path: Path, word: str) -> None:
    log = log_file(tmp_path, several(3))
    with pytest.raises(IoError, match=rf"{log}: no connection {word}; it has .*:0 \(server 0000000000000000\), "):
        open_pack(f"{log}:{word}")


def test_where_none_is_chosen_the_error_names_five_of_them(tmp_path: Path) -> None:
    log = log_file(tmp_path, several(9))
    with pytest.raises(IoError) as raised:
        open_pack(str(log))
    assert f"{log}: expected one connection, found 9 connections; choose one: {log}:0 (server " in str(raised.value)
    assert str(raised.value).endswith(f"{log}:4 (server 0000000000000004), …")


def test_each_connection_and_each_pair_has_a_note_of_its_own(tmp_path: Path) -> None:
    many = log_file(tmp_path, several(2), "many.sqlog")
    logs = both(tmp_path)
    targets = targets_of([str(many), *map(str, logs)])
    alone = [open_pack(str(log)) for log in logs]
    paths = [note_of(pack).path for pack in (*(target.open() for target in targets), *alone)]
    folder = f"{tmp_path}/logs"
    assert paths == [
        f"{many}:0.note.toml",
        f"{many}:1.note.toml",
        f"{folder}/client.sqlog+server.sqlog.note.toml",
        f"{folder}/client.sqlog.note.toml",
        f"{folder}/server.sqlog.note.toml",
    ]


def test_the_packs_of_a_log_are_those_that_are_wanted(tmp_path: Path) -> None:
    log = log_file(tmp_path, several(3))
    assert len(kept_packs(log_source(str(log)))) == 3
    assert [pack.made.number for pack in kept_packs(log_source(f"{log}:2"))] == [2]
