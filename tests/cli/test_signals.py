"""A signal ends every command with 128 and its number, and what the command has by then is kept."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from atp_tui.cli import check, replay
from atp_tui.cli.exit_guard import guarded
from atp_tui.cli.output import StdoutError
from atp_tui.cli.signals import ENDING, Ended, Wish, ending, is_ignored, wishing
from atp_tui.engine import is_sound
from atp_tui.rerun.lab_runner import LabRunner
from atp_tui.store import log_targets
from atp_tui.store.atp import read_model_file
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from atp_tui.store.recorded_run import recorded_run
from tests.cli.conftest import Call
from tests.cli.test_exit_guard import raising, takes_interrupts
from tests.lab_packs import written
from tests.program import PACKS, PROGRAM

SIGNALS: Final = pytest.mark.parametrize("number", ENDING, ids=lambda number: number.name)
ONE_SIGNAL: Final = pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.soak),
        pytest.param(signal.SIGINT, marks=pytest.mark.soak),
    ],
)
"""For what takes seconds; all of them take the same way."""


class Running:
    """A command whose stderr is a terminal, so that it shows how far it is."""

    def __init__(self, process: "subprocess.Popen[bytes]", terminal: int) -> None:
        self.process, self.terminal, self.seen = process, terminal, b""

    def shows(self, *wanted: bytes, times: int = 1) -> None:
        """Read stderr until one of these stands there, so many times."""
        end = time.monotonic() + 60
        while not any(self.seen.count(each) >= times for each in wanted):
            assert time.monotonic() < end, self.seen
            if select.select([self.terminal], [], [], 1)[0]:
                self.seen += os.read(self.terminal, 4096)

    def ends(self) -> tuple[int, bytes]:
        """Return exit code and stdout."""
        out = self.process.communicate(timeout=60)[0]
        while select.select([self.terminal], [], [], 0.1)[0]:
            try:
                self.seen += os.read(self.terminal, 4096)
            except OSError:
                break
        return self.process.returncode, out


@contextmanager
def running(*arguments: str | Path) -> Iterator[Running]:
    """Start the program."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        preexec_fn=takes_interrupts,  # noqa: PLW1509 - no thread runs yet that could hold a lock
    ) as process:
        os.close(theirs)
        try:
            yield Running(process, ours)
        finally:
            process.kill()
            os.close(ours)


@ONE_SIGNAL
def test_minimize_keeps_the_best_so_far(tmp_path: Path, number: signal.Signals) -> None:
    path = written(tmp_path, "heavy-loss")
    with running("minimize", path, "-o", tmp_path / "small") as command:
        command.shows(b" 4 runs", b" 5 runs", b" 6 runs")
        command.process.send_signal(number)
        code, out = command.ends()
    assert code == 128 + number
    assert b"it was interrupted, so less may suffice" in out
    assert b"stopping with the best result so far; interrupt again to write nothing" in command.seen
    assert is_sound(examine_pack(open_pack(str(tmp_path / "small"))).findings)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["heavy-loss", "small"]


@ONE_SIGNAL
def test_calibrate_keeps_the_runs_so_far(tmp_path: Path, number: signal.Signals) -> None:
    with running("lab", "calibrate", "--runs", "100000", "-o", tmp_path / "model.toml") as command:
        # Drawn after a run each: a healthy one and a faulty one are needed.
        command.shows(b"100000 runs [", times=2)
        command.process.send_signal(number)
        code, out = command.ends()
    assert code == 128 + number
    title = read_model_file(str(tmp_path / "model.toml")).title
    assert f"rates {title}".encode() in out
    assert b"stopping with the runs so far" in command.seen
    assert [each.name for each in tmp_path.iterdir()] == ["model.toml"]


@ONE_SIGNAL
def test_exploring_keeps_what_broke_so_far(tmp_path: Path, number: signal.Signals) -> None:
    with running("new", tmp_path / "found", "--scenario", "torn-journal", "--explore", "100000") as command:
        command.shows(b"trying 100,000 seeds [")
        command.process.send_signal(number)
        code, out = command.ends()
    assert code == 128 + number
    head, _, row = out.decode().splitlines()
    assert head.startswith("scenario torn-journal, ")
    assert head.endswith(" failed")
    assert [each.name for each in (tmp_path / "found").iterdir()] == [row.split()[-1]]
    assert is_sound(examine_pack(open_pack(str(tmp_path / "found" / row.split()[-1]))).findings)


@ONE_SIGNAL
def test_one_transfer_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with running("new", tmp_path / "pack", "--size", "20000000") as command:
        command.shows(b"running the transfer [")
        command.process.send_signal(number)
        assert command.ends() == (128 + number, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        pytest.param(("minimize", "{}", "-o", "out"), b"decisions, ", marks=pytest.mark.soak),
        pytest.param(("lab", "calibrate", "--runs", "9999", "-o", "out"), b"9999 runs [", marks=pytest.mark.soak),
        (("new", "out", "--scenario", "torn-journal", "--explore", "100000"), b"seeds ["),
    ],
)
def test_a_second_signal_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], shown: bytes
) -> None:
    path = written(tmp_path, "heavy-loss")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.chdir(tmp_path)
    with running(*(word.format(path) for word in arguments)) as command:
        command.shows(shown)
        # Both are there before the command looks: the first one is not forgotten for the second.
        os.kill(command.process.pid, signal.SIGSTOP)
        command.process.send_signal(signal.SIGTERM)
        command.process.send_signal(signal.SIGHUP)
        os.kill(command.process.pid, signal.SIGCONT)
        code, out = command.ends()
    assert (code in (128 + signal.SIGTERM, 128 + signal.SIGHUP), out) == (True, b"")
    assert [each.name for each in tmp_path.iterdir()] == ["heavy-loss"]


def test_a_terminal_that_went_away_with_the_signal_does_not_cost_the_result(tmp_path: Path) -> None:
    """Stdout is the terminal too, and takes nothing any more when the result is told."""
    path = written(tmp_path, "heavy-loss")
    process, terminal = pty.fork()
    if process == 0:
        os.execv(PROGRAM[0], [*PROGRAM, "minimize", str(path), "-o", str(tmp_path / "small")])  # noqa: S606
    seen = b""
    while b" 4 runs" not in seen:
        seen += os.read(terminal, 4096)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 129
    assert is_sound(examine_pack(open_pack(str(tmp_path / "small"))).findings)


def stops_after(number: int, real: object, monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
    """Let a function of a module send this process a signal instead of its second call."""
    calls: list[int] = []

    def call(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            os.kill(os.getpid(), number)
        return real(*arguments, **named)  # type: ignore[operator]

    monkeypatch.setattr(where, name, call)


@SIGNALS
def test_a_second_run_that_is_stopped_leaves_the_first_its_worth(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    path = written(tmp_path, "torn-journal")
    stops_after(number, LabRunner.run, monkeypatch, LabRunner, "run")
    outcome = call("replay", "--twice", path)
    assert outcome.code == 128 + number
    assert outcome.out.decode().startswith(f"{path}: EXACT: ")
    assert b"twice" not in outcome.out


def test_a_first_run_that_is_stopped_has_nothing_to_tell(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "torn-journal")
    real = recorded_run

    def stopped(*arguments: object) -> object:
        os.kill(os.getpid(), signal.SIGTERM)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(replay, "recorded_run", stopped)
    assert call("replay", path)[:2] == (143, b"")


@SIGNALS
@pytest.mark.parametrize("form", check.FORMATS)
def test_check_keeps_the_packs_that_it_has(
    call: Call, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, form: str
) -> None:
    # Of one pack JSON is no array; text has a summary only where all were checked.
    others = () if form == "text" else (PACKS / "nothing",)
    alone = call("check", "--format", form, PACKS / "clean", *others).out
    stops_after(number, open_pack, monkeypatch, log_targets, "open_pack")
    outcome = call("check", "--format", form, PACKS / "clean", PACKS / "damaged", PACKS / "many-oracles")
    assert (outcome.code, outcome.out) == (128 + number, alone)
    assert "atp-tui: 1 of 3 packs were checked before the signal" in outcome.told
    if form == "json":
        assert len(json.loads(outcome.out)) == 1


@pytest.mark.parametrize("form", check.FORMATS)
def test_check_prints_nothing_where_the_first_pack_is_interrupted(
    call: Call, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(log_targets, "open_pack", raising(Ended(signal.SIGTERM)))
    assert call("check", "--format", form, PACKS / "clean")[:2] == (143, b"")
    assert call("check", "--format", form, PACKS / "clean", PACKS / "empty")[:2] == (143, b"")


def test_what_was_printed_before_a_signal_is_kept(tmp_path: Path) -> None:
    """The lines that are in the buffer when the signal arrives are written too."""
    code = (
        "import os, signal, sys\n"
        "from atp_tui.cli import logs\n"
        "from atp_tui.cli.exit_guard import guarded\n"
        "logs._faults = lambda *_: os.kill(os.getpid(), signal.SIGTERM)\n"
        "sys.exit(guarded(sys.argv[1:]))\n"
    )
    argv = [sys.executable, "-c", code, "logs", str(PACKS / "clean"), "--lane", "all"]
    with (tmp_path / "out").open("wb") as out:
        ended = subprocess.run(argv, stdout=out, stderr=subprocess.PIPE, timeout=60, check=False)
    whole = subprocess.run([*PROGRAM, *argv[3:]], capture_output=True, timeout=60, check=False).stdout
    assert (ended.returncode, ended.stderr) == (143, b"atp-tui: terminated by SIGTERM\n")
    assert (tmp_path / "out").read_bytes() == whole != b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_in_the_middle_of_something_cleans_up_and_says_what_ended_it(
    call: Call, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(log_targets, "open_pack", raising(Ended(number)))
    outcome = call("check", PACKS / "clean")
    assert (outcome.code, outcome.out) == (128 + number, b"")
    assert outcome.told[-1] == f"atp-tui: terminated by {number.name}"


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGHUP])
def test_a_wish_remembers_the_first_signal_and_that_there_was_another(second: signal.Signals) -> None:
    with wishing() as wish:
        assert (wish(), wish.is_abort) == (False, False)
        os.kill(os.getpid(), signal.SIGHUP)
        assert (wish(), wish.is_abort, wish.code) == (True, False, 129)
        os.kill(os.getpid(), second)
        assert (wish(), wish.is_abort, wish.code) == (True, True, 129)


def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(number) for number in ENDING]
    with ending(), wishing():
        assert [signal.getsignal(number) for number in ENDING] != before
    assert [signal.getsignal(number) for number in ENDING] == before


def test_what_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert is_ignored(signal.SIGHUP)
        with ending(), wishing() as wish:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not wish()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_another_thread_runs_a_command_without_handlers() -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(guarded(["--version"])))
    thread.start()
    thread.join()
    assert codes == [0]


def hung_up(error: StdoutError) -> StdoutError:
    """Let a terminal close, and return what it says to the next write."""
    os.kill(os.getpid(), signal.SIGHUP)
    return error


def test_a_stdout_that_takes_nothing_is_told_where_no_signal_came() -> None:
    error = StdoutError(OSError(5, "Input/output error"))
    with pytest.raises(StdoutError), wishing():
        raise error
    with pytest.raises(Ended) as ended, wishing():
        raise hung_up(error)
    assert ended.value.number == signal.SIGHUP


def test_a_wish_announces_itself_once(capsys: pytest.CaptureFixture[str]) -> None:
    wish = Wish("stopping")
    wish()
    wish.take(signal.SIGINT)
    wish()
    wish()
    assert capsys.readouterr().err == "atp-tui: stopping\n"
