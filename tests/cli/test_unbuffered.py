"""Output is complete also if Python does not buffer it."""

import fcntl
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.program import PACKS, PROGRAM

PACK = str(PACKS / "many-oracles")


@pytest.mark.parametrize(
    "arguments", [("logs", PACK), ("check", "--format", "sarif", PACK), ("export", PACK)], ids=lambda each: each[0]
)
def test_a_process_that_is_stopped_while_it_writes_loses_nothing(arguments: tuple[str, ...]) -> None:
    whole = subprocess.run([*PROGRAM, *arguments], capture_output=True, check=False).stdout
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        pipe = process.stdout.fileno()
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 4096)
        found = os.read(pipe, 1)
        while chunk := os.read(pipe, 4096):
            found += chunk
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.002)
            process.send_signal(signal.SIGCONT)
    assert found == whole


def test_a_pipe_that_never_waits_and_is_full_is_an_error_and_no_silent_loss() -> None:
    script = "import os; os.set_blocking(1, False)\nfrom atp_tui.cli import run\nrun()"
    for unbuffered in ("", "1"):
        environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
        command = [sys.executable, "-c", script, "export", PACK]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            fcntl.fcntl(process.stdout.fileno(), fcntl.F_SETPIPE_SZ, 4096)
            assert process.wait(30) == 4
            assert process.stderr is not None
            assert process.stderr.read().startswith(b"atp-tui: stdout cannot be written: ")
