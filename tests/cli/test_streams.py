"""Standard streams that are closed, full or without a reader: each command says so in one line and an exit code."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import pytest

from atp_tui.cli.campaign import COMMANDS as CAMPAIGN
from atp_tui.cli.fleet import COMMANDS as FLEET
from atp_tui.cli.group import COMMANDS
from atp_tui.cli.lab import COMMANDS as LAB
from atp_tui.cli.proof import COMMANDS as PROOF
from atp_tui.engine import write_statement
from tests.program import PACKS
from tests.proofs import WHOLE, bundle

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")

ROOT: Final = Path(__file__).resolve().parents[2]
CLEAN: Final = str(PACKS / "clean")
FAILED: Final = str(PACKS / "five-violations")
TASK: Final = {
    **{key: value for key, value in WHOLE.items() if key not in {"files", "replay", "made", "commands"}},
    "replay": WHOLE["replay"]["steps"],
}

DEFAULTS: Final = ("/dev/null", "out", "err")
"""What stdin, stdout and stderr are where nothing is wrong with them."""
REASONS: Final[Mapping[str, bytes]] = MappingProxyType(
    {"closed": b"bad file descriptor", "/dev/full": b"no space left on device"}
)

GROUPS: Final = {"proof": PROOF, "lab": LAB, "fleet": FLEET, "campaign": CAMPAIGN}
"""The commands that have commands."""
CALLS: Final[tuple[tuple[str, ...], ...]] = (
    ("--version",),
    ("--help",),
    (),
    *((name, "--help") for name in COMMANDS),
    *(("proof", name, "--help") for name in PROOF),
    *(("lab", name, "--help") for name in LAB),
    *(("fleet", name, "--help") for name in FLEET),
    *(("campaign", name, "--help") for name in CAMPAIGN),
    ("open", CLEAN),
    ("demo", "--pack", "clean"),
    ("serve", "nothing"),
    ("check", CLEAN),
    *(("check", "--format", form, CLEAN) for form in ("json", "junit", "sarif")),
    ("check", "--atp", CLEAN),
    ("check", "nothing"),
    ("check", "--format"),
    ("fleet", "explore", FAILED, "--db", "fleet.db", "--no-causes", "--jobs", "1"),
    ("fleet", "show", "1", "--db", "fleet.db"),
    ("fleet", "why", FAILED, "--db", "fleet.db"),
    ("fleet", "merge", "1", "1", "--db", "fleet.db"),
    ("fleet", "split", "1", "--by", "nothing", "--db", "fleet.db"),
    ("fleet", "status", "99", "known", "--db", "fleet.db"),
    ("fleet", "note", "1", "words", "--db", "fleet.db"),
    ("fleet", "undo", "--db", "fleet.db"),
    ("fleet", "undo", "99", "--db", "fleet.db"),
    ("fleet", "log", "--db", "nothing"),
    ("fleet", "diff", "fleet.db", "fleet.db"),
    ("fleet", "prune", "--dry-run", "--db", "fleet.db"),
    ("fleet", "export", "--db", "nothing"),
    ("fleet", "score", "--db", "fleet.db"),
    ("fleet", "doctor", "--db", "fleet.db"),
    ("fleet", "check-causes", "--db", "fleet.db"),
    ("campaign", "run", "nothing.toml", "-o", "runs", "--runs", "1"),
    ("campaign", "status", "nothing"),
    ("campaign", "digest", "nothing"),
    ("oracle", "-"),
    ("oracle", "state.json"),
    ("emit", str(PACKS / "clean.record.json"), "emitted"),
    ("import", CLEAN, "-o", "imported"),
    ("import", "-", "-o", "imported"),
    ("picture", CLEAN, "-o", "drawn.svg"),
    ("picture", "-", "-o", "drawn.svg"),
    ("formats",),
    ("export", CLEAN),
    ("logs", "--lane", "all", CLEAN),
    ("logs", CLEAN),
    ("new", "made", "--size", "0"),
    ("scenarios",),
    ("proof", "record", "--", "echo", "said"),
    ("proof", "make", "task.json", "proof.json"),
    ("proof", "verify", "given.json"),
    ("proof", "show", "given.json"),
    ("lab", "likelihood", CLEAN),
    ("lab", "calibrate", "--runs", "2", "-o", "nowhere/model.toml"),
    ("replay", CLEAN),
    ("minimize", "--mode", "project", "-o", "smaller", FAILED, "--tries", "2"),
    ("diff", CLEAN, CLEAN),
    ("doctor",),
    ("keys",),
)
"""Each command with what it writes to stdout or stderr, the help of each, and some that fail."""
SPREAD: Final = tuple(call for call in CALLS if call[-1:] != ("--help",) or call in {("--help",), ("check", "--help")})
"""The same with the help of the program and of one command, since click prints all of them in the same way."""

RUN: Final = """\
import gc, json, os, sys
calls, configurations = json.loads(sys.argv[1])
from atp_tui.cli import main
from atp_tui.cli.exit_guard import guarded

FILES = ("state.json", "task.json", "given.json")


def set_up(descriptor, how):
    if how == "closed":
        os.close(descriptor)
        return
    if how == "unread":
        reading, opened = os.pipe()
        os.close(reading)
    else:
        opened = os.open(how, os.O_RDWR | os.O_CREAT | os.O_APPEND)
    os.dup2(opened, descriptor)
    os.close(opened)


def start(arguments, settings):
    for descriptor, (name, how) in enumerate(zip(("stdin", "stdout", "stderr"), settings)):
        set_up(descriptor, how)
        if how == "closed":
            # Python has no stream for a descriptor that is closed when it starts.
            setattr(sys, name, None)
            setattr(sys, f"__{name}__", None)
    try:
        main(arguments)
    except SystemExit as left:
        code = left.code
    try:
        # What Python does at its end, without the time that it takes to take the modules down.
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = 120
    os._exit(code)


def enter(folder):
    os.makedirs(folder)
    for name in FILES:
        os.link(f"{top}/{name}", f"{folder}/{name}")
    os.chdir(folder)


top = os.getcwd()
told = os.dup(1)
nowhere = os.open(os.devnull, os.O_RDWR)
for descriptor in (1, 2):
    os.dup2(nowhere, descriptor)
# Each call is made once here, so that its forks find all modules loaded.
enter(f"{top}/loaded")
for arguments in calls:
    guarded(arguments)
gc.freeze()
codes = []
for name, settings in configurations.items():
    codes.append([])
    for place, arguments in enumerate(calls):
        process = os.fork()
        if not process:
            enter(f"{top}/{name}/{place}")
            start(arguments, settings)
        codes[-1].append(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
os.write(told, json.dumps(codes).encode())
"""
"""Runs each call in a fork of one process, once for each way to set up the three streams."""

CONFIGURATIONS: Final = (
    ("usual", "usual", "usual"),
    ("closed", "usual", "usual"),
    *(("usual", how, "usual") for how in ("closed", "/dev/full", "unread")),
    *(("usual", "usual", how) for how in ("closed", "/dev/full", "unread")),
    ("usual", "/dev/full", "unread"),
    ("closed", "closed", "closed"),
)
"""How stdin, stdout and stderr are set up; the first is the usual way."""


class Outcome(NamedTuple):
    """How a call ended."""

    code: int
    out: bytes
    err: list[bytes]
    files: list[str]
    """What stands in its folder at the end."""


Outcomes = dict[tuple[str, ...], Outcome]
"""How each call ended."""


def outcomes(folder: Path, calls: tuple[tuple[str, ...], ...]) -> dict[tuple[str, str, str], Outcomes]:
    """Run each of the calls with every set-up of the streams."""
    (folder / "state.json").write_text("{}")
    (folder / "task.json").write_text(json.dumps(TASK))
    (folder / "given.json").write_bytes(write_statement(bundle()))
    settings = {
        str(place): [file if how == "usual" else how for how, file in zip(streams, DEFAULTS, strict=True)]
        for place, streams in enumerate(CONFIGURATIONS)
    }
    ended = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps([calls, settings])],
        cwd=folder,
        # A cache that is written to meanwhile would be another one each time doctor looks.
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return {
        streams: {
            call: _outcome(code, folder / f"{place}/{number}")
            for number, (call, code) in enumerate(zip(calls, codes, strict=True))
        }
        for place, (streams, codes) in enumerate(zip(CONFIGURATIONS, json.loads(ended.stdout), strict=True))
    }


def _outcome(code: int, folder: Path) -> Outcome:
    out, err = (folder / name for name in DEFAULTS[1:])
    told = re.sub(rb"[0-9.]+ s;", b"SECONDS;", err.read_bytes()) if err.exists() else b""
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path not in {out, err})
    return Outcome(code, out.read_bytes() if out.exists() else b"", told.splitlines(), files)


def test_every_command_is_called() -> None:
    called = {call[:2] if call and call[0] in GROUPS else call[:1] for call in CALLS if "--help" not in call}
    top = {(name,) for name in COMMANDS if name not in GROUPS}
    assert called >= top | {(group, name) for group, names in GROUPS.items() for name in names}


@needs_full
@pytest.mark.parametrize(
    "calls", [SPREAD, pytest.param(CALLS, marks=pytest.mark.soak)], ids=["one help", "the help of every command"]
)
def test_a_stream_that_fails_is_one_line_and_an_exit_code(tmp_path: Path, calls: tuple[tuple[str, ...], ...]) -> None:
    found = outcomes(tmp_path, calls)
    usual = found[CONFIGURATIONS[0]]
    assert {outcome.code for outcome in usual.values()} == {0, 1, 2, 4}
    assert sum(outcome.out != b"" for outcome in usual.values()) > 2 * len(calls) // 5
    for streams, ended in found.items():
        for call, outcome in ended.items():
            assert outcome == expected(call, usual[call], outcome, *streams), (streams, call)


def expected(call: tuple[str, ...], usual: Outcome, found: Outcome, stdin: str, stdout: str, stderr: str) -> Outcome:
    """How a call is to end, given how it usually ends."""
    code, out, err, files = usual
    if stdin == "closed" and "-" in call:
        code, out, files = 4, b"", [name for name in files if not name.startswith("imported")]
        err = [b"atp-tui: stdin: cannot be read: it is closed"]
    if stdout != "usual" and out:
        # What is said after the data that could not be printed is not said any more.
        err = err[: len(found.err) - (stdout != "unread")]
        code, out = (141 if stdout == "unread" else 4), b""
        if stdout != "unread":
            err = [*err, b"atp-tui: stdout cannot be written: " + REASONS[stdout]]
    return Outcome(code, out, err if stderr == "usual" else [], files)


def test_no_file_gets_the_descriptor_of_a_closed_stream(tmp_path: Path) -> None:
    script = (
        "import os, sys; sys.argv = ['x']\n"
        "from atp_tui.cli.streams import open_standard_streams\n"
        "open_standard_streams(); open_standard_streams()\n"
        "file = os.open('opened', os.O_RDWR | os.O_CREAT)\n"
        "told = os.open('told', os.O_WRONLY | os.O_CREAT)\n"
        "streams = [stream.fileno() for stream in (sys.stdin, sys.stdout, sys.stderr)]\n"
        "os.write(told, f'{file} {streams} {os.get_inheritable(0)}'.encode())\n"
        "for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):\n"
        "    try: stream.buffer.raw.write(b'x')\n"
        "    except OSError as error: os.write(told, f' {error.errno}'.encode())\n"
    )
    line = 'exec "$0" -c "$1" <&- >&- 2>&-'
    subprocess.run(
        ["bash", "-c", line, sys.executable, script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert (tmp_path / "told").read_text() == "3 [0, 1, 2] True 9 9 9 9"
    assert (tmp_path / "opened").read_bytes() == b""
