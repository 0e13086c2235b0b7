"""The program as the tests start it, and the packs that they give it."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PACKS: Final = Path(__file__).parent / "packs"
FOREIGN: Final = (
    "clean",
    "damaged",
    "empty",
    "five-violations",
    "hostile-text",
    "many-oracles",
    "other-writer",
)
RECORDED: Final = ("clean", "empty", "five-violations", "hostile-text", "many-oracles")
"""The packs beside which the record stands that they were written from."""
OWN_FORMAT: Final = RECORDED
"""The packs whose traces have the format's own fields, and whose logs are whole."""
PROGRAM: Final = (sys.executable, "-m", "atp_tui")


def run(*arguments: str | Path, stdin: bytes = b"", timeout: float = 30) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own, without a terminal."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout, check=False
    )


def wait_for_handlers(process: "subprocess.Popen[bytes]") -> None:
    """Wait until a program handles the signals that end it, which it does before it begins with its command."""
    handled, end = 0, time.monotonic() + 60
    while not handled >> (signal.SIGTERM - 1) & 1:
        assert time.monotonic() < end
        time.sleep(0.01)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        handled = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt:"))


@contextmanager
def warm_program(folder: Path) -> Iterator[str]:
    """Give the line of shell that runs the program in forks of one process, which has its socket in *folder*."""
    script, path = str(Path(__file__).parent / "warm_program.py"), folder / "socket"
    with subprocess.Popen(
        [sys.executable, script, "serve", path],
        # Nothing of the environment of the tests, such as PYTHONUNBUFFERED, changes how the program writes.
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1]), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            end = time.monotonic() + 60
            while not path.exists():
                assert server.poll() is None
                assert time.monotonic() < end
                time.sleep(0.01)
            yield f'exec "{sys.executable}" -I -S "{script}" call "{path}" "$@"'
        finally:
            server.communicate(timeout=60)


def copy_of(pack: str, folder: Path) -> Path:
    """Return a copy of a foreign pack that may be changed."""
    return Path(shutil.copytree(PACKS / pack, folder / pack))


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files right inside a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def descriptors() -> set[str]:
    """Return the descriptors that this process has open, with what they point to."""
    found = set()
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - the folder changes while it is listed
        try:
            found.add(f"{name} {os.readlink(f'/proc/self/fd/{name}')}")  # noqa: PTH115 - as above
        except FileNotFoundError:
            continue
    return found


def make_device(path: Path) -> None:
    """Make a device that gives zeros without end; only an administrator may."""
    os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
