"""However a command ends: an exit code, at most one line, and never a traceback.

`test_streams.py` has the same of every command, in forks of one process that Python does not take down.
"""

import fcntl
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from atp_tui.cli import main
from atp_tui.cli.program import program
from atp_tui.engine.errors import IoError
from atp_tui.store import log_targets
from tests.cli.conftest import Call
from tests.program import PACKS, PROGRAM

PACK = str(PACKS / "many-oracles")
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="needs a device that is full")


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which $ATP is the program and $PACK a pack; its own code is that of the program."""
    names = os.environ | {"ATP": " ".join(PROGRAM), "PACK": PACK, "PACKS": str(PACKS)}
    return subprocess.run(["bash", "-c", line], env=names, capture_output=True, timeout=30, check=False)


@pytest.mark.parametrize(("arguments", "lines"), [(("logs", PACK, "--lane", "all"), 1), (("--help",), 0)])
def test_a_closed_pipe_ends_it_in_silence(arguments: tuple[str, ...], lines: int) -> None:
    reading, writing = os.pipe()
    # A page in the pipe is less than the logs are: the program is still writing when its reader goes away.
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    with os.fdopen(reading, "rb", buffering=0) as reader:
        if lines == 0:
            reader.close()
        with subprocess.Popen([*PROGRAM, *arguments], stdout=writing, stderr=subprocess.PIPE) as process:
            os.close(writing)
            first = [reader.readline() for _ in range(lines)]
            reader.close()
            told = process.communicate(timeout=30)[1]
    assert all(line.endswith(b"\n") for line in first)
    assert (process.returncode, told) == (141, b"")


@needs_full
@pytest.mark.parametrize("command", ["logs $PACK --lane all", "check --help"])
def test_a_full_stdout_is_one_line(command: str) -> None:
    ended = shell(f"$ATP {command} >/dev/full")
    assert ended.returncode == 4
    assert ended.stderr == b"atp-tui: stdout cannot be written: no space left on device\n"


def test_a_closed_stdout_is_one_line() -> None:
    ended = shell("$ATP check $PACKS/clean >&-")
    assert ended.returncode == 4
    assert ended.stderr == b"atp-tui: stdout cannot be written: bad file descriptor\n"


@needs_full
@pytest.mark.parametrize(
    ("command", "code", "stderr"), [("bogus", 2, "2>&-"), ("bogus", 2, "2>/dev/full"), ("check $PACK", 1, "2>&-")]
)
def test_a_stderr_that_takes_nothing_does_not_change_the_code(command: str, code: int, stderr: str) -> None:
    assert shell(f"$ATP {command} {stderr}").returncode == code


def test_a_closed_stdin_is_one_line() -> None:
    ended = shell("$ATP oracle - <&-")
    assert (ended.returncode, ended.stdout) == (4, b"")
    assert ended.stderr == b"atp-tui: stdin: cannot be read: it is closed\n"


def takes_interrupts() -> None:
    """Take interrupts also where a shell that runs this in the background has them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_ends_it_with_130() -> None:
    command = [*PROGRAM, "oracle", "-"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=takes_interrupts,  # noqa: PLW1509 - no thread runs yet that could hold a lock
    ) as process:
        # It waits for stdin once it has read the first bytes of it.
        assert process.stdin is not None
        process.stdin.write(b"{")
        process.stdin.flush()
        pipe = Path(f"/proc/{process.pid}/syscall")
        deadline = time.monotonic() + 20
        while not pipe.read_bytes().startswith(b"0 0x0 ") and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert told.strip() == b"atp-tui: interrupted"


def raising(error: BaseException) -> Callable[..., object]:
    """A function that raises *error*, in a frame that holds text of a pack."""

    def function(*_: object, **__: object) -> object:
        secret = "VALUE-OF-THE-PACK"
        raise error if secret else ValueError

    return function


def test_an_interrupt_in_the_middle_of_a_command_is_one_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_targets, "open_pack", raising(KeyboardInterrupt()))
    outcome = call("check", PACK)
    assert (outcome.code, outcome.out) == (130, b"")
    assert outcome.told[-1] == "atp-tui: interrupted"
    assert b"Traceback" not in outcome.err


def test_too_little_memory_is_one_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_targets, "open_pack", raising(MemoryError()))
    assert call("check", PACK) == (4, b"", b"atp-tui: out of memory\n")


FAULTS = [
    ValueError("VALUE-OF-THE-PACK \x1b[31m"),
    KeyError("VALUE-OF-THE-PACK"),
    RecursionError(),
    AssertionError(),
    OSError(5, "VALUE-OF-THE-PACK"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_fault_of_the_program_is_one_line_and_a_private_report(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: Exception
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path))
        patch.setattr(log_targets, "open_pack", raising(fault))
        outcome = call("check", PACK)
    assert (outcome.code, outcome.out) == (70, b"")
    (line,) = outcome.told
    (report,) = tmp_path.glob("*/*")
    kind = type(fault).__name__
    assert line == (f"atp-tui: this is a bug in atp-tui, not in the pack: {kind}; details are in {report}")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines[-1] == kind
    assert any(" in command" in line and "check.py:" in line for line in lines)
    assert "VALUE-OF-THE-PACK" not in report.read_text(encoding="utf-8") + line


def test_a_fault_whose_report_cannot_be_written_is_still_one_line(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
        patch.setattr(log_targets, "open_pack", raising(ValueError()))
        outcome = call("check", PACK)
    assert outcome.code == 70
    assert outcome.told == [
        "atp-tui: this is a bug in atp-tui, not in the pack: ValueError; no report could be written"
    ]


def test_an_error_of_the_pack_is_its_own_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_targets, "open_pack", raising(IoError("a pack", "\x1b[31m", file="f")))
    assert call("check", PACK) == (4, b"", "atp-tui: f: expected a pack, found ␛[31m\n".encode())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chekc",), "chekc: no such command, file or directory; did you mean check?"),
        (("check", "--colour", PACK), "No such option"),
        (("check", "--format", "xml", PACK), "'xml' is not one of"),
        (("minimize", PACK), "Missing option '-o' / '--output'"),
        (
            ("check", "--from", PACK),
            "No such option '--from'. (Did you mean one of: '--format', '--prior'?) Try 'atp-tui",
        ),
        (("logs", PACK, "--lane", "qlog"), "'qlog' is not one of 'path', 'quic', 'repair', 'all'"),
        (("open", PACK, PACK), "several PATHs: expected logs, found a crashpack"),
        (("check", "--format"), "requires an argument"),
    ],
)
def test_wrong_usage_is_one_line_that_says_where_help_is(call: Call, arguments: tuple[str, ...], said: str) -> None:
    outcome = call(*arguments)
    assert (outcome.code, outcome.out) == (2, b"")
    (line,) = outcome.told
    assert line.startswith("atp-tui: ")
    assert said in line
    assert line.endswith("--help'")


def commands_in(group: click.Group, *before: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*before, name), command
        if isinstance(command, click.Group):
            yield from commands_in(command, *before, name)


@pytest.mark.parametrize("ending", ["", "\n\t"])
def test_no_own_text_is_cleaned_as_foreign_text_is(call: Call, ending: str) -> None:
    calls: list[tuple[str, ...]] = [(f"bogus{ending}",)]
    for words, command in commands_in(program):
        calls += [words, (*words, f"--bogus{ending}")]
        for option in command.params:
            if isinstance(option, click.Option) and not option.is_flag:
                calls += [(*words, option.opts[0])]
                if not isinstance(option.type, click.types.StringParamType):
                    calls += [(*words, option.opts[0], f"bogus{ending}")]
    told = [line for each in calls if each[0] not in {"doctor", "keys", "scenarios"} for line in call(*each).told]
    assert len(told) > 100
    # A line break that was typed is shown as an escape or a sign; none of the program's own is.
    assert [line for line in told if re.search("(?<!bogus)(?<!bogus\u240a)[\u2400-\u2421]", line)] == []
    assert any(r"bogus\n\t" in line for line in told) is (ending != "")


def test_main_leaves_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check", str(PACKS / "damaged")])
    assert left.value.code == 3
    monkeypatch.setattr(sys, "argv", ["atp-tui", "check", str(PACKS / "clean")])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
