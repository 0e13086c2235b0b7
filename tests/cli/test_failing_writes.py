"""Every command that writes, on a disk whose every write fails in turn: one line, and nothing half."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from atp_tui.cli.exits import Exit
from tests.cli.conftest import Call, Outcome
from tests.faulty_disk import ERRNOS, FaultyDisk, faulty_disks, on_disk
from tests.lab_packs import SEED
from tests.own_terminal import PACK
from tests.program import PACKS
from tests.soak_figures import figure

TASK = '{"task": "t", "agent": "a", "claim": "c"}'

COMMANDS: Final[dict[str, Callable[[Call, Path], Outcome]]] = {
    "emit": lambda call, out: call("emit", PACKS / "clean.record.json", out),
    "proof make": lambda call, out: call(
        *("proof", "make", out.parent.parent / "task.json", out),
        *("--root", out.parent.parent, "--file", "task.json"),
    ),
    "proof record": lambda call, out: call("proof", "record", "-o", out, "--", "true"),
}
LONG: Final[dict[str, Callable[[Call, Path], Outcome]]] = {
    "new": lambda call, out: call("new", "--scenario", "clean", "--size", "20000", "--seed", str(SEED), out),
    "minimize": lambda call, out: call("minimize", PACK, "-o", out, "--tries", "1"),
    "lab calibrate": lambda call, out: call("lab", "calibrate", "--runs", "2", "-o", out),
}


def tree(folder: Path) -> list[tuple[str, bytes]]:
    """Every file under a folder, and every folder."""
    return sorted(
        (str(path.relative_to(folder)), path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")
    )


def fail_every_write(call: Call, tmp_path: Path, name: str, numbers: tuple[int, ...]) -> None:
    """Run a command once for each of its writes and each error."""
    run, place = {**COMMANDS, **LONG}[name], tmp_path / "place"
    (tmp_path / "task.json").write_text(TASK)
    place.mkdir()
    with on_disk(FaultyDisk()) as counted:
        done = run(call, place / "out")
    assert done.code in (0, 1), done.err
    whole = [path for path, _ in tree(place)]
    wrong, cases = [], 0
    for disk in faulty_disks(counted.made, numbers):
        shutil.rmtree(place)
        place.mkdir()
        with on_disk(disk):
            outcome = run(call, place / "out")
        found = [path for path, _ in tree(place)]
        cases += 1
        is_told = outcome.code == Exit.UNREADABLE and found == (whole if b"the pack is complete" in outcome.err else [])
        is_done = (outcome.code, found) == (done.code, whole)
        if not (is_told or is_done) or b"Traceback" in outcome.err:
            wrong.append((disk.nth, disk.number, outcome.code, found))
    figure(f"failing writes: {name}", cases, len(wrong))
    assert wrong == []
    assert cases >= 2 * len(numbers)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_whose_write_fails_leaves_nothing(call: Call, tmp_path: Path, name: str) -> None:
    fail_every_write(call, tmp_path, name, ERRNOS[:1])


@pytest.mark.soak
@pytest.mark.parametrize("name", [*COMMANDS, *LONG])
def test_every_command_whose_write_fails_in_any_way_leaves_nothing(call: Call, tmp_path: Path, name: str) -> None:
    fail_every_write(call, tmp_path, name, ERRNOS if name in COMMANDS else ERRNOS[:1])
