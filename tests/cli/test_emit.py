"""``atp-tui emit``: the nine files of a record, byte for byte."""

import os
from pathlib import Path

import pytest

from atp_tui.engine import CrashpackBuilder, OracleResult, write_record
from tests.cli.conftest import Call
from tests.program import PACKS, RECORDED, files_in, run


@pytest.mark.parametrize("name", RECORDED)
def test_the_nine_files_are_those_of_the_foreign_pack(call: Call, tmp_path: Path, name: str) -> None:
    outcome = call("emit", PACKS / f"{name}.record.json", tmp_path / "pack")
    assert outcome == (0, b"", f"atp-tui: wrote nine files to {tmp_path}/pack\n".encode())
    assert files_in(tmp_path / "pack") == files_in(PACKS / name)
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_the_program_emits_what_it_then_checks(tmp_path: Path) -> None:
    emitted = run("emit", PACKS / "many-oracles.record.json", tmp_path / "pack")
    assert (emitted.returncode, emitted.stdout) == (0, b"")
    assert files_in(tmp_path / "pack") == files_in(PACKS / "many-oracles")


def test_what_exists_is_refused_and_untouched(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"precious")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("nothing")
    for name in ("file", "empty", "link"):
        outcome = call("emit", PACKS / "clean.record.json", tmp_path / name)
        assert (outcome.code, outcome.out) == (4, b"")
        (line,) = outcome.told
        assert line.startswith(f"atp-tui: {tmp_path}/{name}: already exists; choose another name")
        assert line.endswith("; choose another name; nothing was written")
    assert (tmp_path / "file").read_bytes() == b"precious"
    assert not any((tmp_path / "empty").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file", "link"]


def test_a_directory_that_is_not_there_is_told(call: Call, tmp_path: Path) -> None:
    outcome = call("emit", PACKS / "clean.record.json", tmp_path / "no" / "pack")
    assert outcome.code == 4
    assert outcome.told[0].endswith("its directory does not exist; nothing was written")


def test_artifact_paths_are_only_named_wherever_they_lead(call: Call, tmp_path: Path) -> None:
    paths = ("../outside", "/etc/passwd", "journal", "notes/run.txt", "a\0b")
    builder = CrashpackBuilder()
    builder.oracle_result(OracleResult(oracle_name="transfer", passed=True))
    for path in paths:
        builder.artifact_path(path)
    (tmp_path / "record.json").write_bytes(write_record(builder.build()))
    assert call("emit", tmp_path / "record.json", tmp_path / "pack").code == 0
    assert len(files_in(tmp_path / "pack")) == 9
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack", "record.json"]
    assert call("check", tmp_path / "pack").code == 3


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"schema_version": 1}'])
def test_what_is_no_record_writes_nothing(call: Call, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "record.json").write_bytes(content)
    outcome = call("emit", tmp_path / "record.json", tmp_path / "pack")
    assert outcome.code == 4
    assert len(outcome.told) == 1
    assert outcome.told[0].startswith(f"atp-tui: {tmp_path}/record.json: ")
    assert not (tmp_path / "pack").exists()


def test_a_record_that_is_no_plain_file_is_told(call: Call, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "nothing", "."):
        assert call("emit", tmp_path / name, tmp_path / "pack").code == 4
    assert not (tmp_path / "pack").exists()
