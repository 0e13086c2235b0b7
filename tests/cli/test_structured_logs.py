"""Structured logs on the command line: check, import, open and formats."""

import json
from pathlib import Path

import pytest

from tests.program import run
from tests.structured_logs import FOLDER, lines, log

OURS = """
title = "our service"
unit = "ms"
violation_levels = ["ERROR"]
[fields]
time = "at"
message = "said"
level = "how"
"""
RECORDS = lines([{"at": 1, "said": "begin", "how": "info"}, {"at": 3, "said": "\x1b[2Jbad", "how": "error"}])


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize(("name", "code"), [("tracing", 1), ("tracing-enter-exit", 0), ("slog", 5), ("otlp", 1)])
def test_check_gives_a_verdict_and_says_which_mapping_was_guessed(name: str, code: int) -> None:
    ended = run("check", "-q", FOLDER / f"{name}.jsonl")
    assert ended.returncode == code
    said = ended.stderr.decode()
    assert said.startswith(f"atp-tui: {FOLDER}/{name}.jsonl: read as {name.split('-', maxsplit=1)[0]} (")
    assert said.endswith("), guessed by its first 20 lines; '--mapping FILE|NAME' names another\n")


def test_a_mapping_of_ones_own_is_used_by_every_command(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OURS)
    (tmp_path / "app.txt").write_bytes(RECORDS)
    mapped = ("--mapping", tmp_path / "ours.toml", tmp_path / "app.txt")
    for command, more in (("check", ()), ("open", ())):
        ended = run(command, *mapped, *more)
        assert (ended.returncode, b"record_level" in ended.stdout) == (1, True)
        assert b"guessed" not in ended.stderr
        assert b"\x1b" not in ended.stdout
    ended = run("import", *mapped, "-o", tmp_path / "pack")
    assert (ended.returncode, ended.stderr) == (0, b"atp-tui: imported 1 log as 1 pack\n")
    assert run("logs", "--lane", "all", tmp_path / "pack").stdout.decode().count("\n") == 2
    assert run("check", tmp_path / "app.txt").returncode == 4


def test_import_reads_stdin_and_says_what_was_guessed(tmp_path: Path) -> None:
    ended = run("import", "-", "-o", tmp_path / "pack", stdin=log("zap"))
    assert ended.returncode == 0
    assert b"read as zap (production encoder of zap), guessed" in ended.stderr
    assert run("check", "-q", "-", stdin=log("zap")).returncode == 1


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("[fields]\nmesage = 'a'\n", "fields.mesage: expected one of time, message, "),
        ("unit = 5\n[fields]\nmessage = 'a'\n", "unit: expected a text, found a number"),
        ("=", "expected TOML, found "),
    ],
)
def test_what_is_wrong_with_a_mapping_is_one_line(tmp_path: Path, document: str, said: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(document)
    for arguments in (("check",), ("open",), ("import", "-o", tmp_path / "pack")):
        ended = run(*arguments, "--mapping", path, FOLDER / "zap.jsonl")
        assert ended.returncode == 4
        assert ended.stderr.decode().startswith(f"atp-tui: {path}: {said}")
        assert ended.stderr.count(b"\n") == 1
    assert not (tmp_path / "pack").exists()


def test_formats_lists_the_mappings_and_prints_one(tmp_path: Path) -> None:
    listed = run("formats").stdout.decode()
    assert "  tracing: JSON of Rust's tracing-subscriber\n" in listed
    assert json.loads(run("formats", "--format", "json").stdout)["units of a mapping"][0] == "auto"
    (tmp_path / "tracing.toml").write_bytes(run("formats", "--mapping", "tracing").stdout)
    ended = run("check", "-q", "--mapping", tmp_path / "tracing.toml", FOLDER / "tracing.jsonl")
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_the_atp_oracle_weighs_the_checks_of_structured_logs() -> None:
    ended = run("check", "--atp", FOLDER / "otlp.jsonl")
    lines = ended.stdout.decode().splitlines()
    assert "  structured log: FAILED; 1 of 4 checks found a violation, 2 cannot tell" in lines
    assert "    span_error (record): FIRED, log10 BF +1.00, Positive" in lines
    assert not [line for line in lines if "not weighed" in line]


def test_a_finding_has_a_rule_in_sarif(tmp_path: Path) -> None:
    document = json.loads(run("check", "--format", "sarif", FOLDER / "otlp.jsonl").stdout)
    (rule,) = [each for each in document["runs"][0]["tool"]["driver"]["rules"] if each["id"].endswith("span_error")]
    assert rule["fullDescription"]["text"].startswith("Spans of a structured log ended")
    assert not tmp_path.joinpath("pack").exists()
