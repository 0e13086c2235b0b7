"""``atp-tui proof record``: signals reach the command, the record is always written, and nobody else is waited for."""

import hashlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_exit_guard import takes_interrupts
from tests.own_terminal import Explored
from tests.program import PROGRAM

RECORD = (*PROGRAM, "proof", "record", "-o", "r.json", "--")
COUNTS = """\
import os, signal, sys
def take(number, frame):
    os.write(1, b"got %d\\n" % number)
for name in ("INT", "QUIT", "TERM", "HUP", "USR1"):
    signal.signal(getattr(signal, "SIG" + name), take)
print("ready", flush=True)
sys.stdin.readline()
print("over", flush=True)
"""
"""A command that names each signal that it gets, until it is given a line."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which modules are found as in the checkout."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record() -> dict[str, Any]:
    """The record that was written, and nothing beside it."""
    assert [path.name for path in Path().iterdir()] == ["r.json"]
    found: dict[str, Any] = json.loads(Path("r.json").read_bytes())
    return found


@contextmanager
def recording(*command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start the recorder without a terminal."""
    with subprocess.Popen(
        [*RECORD, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=takes_interrupts,  # noqa: PLW1509 - no thread runs yet that could hold a lock
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def in_terminal(*words: str) -> Iterator[Explored]:
    """Start a program in a terminal of its own."""
    process, terminal = pty.fork()
    if process == 0:
        takes_interrupts()
        os.execv(words[0], words)  # noqa: S606 - the words are those of the test
    started = Explored(process, terminal)
    try:
        yield started
    finally:
        started.kill()
        with suppress(OSError):
            os.close(terminal)


def line(process: "subprocess.Popen[bytes]") -> bytes:
    """The next line that a recorder without a terminal hands on."""
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_to_the_recorder_ends_the_command_and_the_record_says_so(number: signal.Signals) -> None:
    with recording("sh", "-c", "ulimit -c 0; echo ready; exec sleep 300") as process:
        assert line(process) == b"ready\n"
        process.send_signal(number)
        err = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 128 + number
    assert record()["exit_code"] == -number
    assert err.startswith(f"atp-tui: ended by {number.name} after ")
    assert record()["stdout"]["bytes"] == len("ready\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1])
def test_a_command_that_handles_a_signal_decides_what_becomes_of_it(number: signal.Signals) -> None:
    with recording(sys.executable, "-c", COUNTS) as process:
        assert line(process) == b"ready\n"
        process.send_signal(number)
        assert line(process) == b"got %d\n" % number
        assert process.communicate(b"\n", timeout=60)[0] == b"over\n"
    assert (process.returncode, record()["exit_code"]) == (0, 0)


def test_a_command_that_fails_by_itself_after_a_signal_leaves_1() -> None:
    with recording("sh", "-c", "trap '' INT; echo ready; read x; exit 7") as process:
        assert line(process) == b"ready\n"
        process.send_signal(signal.SIGINT)
        process.communicate(b"\n", timeout=60)
    assert (process.returncode, record()["exit_code"]) == (1, 7)


def test_a_stopped_command_is_ended_too() -> None:
    with recording("sh", "-c", "echo $$; kill -STOP $$; exec sleep 300") as process:
        command = int(line(process))
        while Path(f"/proc/{command}/stat").read_text().split()[2] != "T":
            time.sleep(0.01)
        process.terminate()
        process.communicate(timeout=60)
    assert (process.returncode, record()["exit_code"]) == (143, -15)


def test_an_interrupt_from_the_terminal_reaches_the_command_once() -> None:
    with in_terminal(*RECORD, sys.executable, "-c", COUNTS) as started:
        started.until(lambda seen: b"ready" in seen)
        started.types(b"\x03")
        started.until(lambda seen: b"got 2" in seen)
        os.kill(started.process, signal.SIGINT)
        started.until(lambda seen: b"got 2" in seen)
        started.types(b"\n")
        assert started.code(reading=True) == 0
    assert started.output.count(b"got 2") == 2
    assert record()["exit_code"] == 0


def test_an_interpreter_goes_on_after_ctrl_c() -> None:
    with in_terminal(*RECORD, sys.executable, "-q") as started:
        started.until(lambda seen: b">>> " in seen)
        started.types(b"\x03")
        started.until(lambda seen: b"KeyboardInterrupt" in seen)
        started.types(b"print(6 * 7)\n")
        started.until(lambda seen: b"42" in seen)
        started.types(b"\x04")
        assert started.code(reading=True) == 0
    assert started.output.count(b"KeyboardInterrupt") == 1
    assert record()["exit_code"] == 0


def test_ctrl_c_ends_a_command_that_does_not_handle_it() -> None:
    with in_terminal(*RECORD, "sh", "-c", "echo ready; exec sleep 300") as started:
        started.until(lambda seen: b"ready" in seen)
        started.types(b"\x03")
        assert started.code(reading=True) == 130
    assert b"ended by SIGINT after" in started.output
    assert record()["exit_code"] == -2


def test_a_terminal_that_closes_ends_the_command_and_the_record_is_written() -> None:
    with in_terminal(*RECORD, "sh", "-c", "echo ready; exec sleep 300") as started:
        started.until(lambda seen: b"ready" in seen)
        os.close(started.terminal)
        assert started.code() == 129
    assert record()["exit_code"] == -1


def test_a_command_that_stops_itself_gives_the_terminal_back() -> None:
    with in_terminal(*RECORD, "sh", "-c", "echo ready; kill -STOP $$; echo on") as started:
        started.stopped()
        os.killpg(started.process, signal.SIGCONT)
        started.until(lambda seen: b"on\r\n" in seen)
        assert started.code(reading=True) == 0
    assert record()["exit_code"] == 0


TAKES = """\
import os, signal
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
os.setpgid(0, 0)
os.tcsetpgrp(0, os.getpid())
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_terminal_that_the_command_took_for_itself_is_taken_back(here: Path) -> None:
    (here.parent / "takes.py").write_text(TAKES)
    run = f"{' '.join(RECORD)} {sys.executable} ../takes.py; read x; echo got:$x"
    with in_terminal("/bin/sh", "-c", run) as started:
        started.until(lambda seen: b"wrote r.json" in seen)
        started.types(b"word\n")
        started.until(lambda seen: b"got:word" in seen)
        assert started.code(reading=True) == 0
    assert record()["exit_code"] == -9


@pytest.mark.parametrize("rest", ["sleep 300", "while :; do echo noise; sleep 0.001; done", "yes"])
def test_what_a_command_leaves_behind_is_not_waited_for(rest: str) -> None:
    with recording("sh", "-c", f"echo begun; ({rest}) & echo $! >&2; exit 3") as process:
        assert process.stderr is not None
        left = int(process.stderr.readline())
        try:
            out = process.communicate(timeout=60)[0]
        finally:
            with suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)
    found = record()
    assert (process.returncode, found["exit_code"]) == (1, 3)
    assert found["seconds"] < 200
    assert out.startswith(b"begun\n") or rest != "sleep 300"
    assert found["stdout"]["digest"] == f"sha256:{hashlib.sha256(out).hexdigest()}"


def test_all_of_a_huge_output_is_handed_on_and_digested() -> None:
    size = 30_000_000
    with recording("head", "-c", str(size), "/dev/zero") as process:
        out = process.communicate(timeout=60)[0]
    assert (process.returncode, len(out)) == (0, size)
    digest = hashlib.sha256(bytes(size)).hexdigest()
    assert record()["stdout"] == {"bytes": size, "digest": f"sha256:{digest}"}


def test_a_reader_that_does_not_read_does_not_cost_the_record() -> None:
    """The command has ended, what it wrote fills the pipes, and a signal asks not to wait for the reader."""
    with recording("sh", "-c", "echo $$ >&2; exec head -c 100000 /dev/zero") as process:
        assert process.stderr is not None
        command = int(process.stderr.readline())
        while Path(f"/proc/{command}").exists():
            time.sleep(0.01)
        process.terminate()
        assert process.wait(60) == 0
    assert (record()["exit_code"], record()["stdout"]["bytes"]) == (0, 100_000)


def test_a_closed_stdin_is_closed_for_the_command_too() -> None:
    line_of_shell = f"{' '.join(RECORD)} cat <&-"
    ended = subprocess.run(["bash", "-c", line_of_shell], capture_output=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert record()["exit_code"] == 1


def test_a_closed_stdout_and_stderr_do_not_cost_the_record() -> None:
    line_of_shell = f"{' '.join(RECORD)} echo hi >&- 2>&-"
    subprocess.run(["bash", "-c", line_of_shell], timeout=60, check=False)
    assert record()["stdout"]["bytes"] == 3


def test_an_ignored_signal_stays_ignored() -> None:
    words = [
        "nohup",
        *RECORD,
        sys.executable,
        "-c",
        "import signal; print(signal.getsignal(1) is signal.SIG_IGN, flush=True); input()",
    ]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert line(process) == b"True\n"
        process.send_signal(signal.SIGHUP)
        process.communicate(b"\n", timeout=60)
    assert (process.returncode, record()["exit_code"]) == (0, 0)
