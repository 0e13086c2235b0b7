"""``atp-tui new``: crashpacks from the lab."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.engine import artifacts
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.requested_options import chosen_options
from atp_tui.lab.run import run_transfer
from atp_tui.store.extras import how_to_install
from tests.cli.conftest import Call
from tests.program import PROGRAM, wait_for_handlers

SMALL = ("--size", "3000", "--replicas", "1")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_that_passed_is_written_and_sound(call: Call, tmp_path: Path) -> None:
    outcome = call("new", tmp_path / "pack", *SMALL, "--seed", "7")
    assert outcome.code == 0
    (line,) = outcome.out.decode().splitlines()
    assert line.startswith(f"{tmp_path}/pack: PASSED; scenario clean, seed 7; ")
    assert outcome.told == [f"atp-tui: wrote nine files, the state, the decisions and 2 logs to {tmp_path}/pack"]
    files = tree(tmp_path / "pack")
    assert set(files) == {
        *artifacts.NINE_FILES,
        "transfer-state.json",
        "decisions.jsonl",
        "qlog/path-0-to-replica-0.qlog",
        "qlog/path-1-to-replica-0.qlog",
    }
    assert call("check", tmp_path / "pack").code == 0


def test_the_pack_is_the_run_that_was_asked_for(call: Call, tmp_path: Path) -> None:
    outcome = call("new", tmp_path / "pack", "--scenario", "torn-journal", "--fault", "split-outcome", "--paths", "1")
    assert outcome.code == 1
    told = outcome.out.decode().splitlines()
    assert "FAILED; scenario torn-journal, seed 0;" in told[0]
    assert [line.split(":")[1].strip() for line in told[1:]] == ["journal_consistency", "path_consistency"]
    options = chosen_options("torn-journal", 0, ("split-outcome",), paths=1)
    assert options.faults == ("torn-journal", "split-outcome")
    assert tree(tmp_path / "pack") == crashpack_of(run_transfer(options)).files()


def test_a_file_is_sent(call: Call, tmp_path: Path) -> None:
    (tmp_path / "object").write_bytes(b"what is sent" * 200)
    assert call("new", tmp_path / "pack", "--send", tmp_path / "object", "--replicas", "1").code == 0
    manifest = (tmp_path / "pack" / "manifest").read_text(encoding="utf-8")
    assert "metadata.object.from: given\n" in manifest
    assert '"size":2400' in manifest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scenario", "bliss"), "'bliss' is not one of 'clean', "),
        (("--fault", "bliss"), "'bliss' is not one of 'blackout', "),
        (("--seed", "-1"), "-1 is not in the range 0<=x<=18446744073709551615"),
        (("--seed", str(2**64)), f"{2**64} is not in the range"),
        (("--seed", "x"), "'x' is not a valid integer range"),
        (("--size", "0"), "size: expected a whole number from 1 to 67108864 bytes, found 0"),
        (("--size", str(2**26 + 1)), f"found {2**26 + 1}"),
        (("--paths", "0"), "paths: expected a whole number from 1 to 8 paths, found 0"),
        (("--paths", "9"), "found 9"),
        (("--replicas", "9"), "replicas: expected a whole number from 1 to 8 replicas, found 9"),
        (("--replicas", "1", "--fault", "split-outcome"), "replicas: expected at least 2 replicas for split-outcome"),
        (("--explore", "0"), "0 is not in the range"),
        (("--size", "5", "--send", "x"), "--send and --size both set the size of the object"),
    ],
)
def test_what_does_not_go_is_wrong_usage(call: Call, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    outcome = call("new", tmp_path / "pack", *arguments)
    assert (outcome.code, outcome.out) == (2, b"")
    (line,) = outcome.told
    assert said in line
    assert line.endswith("; try 'atp-tui new --help'")
    assert not any(tmp_path.iterdir())


def test_an_object_that_cannot_be_sent_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert call("new", tmp_path / "pack", "--send", tmp_path / "nothing").code == 4
    empty = call("new", tmp_path / "pack", "--send", tmp_path / "empty")
    assert empty.code == 2
    assert "size: expected a whole number from 1 to 67108864 bytes, found 0" in empty.told[0]
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("further", [(), ("--explore", "1000000")])
def test_what_exists_is_refused_before_anything_runs(call: Call, tmp_path: Path, further: tuple[str, ...]) -> None:
    outcome = call("new", tmp_path, *further)
    assert (outcome.code, outcome.out) == (4, b"")
    assert "already exists; choose another name" in outcome.told[0]


WITHOUT = """\
import sys
sys.modules[sys.argv[1]] = None
from atp_tui.cli.exit_guard import guarded
sys.exit(guarded(sys.argv[2:]))
"""


@pytest.mark.parametrize("library", ["trio", "aioquic", "raptorq"])
def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path, library: str) -> None:
    command = [sys.executable, "-c", WITHOUT, library, "new", str(tmp_path / "pack")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    said = f"the lab is not installed ({library} is missing); install it: {how_to_install('lab')}"
    assert ended.stderr == f"atp-tui: {said}\n"
    assert not any(tmp_path.iterdir())


def test_exploring_keeps_the_first_pack_of_each_failure(call: Call, tmp_path: Path) -> None:
    arguments = ("--scenario", "lost-finished", "--fault", "torn-journal", "--size", "24000", "--explore", "6")
    outcome = call("new", tmp_path / "found", *arguments)
    assert outcome.code == 1
    head, names, *rows = outcome.out.decode().splitlines()
    assert head == "scenario lost-finished, 6 seeds from 0 on: 6 failed"
    assert names.split("  ")[1:] != []
    cells = [row.split() for row in rows]
    assert sum(int(row[0]) for row in cells) == 6
    kept = {row[-1] for row in cells}
    assert kept == {path.name for path in (tmp_path / "found").iterdir()}
    for name in kept:
        scenario, kinds, seed = name.rsplit("-", 2)
        assert scenario == "lost-finished"
        assert set(kinds.split("+")) <= {"journal_consistency", "quiescence"}
        again = crashpack_of(run_transfer(chosen_options(scenario, int(seed), ("torn-journal",), size=24000)))
        assert tree(tmp_path / "found" / name) == again.files()
    assert outcome.told[0].startswith(f"atp-tui: wrote {len(kept)} pack")


def test_exploring_what_does_not_break_makes_nothing(call: Call, tmp_path: Path) -> None:
    outcome = call("new", tmp_path / "found", *SMALL, "--explore", "3")
    assert outcome.code == 0
    assert outcome.out.decode().splitlines()[0] == "scenario clean, 3 seeds from 0 on: 0 failed"
    assert outcome.told == [f"atp-tui: nothing failed, so {tmp_path}/found was not created"]
    assert not any(tmp_path.iterdir())


LONG = (("--size", "20000000"),)


@pytest.mark.parametrize("arguments", LONG)
def test_ctrl_c_leaves_nothing_and_the_bar_is_on_a_terminal_alone(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    near, far = pty.openpty()
    try:
        command = [*PROGRAM, "new", str(tmp_path / "pack"), *arguments]
        shown = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=far, env=os.environ | {"TERM": "xterm"})
        hidden = subprocess.Popen([*command[:4], str(tmp_path / "more"), *arguments], stderr=subprocess.PIPE)
        seen = b""
        while b"[" not in seen:
            seen += os.read(near, 65536)
        for program in (shown, hidden):
            wait_for_handlers(program)
            program.send_signal(signal.SIGINT)
        out, err = shown.communicate(timeout=20)[0], hidden.communicate(timeout=20)[1]
        seen += os.read(near, 65536)
    finally:
        os.close(near)
        os.close(far)
    assert (shown.returncode, hidden.returncode, out) == (130, 130, b"")
    assert err.strip() == b"atp-tui: interrupted"
    assert seen.rstrip().endswith(b"atp-tui: interrupted")
    assert b"Traceback" not in seen
    assert not any(tmp_path.iterdir())
