"""A writer that is killed leaves nothing or the whole where it was to write, and what was there as it was."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.store.writer import PREFIX
from tests.program import PACKS, files_in
from tests.soak_figures import figure

KILLER = """\
import os, random, signal, sys, time
from contextlib import suppress
from itertools import count
from atp_tui.engine import CrashpackError, read_record, render
from atp_tui.store.file_writer import replace_file, write_new_file
from atp_tui.store.writer import write_pack

record, folder, killed, taken = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
files = render(read_record(open(record, "rb").read()))
dice = random.Random(7)
for turn in range(killed):
    place = f"{folder}/{turn}"
    os.mkdir(place)
    writer = os.fork()
    if writer == 0:
        for number in count():
            write_pack(f"{place}/pack-{number}", files)
            write_new_file(f"{place}/file-{number}", b"n" * 30_000)
            replace_file(f"{place}/state", bytes([48 + number % 10]) * 30_000)
            for name in taken:
                for write in (lambda: write_pack(name, files), lambda: write_new_file(name, b"new")):
                    with suppress(CrashpackError):
                        write()
    time.sleep(dice.uniform(0, 0.02))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
"""
"""Kills writers, one after the other, each while it writes one thing after the other."""


def make_taken(folder: Path) -> dict[str, Path]:
    """Everything that may stand where somebody wants to write."""
    folder.mkdir()
    names = ("file", "empty folder", "full folder", "link", "dangling link", "pipe")
    taken = {name: folder / name.replace(" ", "-") for name in names}
    taken["file"].write_bytes(b"mine")
    taken["empty folder"].mkdir()
    taken["full folder"].mkdir()
    (taken["full folder"] / "journal").write_bytes(b"mine")
    taken["link"].symlink_to("file")
    taken["dangling link"].symlink_to("nothing")
    os.mkfifo(taken["pipe"])
    return taken


def looks(path: Path) -> tuple[int, int, object]:
    """What stands at a path: which, of what kind, and with what in it."""
    found = path.lstat()
    content: object = None
    if path.is_symlink():
        content = path.readlink()
    elif stat.S_ISREG(found.st_mode):
        content = path.read_bytes()
    elif stat.S_ISDIR(found.st_mode):
        content = sorted(
            (inner.name, inner.read_bytes()) for inner in path.iterdir() if not inner.name.startswith(PREFIX)
        )
    return found.st_ino, found.st_mode, content


def torn_in(place: Path) -> tuple[list[str], int]:
    """What is neither whole nor missing where a writer was killed, and how much it left unfinished beside it."""
    expected = files_in(PACKS / "five-violations")
    names = sorted(path.name for path in place.iterdir())
    unfinished = [name for name in names if name.startswith(PREFIX)]
    torn = [name for name in names if name.startswith("pack-") and files_in(place / name) != expected]
    torn += [name for name in names if name.startswith("file-") and (place / name).read_bytes() != b"n" * 30_000]
    state = (place / "state").read_bytes() if (place / "state").exists() else b""
    torn += ["state"] if len(state) not in (0, 30_000) or len(set(state)) > 1 else []
    for kind in ("pack-", "file-"):
        found = {int(name.removeprefix(kind)) for name in names if name.startswith(kind)}
        torn += ["a gap"] if found != set(range(len(found))) else []
    return torn + (["many leftovers"] if len(unfinished) > 1 else []), len(unfinished)


def kill_writers(folder: Path, count: int) -> None:
    """Kill so many writers and look at what they left; the moments differ from run to run."""
    record = PACKS / "five-violations.record.json"
    taken = make_taken(folder / "taken")
    before = {name: looks(path) for name, path in taken.items()}
    command: list[str | Path] = [sys.executable, "-c", KILLER, record, folder, str(count), *taken.values()]
    subprocess.run(command, check=True, timeout=60 + count)
    overwritten = [name for name, path in taken.items() if looks(path) != before[name]]
    found = [torn_in(folder / str(turn)) for turn in range(count)]
    torn = [names for names, _ in found if names]
    figure("writers killed (failures: torn)", count, len(torn))
    figure("writers killed: names that were taken (failures: overwritten)", count * len(taken), len(overwritten))
    assert (torn, overwritten) == ([], [])
    assert sum(unfinished for _, unfinished in found), "no writer was killed while it wrote"


def test_a_killed_writer_leaves_nothing_or_a_whole_pack(tmp_path: Path) -> None:
    kill_writers(tmp_path, 20)


@pytest.mark.soak
def test_many_killed_writers_leave_nothing_or_whole_packs(tmp_path: Path) -> None:
    kill_writers(tmp_path, 1_000)
