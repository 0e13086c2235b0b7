"""A cluster of Dask on the loopback interface: a scheduler and its workers, each a process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

ROOT: Final = Path(__file__).resolve().parent.parent
PATIENCE: Final = 60.0

Process = subprocess.Popen[bytes]


@dataclass
class Cluster:
    """A scheduler and its workers."""

    folder: Path
    """Where the scheduler writes its address, and where all write what they print."""
    workers: list[Process] = field(default_factory=list)
    scheduler: Process | None = None

    @property
    def executor(self) -> str:
        """What --executor takes."""
        return f"dask://{self._address().removeprefix('tcp://')}"

    def start(self, workers: int, threads: int = 1, **environment: str) -> None:
        """Start the scheduler and some workers."""
        self.scheduler = self._started(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._file), "--no-dashboard"
        )
        self._address()
        for _ in range(workers):
            self.add_worker(threads, **environment)
        self.wait_for(workers)

    def add_worker(self, threads: int = 1, **environment: str) -> None:
        """Start a worker."""
        options = ("--nthreads", str(threads), "--no-nanny", "--no-dashboard", "--local-directory", str(self.folder))
        process = self._started("worker", self._address(), "--host", "127.0.0.1", *options, environment=environment)
        self.workers.append(process)

    def wait_for(self, workers: int) -> None:
        """Wait until the scheduler has this many workers."""
        script = f"from distributed import Client; Client({self._address()!r}).wait_for_workers({workers}, {PATIENCE})"
        subprocess.run([sys.executable, "-c", script], check=True, timeout=2 * PATIENCE, capture_output=True)

    def kill_worker(self) -> None:
        """Kill the oldest worker, and start another one."""
        process = self.workers.pop(0)
        process.kill()
        process.wait()
        self.add_worker()

    def stop(self) -> None:
        """Kill all that is left of it."""
        for process in (*self.workers, *([self.scheduler] if self.scheduler else [])):
            process.kill()
            process.wait()

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    def _address(self) -> str:
        end = time.monotonic() + PATIENCE
        while not self._file.exists():
            assert time.monotonic() < end, (self.folder / "scheduler.log").read_text()
            time.sleep(0.02)
        return str(msgspec.json.decode(self._file.read_bytes())["address"])

    def _started(self, kind: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Process:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
        around = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(command, env=around, stdout=log, stderr=log)


@contextmanager
def cluster(folder: Path, workers: int = 2, threads: int = 1, **environment: str) -> Iterator[Cluster]:
    """Run a cluster for as long as the context lasts."""
    folder.mkdir()
    found = Cluster(folder)
    try:
        found.start(workers, threads, **environment)
        yield found
    finally:
        found.stop()
