"""Logs of real runs on the command line: import, check and open."""

import json
import re
from pathlib import Path

import pytest

from tests.archives import zstd_of
from tests.cli.conftest import Call
from tests.program import run
from tests.typed_logs import both, client, log_file, sequence, several

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_import_prints_the_packs_and_says_how_many(call: Call, tmp_path: Path) -> None:
    ended = call("import", log_file(tmp_path, several(2), "many.sqlog"), "-o", tmp_path / "packs")
    assert ended.code == 0
    assert ended.out.decode().split("\n") == [
        f"{tmp_path}/packs/many-000",
        f"{tmp_path}/packs/many-001",
        "",
    ]
    assert ended.err == b"atp-tui: imported 1 log as 2 packs\n"


def test_import_reads_stdin(tmp_path: Path) -> None:
    ended = run("import", "-", "-o", tmp_path / "pack", "--redact", "ip,token", stdin=sequence(client(), "client"))
    assert (ended.returncode, ended.stdout.decode()) == (0, f"{tmp_path}/pack\n")
    assert b"the copies of the logs are left out" in ended.stderr
    assert run("check", "-q", tmp_path / "pack").returncode == 0


@pytest.mark.parametrize("command", [("check", "-q"), ("import", "-o", "pack")])
@pytest.mark.parametrize("data", [b"", b"no log", zstd_of(b"")])
def test_a_stdin_without_a_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], data: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(command[0], "-", *command[1:], stdin=data)
    found = "something else" if data == b"no log" else "no bytes"
    assert (ended.returncode, ended.stderr) == (
        4,
        f"atp-tui: stdin: expected a qlog or a structured log, found {found}\n".encode(),
    )
    assert {path.name for path in tmp_path.iterdir()} <= {"cache"}


def test_a_compressed_stdin_is_one_end_of_a_pair(tmp_path: Path) -> None:
    one, other = both(tmp_path)
    ended = run("check", "-q", "-", other, stdin=zstd_of(one.read_bytes()))
    assert ended.stdout.decode().startswith(f"- + {other}: "), ended.stderr
    assert run("import", other, "-", "-o", tmp_path / "pack", stdin=one.read_bytes()).returncode == 0
    assert (tmp_path / "pack" / "manifest").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none", "-o", "pack"], 4, b"none: no such file or directory"),
        (["text", "-o", "pack"], 4, b"text: expected a qlog, a structured log, or a directory of logs, found some"),
        (["client.sqlog", "-o", "text"], 4, b"text: already exists"),
        (["client.sqlog", "-o", "pack", "--redact", "ip,all"], 2, b"--redact: expected ip, token, header, found 'all'"),
        (["client.sqlog", "-o", "pack", "--without", "all"], 2, b"--without: expected a check (journal, "),
        (["client.sqlog", "-o", "pack", "--end", "server"], 4, b"expected a log of the server, found none"),
    ],
)
def test_what_cannot_be_imported_is_one_line_and_nothing_is_written(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: bytes
) -> None:
    log_file(tmp_path)
    (tmp_path / "text").write_text("text")
    monkeypatch.chdir(tmp_path)
    ended = call("import", *arguments)
    assert ended.code == code
    assert said in ended.err
    assert b"Traceback" not in ended.err
    assert {path.name for path in tmp_path.iterdir()} == {"client.sqlog", "text"}


def test_check_takes_logs(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log_file(tmp_path)
    both(tmp_path)
    monkeypatch.chdir(tmp_path)
    ended = call("check", "-q", "client.sqlog")
    assert ended.code == 1
    line = ended.out.decode()
    assert re.fullmatch(r"client\.sqlog: FAILED 1 Medium.* \(\d+ checks not judged\); intact 24/24\n", line)
    ended = call("check", "-q", "logs")
    assert ended.code == 0
    assert ended.out.decode().startswith("logs/client.sqlog + logs/server.sqlog: PASSED")


def test_check_tells_cut_and_empty_logs_by_the_exit_code(tmp_path: Path) -> None:
    assert run("check", log_file(tmp_path, sequence(client(), "client")[:-20], "cut.sqlog")).returncode == 3
    assert run("check", log_file(tmp_path, b"", "empty.sqlog")).returncode == 3
    assert run("check", log_file(tmp_path, b"\x00\x01", "no.sqlog")).returncode == 4
    assert run("check", "-", stdin=b"").returncode == 4


@pytest.mark.parametrize("form", ["json", "junit", "sarif"])
def test_check_gives_every_format_for_a_log_of_several_connections(call: Call, tmp_path: Path, form: str) -> None:
    ended = call("check", "--format", form, log_file(tmp_path, several(2)))
    assert ended.code == 0
    assert b"obligations" in ended.out
    if form == "json":
        assert [each["path"].rpartition(":")[2] for each in json.loads(ended.out)] == ["0", "1"]


def test_sarif_points_to_the_log(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = json.loads(call("check", "--format", "sarif", "client.sqlog").out)
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in found["runs"][0]["results"]
    ]
    assert set(places) == {"client.sqlog"}


def test_a_log_that_cannot_be_read_does_not_keep_the_others_from_being_checked(call: Call, tmp_path: Path) -> None:
    ended = call("check", "-q", tmp_path / "none", log_file(tmp_path))
    assert ended.code == 4
    assert b"no such file or directory" in ended.err
    assert b"client.sqlog: FAILED" in ended.out


def test_the_atp_oracle_weighs_what_was_judged_alone(call: Call, tmp_path: Path) -> None:
    ended = call("check", "--atp", "--format", "json", log_file(tmp_path, sequence(client(), "client")))
    judgement = json.loads(ended.out)["atp"][0]
    told = {each["check"] for each in judgement["cannot_tell"]}
    assert "obligations" in told
    weighed = {name for group in judgement["groups"] for name in group["invariants"]}
    assert {"quiescence", "closed_with_error"} <= weighed
    assert not {"manifest_integrity", "path_consistency", "obligation_leak"} & weighed


@pytest.mark.parametrize("model", sorted(MODELS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_model_weighs_the_checks_of_a_log(call: Call, tmp_path: Path, model: Path) -> None:
    ended = call("check", "--atp", "--model", model, log_file(tmp_path))
    lines = ended.out.decode().splitlines()
    assert ended.code == 1
    assert "  quic client: FAILED; 1 of 4 checks found a violation, 13 cannot tell" in lines
    assert any(line.startswith("    closed_with_error (structure): FIRED, log10 BF +") for line in lines)
    is_measured = any("closed_with_error" in line for line in model.read_text().splitlines())
    assert any("d=0.9477 (81 of 85 runs)" in line for line in lines) == (model.stem == "quic-go")
    assert is_measured == (model.stem != "lab")


def test_open_without_a_screen_prints_the_report_of_a_log(call: Call, tmp_path: Path) -> None:
    ended = call("open", log_file(tmp_path))
    assert ended.code == 1
    assert b"closed_with_error" in ended.out


def test_open_takes_no_log_from_stdin_and_no_pack_beside_others(tmp_path: Path) -> None:
    assert b"the explorer needs stdin for the keys" in run("open", "-").stderr
    ended = run("open", log_file(tmp_path), Path(__file__).parents[1] / "packs" / "clean")
    assert ended.returncode == 2
    assert b"'atp-tui fleet' explores several" in ended.stderr


def test_formats_lists_what_is_read(call: Call) -> None:
    text = call("formats").out.decode()
    assert "framings:\n  JSON\n  JSON-SEQ\n" in text
    assert "  transport:packet_sent\n" in text
    found = json.loads(call("formats", "--format", "json").out)
    assert [f"{part}:" for part in found] == [line for line in text.split("\n") if line.endswith(":")]
