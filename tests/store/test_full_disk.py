"""On a file system without space each writer writes all or nothing, and says so."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import PACKS
from tests.soak_figures import figure

UNSHARE = shutil.which("unshare")
ON_FULL = """
import json, os, subprocess, sys, tempfile
from atp_tui.engine import CrashpackError, read_record, render
from atp_tui.store.file_writer import replace_file, write_new_file, write_private
from atp_tui.store.writer import write_pack
place, record, sizes = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
files = render(read_record(open(record, "rb").read()))
data, old = os.urandom(20_000), b"old"
writers = {
    "pack": lambda: write_pack(f"{place}/pack", files),
    "file": lambda: write_new_file(f"{place}/file", data),
    "state": lambda: replace_file(f"{place}/state", data),
    "private": lambda: write_private("x" * 20_000, "text"),
}
tempfile.tempdir = place
whole = {"pack": {f"pack/{n}": d for n, d in files.items()}, "file": {"file": data}, "state": {"state": data}}
def left():
    return {os.path.relpath(os.path.join(folder, name), place): open(os.path.join(folder, name), "rb").read()
            for folder, _, names in os.walk(place) for name in names}
told = {"cases": 0, "full": 0, "torn": []}
for size in sizes:
    for name, write in writers.items():
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", place], check=True)
        if size >= 4:
            open(f"{place}/state", "wb").write(old)
        before = left()
        try:
            write()
            found = {"private"} if name == "private" else left()
            expected = {"private"} if name == "private" else {**before, **whole[name]}
        except (CrashpackError, OSError):
            found, expected = left(), before
            told["full"] += 1
            if os.listdir(place) != [*before]:
                expected = "nothing but what was there"
        told["cases"] += 1
        if found != expected:
            told["torn"].append([size, name, sorted(found)])
        subprocess.run(["umount", place], check=True)
print(json.dumps(told))
"""
"""Mounts small file systems, one after the other, and lets every writer write there."""


def write_on_full_disks(place: Path, sizes: list[int]) -> None:
    """Write on file systems of so many KiB, in a name space of our own."""
    if UNSHARE is None:
        pytest.skip("needs unshare")
    alone = [UNSHARE, "--user", "--map-root-user", "--mount"]
    if subprocess.run([*alone, "mount", "-t", "tmpfs", "tmpfs", place], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a file system of their own")
    record = PACKS / "five-violations.record.json"
    command: list[str | Path] = [*alone, sys.executable, "-c", ON_FULL, place, record, json.dumps(sizes)]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr.decode()
    told = json.loads(ended.stdout)
    figure("full file systems", told["cases"], len(told["torn"]))
    assert told["torn"] == []
    assert 0 < told["full"] < told["cases"]


def test_a_full_file_system_gets_all_or_nothing(tmp_path: Path) -> None:
    write_on_full_disks(tmp_path, [4, 16, 64, 4096])


@pytest.mark.soak
def test_file_systems_of_every_size_get_all_or_nothing(tmp_path: Path) -> None:
    write_on_full_disks(tmp_path, list(range(4, 260, 4)))
