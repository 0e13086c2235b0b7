"""Nothing outside of a pack is opened for it, nothing of it runs, nothing of it is mapped: as the system sees it."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from atp_tui.engine import NINE_FILES
from tests.hostile_packs import HOSTILE, PLACES, make_pack
from tests.own_terminal import exploring
from tests.program import PROGRAM
from tests.soak_figures import figure
from tests.traced import PROGRAM_FOLDERS, Traced, read_trace, require_strace, tracing

COMMANDS = {
    "check": ("check", "--"),
    "check as JSON": ("check", "--format", "json", "--"),
    "logs": ("logs", "--lane", "all", "--"),
    "export": ("export", "--"),
    "replay": ("replay", "--"),
}
EXAMINED = re.compile(rb"(?i)(?:intact|damaged) \d+/\d+")
"""Stands on the screen once the whole pack was read."""
PROCESS = re.compile(r"^/proc/\d+/")
ALLOCATOR = "/proc/sys/vm/overcommit_memory"
"""What the C library reads before it gives memory of a thread back, which it does in one run and not in the next."""


def traced(folder: Path, command: str, pack: Path) -> Traced:
    """Run a command on a pack that lies in the working directory, with strace around it."""
    log = folder / "trace"
    before = tracing(require_strace(folder), log)
    environ = {**os.environ, **fixed(folder)}
    if command == "open":
        shell = ("/bin/sh", "-c", 'cd "$0" && shift 1 && exec "$@"', str(pack.parent), "sh", *before, *PROGRAM)
        with exploring(pack.name, program=shell, environ=fixed(folder), shows=None) as explored:
            explored.until(lambda _: bool(EXAMINED.search(explored.output)) or explored.has_ended())
            explored.reads(0.5)
            if not explored.has_ended():
                explored.types(b"q")
            code = explored.code(reading=True)
        return read_trace(log, code, explored.output)
    ended = subprocess.run(
        [*before, *PROGRAM, *COMMANDS[command], pack.name],
        cwd=pack.parent,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return read_trace(log, ended.returncode, ended.stdout + ended.stderr)


def fixed(folder: Path) -> dict[str, str]:
    """The variables that decide what is opened."""
    (folder / "home").mkdir(exist_ok=True)
    return {
        "HOME": str(folder / "home"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")))),
        "TMPDIR": str(folder),
    }


def offences(seen: Traced, pack: Path, usual: frozenset[str]) -> list[str]:
    """What a run did that it may not do.

    Args:
        seen: What it did.
        pack: The pack it was given.
        usual: What the same command opens and runs for a pack without tricks, beside the pack.
    """
    inside = f"{pack.resolve()}/"
    wrong = [f"ran {program}" for program in programs(seen) - usual]
    wrong += [f"mapped {path}" for path in seen.mapped if path.startswith(inside)]
    wrong += [f"did {line[:120]}" for line in seen.other if "home/.cache" not in line]
    for opened in seen.opened:
        if opened.found.startswith(inside):
            wrong += [f"opened {opened.found}: {why}" for why in inside_faults(opened.asked, opened.flags)]
        elif opened.found != inside[:-1] and not is_usual(standing(opened.found, pack), usual):
            wrong.append(f"opened {opened.found}")
    return wrong + (["wrote into the pack"] if (pack.parent / "ran").exists() or (pack / "ran").exists() else [])


def inside_faults(path: str, flags: str) -> list[str]:
    """Why a path in the pack may not be opened so."""
    mode = Path(path).lstat().st_mode if os.path.lexists(path) else stat.S_IFREG
    plain = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    return ([] if plain else ["no plain file"]) + ([] if "O_RDONLY" in flags and "O_NOFOLLOW" in flags else [flags])


def standing(path: str, pack: Path) -> str:
    """A path, or a dot for the folder in which the pack lies: it is the working directory."""
    return "." if path == str(pack.parent.resolve()) else PROCESS.sub("/proc/N/", path)


def programs(seen: Traced) -> set[str]:
    """The programs that ran, with their words but without their environments."""
    return {said.rpartition(", 0x")[0] for said in seen.ran if not is_python(said)}


def is_usual(path: str, usual: frozenset[str]) -> bool:
    return path in usual or path == ALLOCATOR or path.startswith((*PROGRAM_FOLDERS, "/dev/pts/"))


def is_python(said: str) -> bool:
    return said.startswith((f'"{PROGRAM[0]}"', '"/bin/sh"')) or "strace" in said.split(",", maxsplit=1)[0]


def usual_of(folder: Path, command: str) -> frozenset[str]:
    """Everything outside of the pack that a command opens and runs for a pack without tricks."""
    pack = make_pack(folder / "clean", "")
    seen = traced(folder, command, pack)
    outside = frozenset(
        standing(opened.found, pack) for opened in seen.opened if not opened.found.startswith(str(pack.resolve()))
    )
    assert any(opened.found.startswith(f"{pack.resolve()}/") for opened in seen.opened), "the trace shows no reading"
    return outside | programs(seen)


def try_all(folder: Path, command: str, tricks: tuple[str, ...], names: tuple[str, ...] = ()) -> None:
    """Run a command on many packs, and look at each run."""
    usual = usual_of(folder, command)
    wrong: dict[str, list[str]] = {}
    cases = [(trick, "pack") for trick in tricks] + [("programs", name) for name in names]
    for number, (trick, name) in enumerate(cases):
        pack = make_pack(folder / str(number), trick, name)
        found = offences(traced(folder, command, pack), pack, usual)
        wrong |= {f"{trick} {name}": found} if found else {}
    figure(f"strace of {command}: packs (failures: opened, run or mapped)", len(cases), len(wrong))
    assert wrong == {}


def test_nothing_outside_of_a_pack_is_opened(tmp_path: Path) -> None:
    try_all(tmp_path, "check", ("artifacts outside",))


@pytest.mark.soak
@pytest.mark.parametrize("command", [*COMMANDS, "open"])
def test_nothing_outside_of_any_pack_is_opened_by_any_command(tmp_path: Path, command: str) -> None:
    try_all(tmp_path, command, tuple(HOSTILE), PLACES)


def test_an_open_outside_a_program_and_a_mapping_are_found(tmp_path: Path) -> None:
    strace = require_strace(tmp_path)
    pack = make_pack(tmp_path / "x", "all but one lead up")
    code = (
        f"import mmap, os, subprocess\nopen('/etc/passwd')\nopen('pack/{NINE_FILES[1]}')\n"
        f"file = open('pack/{NINE_FILES[0]}', 'rb')\nmmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)\n"
        "subprocess.run(['/bin/true'], close_fds=False)\n"
    )
    command = [*tracing(strace, tmp_path / "trace"), PROGRAM[0], "-S", "-c", code]
    ended = subprocess.run(command, cwd=pack.parent, capture_output=True, timeout=60, check=False)
    wrong = offences(read_trace(tmp_path / "trace", ended.returncode, ended.stdout), pack, frozenset())
    assert ended.returncode == 0, ended.stderr
    assert "opened /etc/passwd" in wrong
    assert f"opened {pack.parent.resolve()}/secret" in wrong
    assert f"mapped {pack.resolve()}/{NINE_FILES[0]}" in wrong
    assert any(what.startswith('ran "/bin/true"') for what in wrong)
