"""A writer that is killed leaves nothing or a whole pack where the pack was to be."""

import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.store.writer import PREFIX
from tests.program import PACKS, files_in

KILLER = """\
import os, random, signal, sys, time
from atp_tui.engine import read_record, render
from atp_tui.store.writer import write_pack

record, folder, count = sys.argv[1:]
files = render(read_record(open(record, "rb").read()))
dice = random.Random(7)
for turn in range(int(count)):
    place = f"{folder}/{turn}"
    os.mkdir(place)
    writer = os.fork()
    if writer == 0:
        number = 0
        while True:
            write_pack(f"{place}/pack-{number}", files)
            number += 1
    time.sleep(dice.uniform(0, 0.02))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
"""
"""Kills writers, one after the other, each while it writes one pack after the other."""


def kill_writers(folder: Path, count: int) -> None:
    """Kill so many writers and look at what they left; the moments differ from run to run."""
    record = PACKS / "five-violations.record.json"
    command: list[str | Path] = [sys.executable, "-c", KILLER, record, folder, str(count)]
    subprocess.run(command, check=True, timeout=30 + count)
    expected = files_in(PACKS / "five-violations")
    whole = interrupted = 0
    for place in folder.iterdir():
        leftovers = [path for path in place.iterdir() if path.name.startswith(PREFIX)]
        packs = [path for path in place.iterdir() if path not in leftovers]
        assert all(files_in(pack) == expected for pack in packs)
        assert {pack.name for pack in packs} == {f"pack-{number}" for number in range(len(packs))}
        assert len(leftovers) <= 1
        whole += len(packs)
        interrupted += len(leftovers)
    print(f"{count} writers killed: {whole} whole packs, {interrupted} cut short, none half")  # noqa: T201 - the tally
    assert interrupted, "no writer was killed while it wrote"


def test_a_killed_writer_leaves_nothing_or_a_whole_pack(tmp_path: Path) -> None:
    kill_writers(tmp_path, 20)


@pytest.mark.soak
def test_many_killed_writers_leave_nothing_or_whole_packs(tmp_path: Path) -> None:
    kill_writers(tmp_path, 300)
