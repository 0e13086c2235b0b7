"""An sshd of this user on loopback, with its own keys and settings in a folder that goes away."""

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.terminal import ROOT

SECONDS: Final = 20.0
TRIES: Final = 5
SEPARATION: Final = Path("/run/sshd")
"""Without which an sshd of an administrator does not start."""


class Door(NamedTuple):
    """How to get in."""

    command: str
    """For a shell: ends in a shell at the other end."""


@contextmanager
def begin_sshd(folder: Path) -> Iterator[Door]:
    """Start an sshd, give the way in, and end it; skips where that cannot be done here."""
    programs = {
        name: shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in ("sshd", "ssh", "ssh-keygen")
    }
    if missing := [name for name, path in programs.items() if path is None]:
        pytest.skip(f"{', '.join(missing)} not installed (Debian: openssh-server)")
    if os.getuid() == 0 and not SEPARATION.is_dir():
        pytest.skip(f"{SEPARATION} is missing, which an sshd of the administrator needs")
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    for name in ("host", "user"):
        generate = [str(programs["ssh-keygen"]), "-q", "-t", "ed25519", "-N", "", "-f", str(keys / name)]
        subprocess.run(generate, check=True, timeout=SECONDS)
    process, port = _listening(str(programs["sshd"]), keys, folder)
    try:
        argv = _client(str(programs["ssh"]), keys, port)
        tried = subprocess.run([*argv, "echo", "in"], capture_output=True, text=True, timeout=SECONDS, check=False)
        if tried.stdout != "in\n":
            pytest.skip(f"sshd does not let this user in: {tried.stderr.strip() or tried.stdout.strip()}")
        yield Door(shlex.join([*argv, "-t", "exec", "sh"]))
    finally:
        process.terminate()
        process.wait(SECONDS)


def _listening(sshd: str, keys: Path, folder: Path) -> tuple["subprocess.Popen[bytes]", int]:
    """Start an sshd on a free port; another may take that first, so it is tried again."""
    for _ in range(TRIES):
        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        settings = keys / "sshd_config"
        settings.write_text(_settings(keys, folder, port))
        with (keys / "said").open("wb") as said:
            process = subprocess.Popen([sshd, "-D", "-e", "-f", str(settings)], stderr=said)
        if _answers(process, port):
            return process, port
        process.kill()
        process.wait(SECONDS)
    pytest.skip(f"sshd does not start: {(keys / 'said').read_text().strip()}")


def _settings(keys: Path, folder: Path, port: int) -> str:
    return "\n".join(
        (
            f"Port {port}",
            "ListenAddress 127.0.0.1",
            f"HostKey {keys / 'host'}",
            f"AuthorizedKeysFile {keys / 'user.pub'}",
            "AuthenticationMethods publickey",
            "PermitRootLogin prohibit-password",
            "StrictModes no",
            "UsePAM no",
            "PidFile none",
            "PrintMotd no",
            "PrintLastLog no",
            f'SetEnv LANG=C.UTF-8 "PYTHONPATH={ROOT}" "TMUX_TMPDIR={folder}" PATH={os.environ["PATH"]}',
            "",
        )
    )


def _client(ssh: str, keys: Path, port: int) -> list[str]:
    options = {
        "IdentityFile": keys / "user",
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "BatchMode": "yes",
        "StrictHostKeyChecking": "accept-new",
        "UserKnownHostsFile": keys / "known",
        "GlobalKnownHostsFile": "none",
        "LogLevel": "ERROR",
    }
    given = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    user = pwd.getpwuid(os.getuid()).pw_name
    return [ssh, "-F", "none", *given, "-p", str(port), f"{user}@127.0.0.1"]


def _answers(process: "subprocess.Popen[bytes]", port: int) -> bool:
    """Whether the sshd takes a connection before it ends or the time is over."""
    end = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
                return connection.recv(8).startswith(b"SSH-2.0-")
        except OSError:
            time.sleep(0.05)
    return False
