"""``atp-tui proof``: record, make, verify and show."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from atp_tui.cli.group import COMMANDS as TOP
from atp_tui.cli.proof import COMMANDS
from atp_tui.engine import write_statement
from atp_tui.store.extras import how_to_install
from tests.cli.conftest import Call
from tests.program import copy_of, run
from tests.proofs import COMMIT, WHOLE, bundle

TASK: dict[str, Any] = {
    **{key: value for key, value in WHOLE.items() if key not in {"files", "replay", "made", "commands"}},
    "replay": WHOLE["replay"]["steps"],
}

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to work in, with a task in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "task.json").write_text(json.dumps(TASK))
    (tmp_path / "a.txt").write_text("a")
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "key.pub").write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return tmp_path


def test_help_names_the_commands_and_loads_nothing_more(call: Call) -> None:
    outcome = call("proof", "--help")
    assert outcome.code == 0
    text = outcome.out.decode()
    for name, sentence in COMMANDS.items():
        assert name in text
        assert sentence in text
        told = call("proof", name, "--help")
        assert told.code == 0
        assert sentence.rstrip(".") in " ".join(told.out.decode().split())
    assert TOP["proof"] in text


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_without_its_arguments_is_wrong_usage(call: Call, name: str) -> None:
    outcome = call("proof", name)
    assert (outcome.code, outcome.out) == (2, b"")
    (line,) = outcome.told
    assert line.endswith(f"; try 'atp-tui proof {name} --help'")


def test_an_unknown_command_is_wrong_usage(call: Call) -> None:
    assert call("proof", "forge").code == 2


def test_from_a_command_to_a_proof_that_is_verified(call: Call, here: Path) -> None:
    recorded = call("proof", "record", "-o", "one.json", "--", "echo", "hi")
    assert (recorded.code, recorded.out) == (0, b"hi\n")
    assert recorded.told[0].endswith(" s; wrote one.json")
    made = call(
        "proof", "make", "task.json", "proof.json", "--command", "one.json", "--file", "a.txt", "--key", "key.pem"
    )
    assert (made.code, made.told) == (0, ["atp-tui: wrote proof.json, signed; replay level sandboxed"])
    verified = call("proof", "verify", "proof.json", "--root", ".", "--key", "key.pub")
    assert verified.code == 0
    assert verified.out.decode().startswith("proof.json: consistent 18/18; in a signed envelope, key ")
    shown = call("proof", "show", "proof.json")
    assert shown.code == 0
    assert "command: echo hi: exit 0, " in shown.out.decode()
    (here / "a.txt").write_text("b")
    outcome = call("proof", "verify", "proof.json", "--root", ".")
    assert outcome.code == 3
    assert "  FAIL: file digests = digests of the bundle: " in outcome.out.decode()


def test_a_record_hands_on_what_the_command_writes(call: Call, here: Path) -> None:
    outcome = call("proof", "record", "sh", "-c", "printf 'a\\033b'; printf e >&2; exit 7")
    assert (outcome.code, outcome.out) == (1, b"a\x1bb")
    assert outcome.err.startswith(b"eatp-tui: exit 7 after ")
    record = json.loads((here / "command-record.json").read_bytes())
    assert list(record) == sorted(record)
    assert (record["exit_code"], record["stdout"]["bytes"], record["directory"]) == (7, 3, ".")
    again = call("proof", "record", "touch", "ran")
    assert again.code == 2
    assert not (here / "ran").exists()


def test_a_command_with_a_secret_is_not_run(call: Call, here: Path) -> None:
    outcome = call("proof", "record", "--", "touch", "ran", "--token=abc")
    assert (outcome.code, outcome.out) == (2, b"")
    assert "word 3 of the command looks like a secret" in outcome.told[0]
    assert "abc" not in outcome.told[0]
    assert not (here / "ran").exists()
    assert not (here / "command-record.json").exists()
    assert call("proof", "record", "--redact", "--", "echo", "--token=abc").out == b"--token=abc\n"
    assert json.loads((here / "command-record.json").read_bytes())["argv"] == ["echo", "--token=<redacted-1>"]


def test_options_of_the_command_are_its_own(call: Call, here: Path) -> None:
    assert call("proof", "record", "echo", "-o", "x", "--redact", "--help").out == b"-o x --redact --help\n"
    assert not (here / "x").exists()


def test_the_folder_is_told_from_the_root(call: Call, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "src" / "deep").mkdir(parents=True)
    monkeypatch.chdir(here / "src" / "deep")
    assert call("proof", "record", "--root", "../..", "-o", "r.json", "true").code == 0
    assert json.loads((here / "src/deep/r.json").read_bytes())["directory"] == "src/deep"
    outcome = call("proof", "record", "--root", "inner", "true")
    assert outcome.code == 2
    assert "--root" in outcome.told[0]


def test_a_command_that_cannot_be_started_is_told(call: Call, here: Path) -> None:
    outcome = call("proof", "record", "no-such-command-here")
    assert (outcome.code, outcome.out) == (4, b"")
    assert not (here / "command-record.json").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"claim": ""}, "claim: expected a text, found nothing"),
        ({"agent": 7}, "agent: expected a text, found 7"),
        ({"replay": [{"argv": ["x", "--password", "y"], "level": "read_only"}]}, "replay.steps[0].argv[2]"),
        ({"rch": [WHOLE["rch"][1] | {"ran": "remote"}]}, "rch[0].ran: expected local_fallback, found remote"),
        ({"frontier": {"checks": ["soak"], "entries": []}}, "frontier.entries: expected one entry for 'soak'"),
        ({"more": 1}, "more: expected no such field"),
    ],
)
def test_what_does_not_hang_together_is_refused_by_its_field(
    call: Call, here: Path, change: dict[str, object], said: str
) -> None:
    (here / "task.json").write_text(json.dumps(TASK | change))
    outcome = call("proof", "make", "task.json", "proof.json")
    assert (outcome.code, outcome.out) == (4, b"")
    (line,) = outcome.told
    assert line.startswith("atp-tui: task.json: ")
    assert said in line
    assert not (here / "proof.json").exists()


@pytest.mark.parametrize("words", [("--command", "task.json"), ("--file", "nowhere"), ("--key", "a.txt")])
def test_what_cannot_be_taken_leaves_no_proof(call: Call, here: Path, words: tuple[str, str]) -> None:
    assert call("proof", "make", "task.json", "proof.json", *words).code == 4
    assert not (here / "proof.json").exists()


def test_a_proof_is_never_written_over(call: Call, here: Path) -> None:
    outcome = call("proof", "make", "task.json", "a.txt")
    assert outcome.code == 4
    assert (here / "a.txt").read_text() == "a"


def test_verify_as_json(call: Call, here: Path) -> None:
    (here / "proof.json").write_bytes(write_statement(bundle(("rch.1.ran", "remote"))))
    outcome = call("proof", "verify", "proof.json", "--format", "json")
    assert outcome.code == 3
    found = json.loads(outcome.out)
    assert (found["sound"], found["signed"]) == (False, False)
    assert [each["check"] for each in found["findings"] if each["ok"] is False] == ["rch"]


def test_a_local_fallback_is_never_shown_as_remote(call: Call, here: Path) -> None:
    (here / "proof.json").write_bytes(write_statement(bundle(("rch.1.ran", "remote"))))
    lines = call("proof", "show", "proof.json").out.decode().splitlines()
    assert "helper: cc -c a.c: exit 0, remote, on big" in lines
    assert "helper: cc -c b.c: exit 0, local fallback, on desk; big was asked" in lines
    found = json.loads(call("proof", "show", "proof.json", "--format", "json").out)
    assert found["rch_places"] == ["remote", "local_fallback"]
    assert found["bundle"]["rch"][1]["ran"] == "remote"


def test_show_tells_everything_that_is_claimed(call: Call, here: Path) -> None:
    (here / "proof.json").write_bytes(write_statement(bundle()))
    text = call("proof", "show", "proof.json").out.decode()
    for word in (
        "task: Make the reader keep unknown fields",
        f"commit {COMMIT} 2026-03-01T11:00:00Z Keep unknown fields",
        "  changed src/reader.py",
        "  ATP_SEED_LAB=7",
        "reservation: src/** by builder 7, exclusive, 2026-03-01T10:00:00Z to 2026-03-01T13:00:00Z, released ",
        "blocker: no licence yet, since 2026-03-01T10:06:00Z, waits on the owner; OPEN",
        "validation: 1 passed, 0 failed, 1 not_run",
        "  lint: not_run the linter was not at hand",
        "replay: 2 steps, level sandboxed",
        "  sandboxed: make test  (all tests pass)",
        "unsigned: anyone can have written this",
    ):
        assert f"{word}" in text


def test_hostile_text_is_shown_clean(call: Call, here: Path) -> None:
    hostile = "\x1b[31m\u202e[bold]\n\x00"
    (here / "proof.json").write_bytes(write_statement(bundle(("task", hostile), ("commands.0.argv", [hostile]))))
    for command in ("show", "verify"):
        text = call("proof", command, "proof.json").out.decode()
        assert all(character == "\n" or character.isprintable() for character in text)


def test_a_pack_with_a_proof(call: Call, tmp_path: Path) -> None:
    folder = copy_of("clean", tmp_path)
    assert call("proof", "verify", folder).code == 4
    (folder / "agent-proof.json").write_bytes(write_statement(bundle()))
    assert call("proof", "verify", folder).code == 0
    assert call("proof", "show", folder).code == 0


WITHOUT = "import sys; sys.modules['cryptography'] = None\nfrom atp_tui.cli import main\nmain(sys.argv[1:])"


def test_without_the_library_only_signatures_are_refused(here: Path) -> None:
    def called(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", WITHOUT, "proof", *words],
            capture_output=True,
            check=False,
            cwd=here,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    assert called("make", "task.json", "plain.json").returncode == 0
    assert called("verify", "plain.json").returncode == 0
    signing = called("make", "task.json", "signed.json", "--key", "key.pem")
    assert signing.returncode == 4
    assert signing.stderr == (
        f"atp-tui: the library cryptography is not installed; install it: {how_to_install('proof')}\n".encode()
    )


def test_a_command_that_writes_much_is_recorded_by_the_real_program(tmp_path: Path) -> None:
    record = tmp_path / "r.json"
    ended = run("proof", "record", "-o", record, "--", "sh", "-c", "yes | head -c 3000000")
    assert (ended.returncode, len(ended.stdout)) == (0, 3_000_000)
    assert json.loads(record.read_bytes())["stdout"]["bytes"] == 3_000_000
