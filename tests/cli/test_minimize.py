"""``atp-tui minimize``."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atp_tui.cli import minimize
from atp_tui.engine import is_sound
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from tests.cli.conftest import Call
from tests.lab_packs import written
from tests.program import PACKS


def test_a_smaller_pack_is_written_and_replays_exact(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    total = (path / "decisions.jsonl").read_bytes().count(b"\n")
    outcome = call("minimize", path, "-o", tmp_path / "small")
    assert (outcome.code, outcome.err) == (0, b"")
    lines = outcome.out.decode().splitlines()
    assert lines[0] == f"{tmp_path}/small: a cause: the lab ran with only these external decisions"
    assert lines[1] == f"  kept: 1 of {total} external decisions: 1 fault flipped-bit"
    assert lines[2].startswith(f"  removed: {total - 1} of {total} external decisions: ")
    assert lines[3] == "  1-minimal: nothing that is left can be removed on its own"
    assert call("check", tmp_path / "small").code == 1
    assert call("replay", tmp_path / "small").code == 0


@pytest.mark.parametrize("options", [["--tries", "2"], ["--seconds", "0.001"]])
def test_a_budget_ends_it(call: Call, tmp_path: Path, options: list[str]) -> None:
    path = written(tmp_path, "flipped-bit")
    outcome = call("minimize", path, "-o", tmp_path / "small", *options)
    if outcome.code == 0:
        assert "was reached, so less may suffice" in outcome.out.decode()
        assert is_sound(examine_pack(open_pack(str(tmp_path / "small"))).findings)
    else:
        assert (outcome.code, options[0]) == (4, "--seconds")
        assert not (tmp_path / "small").exists()


@pytest.mark.parametrize("more", [[], ["--one-witness"]])
def test_a_shorter_reading_says_what_it_is(call: Call, tmp_path: Path, more: list[str]) -> None:
    outcome = call("minimize", PACKS / "five-violations", "-o", tmp_path / "small", "--mode", "project", *more)
    assert (outcome.code, outcome.err) == (0, b"")
    assert "a shorter trace to read, not a cause" in outcome.out.decode()
    assert call("check", tmp_path / "small").code == 1
    if more:
        assert open_pack(str(tmp_path / "small")).events.count() <= 5


def test_what_exists_is_refused_before_anything_is_done(call: Call, tmp_path: Path) -> None:
    outcome = call("minimize", PACKS / "five-violations", "-o", tmp_path)
    assert (outcome.code, outcome.out) == (4, b"")
    assert "already exists; choose another name; nothing was written" in outcome.told[0]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["five-violations"], 4, "its metadata names no lab; only packs of the lab atp-tui can be run here"),
        (["clean", "--mode", "project"], 4, "expected a run that failed, found no violation"),
        (["empty"], 4, "expected a run that failed, found no oracle result"),
        (["empty.record.json", "--mode", "project"], 4, "expected a run that failed, found no oracle result"),
        (["nothing"], 4, "no such file or directory"),
        (["clean", "--tries", "0"], 2, "--tries"),
        (["clean", "--seconds", "0"], 2, "--seconds"),
        (["clean", "--mode", "both"], 2, "--mode"),
    ],
)
def test_what_cannot_be_done_is_told(call: Call, tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    outcome = call("minimize", PACKS / arguments[0], *arguments[1:], "-o", tmp_path / "small")
    assert (outcome.code, outcome.out, len(outcome.told)) == (code, b"", 1)
    assert message in outcome.told[0]
    assert list(tmp_path.iterdir()) == []


def start(path: Path, target: Path) -> "subprocess.Popen[bytes]":
    """Start a search, with stderr on a terminal so that progress can be seen."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "atp_tui", "minimize", str(path), "-o", str(target)],
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    process.stderr = os.fdopen(ours, "rb", buffering=0)
    return process


def read_until(process: "subprocess.Popen[bytes]", wanted: bytes) -> bytes:
    """Read stderr until a pattern stands there."""
    assert process.stderr is not None
    seen, end = b"", time.monotonic() + 60
    while not re.search(wanted, seen) and time.monotonic() < end:
        if select.select([process.stderr], [], [], 1)[0]:
            try:
                seen += process.stderr.read(4096)
            except OSError:
                break
    assert re.search(wanted, seen), seen
    return seen


def test_ctrl_c_writes_the_best_so_far_as_a_sound_pack(call: Call, tmp_path: Path) -> None:
    path = written(tmp_path, "heavy-loss")
    process = start(path, tmp_path / "small")
    with process:
        told = read_until(process, rb"[0-9]+ of [0-9]+ decisions, [5-9] runs, [0-9.]+/s, last reduction")
        assert told.startswith(b"\r\x1b[K")
        process.send_signal(signal.SIGINT)
        read_until(process, b"stopping with the best result so far; interrupt again to write nothing")
        assert process.stdout is not None
        out = process.stdout.read()
        assert process.wait(60) == 130
    assert b"it was interrupted, so less may suffice" in out
    assert is_sound(examine_pack(open_pack(str(tmp_path / "small"))).findings)
    assert call("replay", tmp_path / "small").code == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["heavy-loss", "small"]


def test_a_second_signal_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "heavy-loss")
    process = start(path, tmp_path / "small")
    with process:
        read_until(process, b"decisions, [3-9] runs")
        # Both at once: the best result is soon written after the first. Of two that are alike, one could get lost.
        for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCONT):
            process.send_signal(number)
        assert process.wait(60) == 130
    assert [each.name for each in tmp_path.iterdir()] == ["heavy-loss"]


def test_a_kill_at_any_time_leaves_no_half_pack(tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    for delay in (0.3, 0.8, 1.5):
        target = tmp_path / f"small-{delay}"
        process = start(path, target)
        with process:
            time.sleep(delay)
            process.kill()
        assert not target.exists() or is_sound(examine_pack(open_pack(str(target))).findings)


def test_without_a_terminal_no_progress_is_written(monkeypatch: pytest.MonkeyPatch, call: Call, tmp_path: Path) -> None:
    monkeypatch.setattr(minimize, "_TELL_EVERY", 0.0)
    path = written(tmp_path, "lost-finished")
    assert call("minimize", path, "-o", tmp_path / "small").err == b""
