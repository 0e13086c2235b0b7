"""The further files of a pack."""

import os
from pathlib import Path

import pytest

from atp_tui.pytest_plugin import attached as module
from atp_tui.pytest_plugin.attached import attached
from atp_tui.pytest_plugin.attempt import Attempt

STATE = {
    "manifest_hash": "a",
    "expected_manifest_hash": "a",
    "journal_gaps": 0,
    "pending_operations": 1,
    "leaked_obligations": 0,
    "path_outcomes_consistent": True,
}


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    found = Attempt("a.py::t", 1, {})
    found.open_folder(tmp_path, "1")
    return found


def test_files_qlogs_and_states_are_attached_and_keys_only_if_asked_for(attempt: Attempt, tmp_path: Path) -> None:
    (tmp_path / "server.log").write_bytes(b"log")
    attempt.files |= {"a b.txt": b"text", "server.log": tmp_path / "server.log"}
    attempt.states |= {"transfer": STATE, "other": [1]}
    assert attempt.qlogs is not None
    assert attempt.key_log is not None
    (attempt.qlogs / "server").mkdir()
    (attempt.qlogs / "server" / "a.qlog").write_bytes(b"{}")
    attempt.key_log.write_bytes(b"SECRET")
    found = attached(attempt, with_keys=False)
    assert list(found.files) == [
        "states.json",
        "transfer-state.json",
        "attached/a_b.txt",
        "attached/server.log",
        "qlog/server_a.qlog",
    ]
    assert (found.files["attached/server.log"], found.notes) == (b"log", {})
    assert b"SECRET" not in b"".join(found.files.values())
    assert attached(attempt, with_keys=True).files["tls-keys.log"] == b"SECRET"


def test_a_file_that_cannot_be_read_costs_nothing_else(attempt: Attempt, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    attempt.files |= {"gone": tmp_path / "gone", "pipe": tmp_path / "pipe", "folder": tmp_path, "kept": b"kept"}
    found = attached(attempt, with_keys=True)
    assert list(found.files) == ["attached/kept"]
    assert found.notes == {
        "not_attached.0": "attached/gone: No such file or directory",
        "not_attached.1": "attached/pipe: not a plain file",
        "not_attached.2": "attached/folder: Is a directory",
    }


def test_there_is_a_limit_for_all_files(attempt: Attempt, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "SIZE_LIMIT", 10)
    (tmp_path / "large").write_bytes(b"x" * 11)
    attempt.files |= {"one": b"123456", "large": tmp_path / "large", "two": b"1234", "three": b"1"}
    found = attached(attempt, with_keys=False)
    assert list(found.files) == ["attached/one", "attached/two"]
    assert list(found.notes.values()) == [
        "attached/large: the files are larger than 10 bytes",
        "attached/three: the files are larger than 10 bytes",
    ]


def test_names_that_become_the_same_are_told_apart(attempt: Attempt) -> None:
    attempt.files |= {"a b": b"1", "a?b": b"2", "a*b": b"3"}
    assert attached(attempt, with_keys=False).files == {
        "attached/a_b": b"1",
        "attached/a_b-2": b"2",
        "attached/a_b-3": b"3",
    }
