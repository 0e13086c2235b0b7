"""Whatever write fails, however often: there is the whole or nothing, and what was there stays as it was."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from atp_tui.engine import CrashpackError, read_record, render
from atp_tui.engine.trace import Lane
from atp_tui.store.file_writer import replace_file, write_new_file, write_private
from atp_tui.store.trace.index import Snapshot
from atp_tui.store.trace.index_cache import IndexCache, TraceKey
from atp_tui.store.trace.lane_bits import LaneBits
from atp_tui.store.writer import write_pack
from tests.faulty_disk import ERRNOS, FaultyDisk, faulty_disks, on_disk
from tests.program import PACKS, descriptors
from tests.soak_figures import figure

FILES: Final = render(read_record((PACKS / "clean.record.json").read_bytes()))
OLD, NEW = b"older state", b"newer state, which is longer"
KEY: Final = TraceKey(1, 2, 9 << 20, 4)


def snapshot() -> Snapshot:
    """An index of a trace without events."""
    words = LaneBits(np.zeros(0, dtype=np.uint64), np.zeros(1, dtype=np.int64))
    column = np.zeros(0, dtype=np.uint64)
    return Snapshot(
        events=0,
        done=True,
        read=KEY.size,
        size=KEY.size,
        is_own_format=True,
        offsets=np.zeros(0, dtype=np.int64),
        earliest=column,
        latest=column,
        timed=words,
        broken=words,
        doubt=words,
        odd=words,
        plain=words,
        lanes=dict.fromkeys(Lane, words),
        shown=words,
        shown_path=words,
    )


def a_pack(folder: Path) -> None:
    write_pack(f"{folder}/pack", {**FILES, "deep/er/log": b"text"})


def a_file(folder: Path) -> None:
    write_new_file(f"{folder}/file", NEW)


def a_newer_file(folder: Path) -> None:
    replace_file(f"{folder}/state", NEW)


def a_private_file(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        write_private(NEW.decode(), "text")


def an_index(folder: Path) -> None:
    if not IndexCache(folder).save(KEY, snapshot()):
        raise OSError("not kept")


WRITERS: Final[dict[str, Callable[[Path], None]]] = {
    "pack": a_pack,
    "new file": a_file,
    "newer state of a file": a_newer_file,
    "private file": a_private_file,
    "index of a trace": an_index,
}


def left_in(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, and every folder without one."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"a folder"
        for path in folder.rglob("*")
        if path.is_file() or not any(path.iterdir())
    }


def emptied(folder: Path) -> Path:
    """A folder that holds an older state of the one file that is replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "state").write_bytes(OLD)
    return folder


def values(found: dict[str, bytes]) -> list[bytes]:
    """What was found, without names: that of a private folder differs each time."""
    return sorted(found.values())


def fail_every_write(tmp_path: Path, name: str, numbers: tuple[int, ...]) -> None:
    """Let each call of a writer fail with each error, once and for ever, and look at what is left."""
    write, place = WRITERS[name], tmp_path / "place"
    before = left_in(emptied(place))
    with on_disk(FaultyDisk()) as counted:
        write(place)
    whole = values(left_in(place))
    opened = descriptors()
    torn, cases = [], 0
    for disk in faulty_disks(counted.made, numbers):
        emptied(place)
        failed = False
        with on_disk(disk):
            try:
                write(place)
            except (CrashpackError, OSError) as error:
                failed = "the pack is complete" not in str(error)
        cases += 1
        if values(left_in(place)) != (values(before) if failed else whole):
            torn.append((disk.nth, disk.number, disk.lasts, sorted(left_in(place))))
    figure(f"failing writes: {name}", cases, len(torn))
    assert torn == []
    assert cases >= 8 * len(numbers)
    assert descriptors() == opened


@pytest.mark.parametrize("name", WRITERS)
def test_whatever_call_fails_the_whole_or_nothing_is_there(tmp_path: Path, name: str) -> None:
    fail_every_write(tmp_path, name, ERRNOS[:1] if name == "pack" else ERRNOS)


@pytest.mark.soak
def test_whatever_call_fails_for_a_pack_with_whatever_error_the_whole_or_nothing_is_there(tmp_path: Path) -> None:
    fail_every_write(tmp_path, "pack", ERRNOS)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("most", [1, 7])
def test_a_system_that_takes_less_than_it_is_given_gets_all_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    write = WRITERS[name]
    write(emptied(tmp_path / "plain"))
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:most])))
    write(emptied(tmp_path / "short"))
    assert values(left_in(tmp_path / "short")) == values(left_in(tmp_path / "plain"))
