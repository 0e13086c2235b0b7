"""The process ends with the code of its command and frees no object, and does all else that Python does at the end."""

import subprocess
import sys

import pytest

from tests.program import PACKS, run

PACK = str(PACKS / "five-violations")
RUN = "\nfrom atp_tui.cli import run\nrun()"
LATE = """
import threading
def say():
    threading.main_thread().join()
    print("late", flush=True)
threading.Thread(target=say).start()
"""


def scripted(script: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process in which a script comes first."""
    return subprocess.run(
        [sys.executable, "-c", f"{script}{RUN}", *arguments], capture_output=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", PACK), 1),
        (("check", str(PACKS / "clean")), 0),
        (("check", "--format", "sarif", PACK), 1),
        (("logs", PACK), 0),
        (("check",), 2),
        (("check", "no such pack"), 4),
    ],
)
def test_code_and_output_are_those_of_a_process_that_frees_everything(arguments: tuple[str, ...], code: int) -> None:
    script = "import sys; from atp_tui.cli import main; main(sys.argv[1:])"
    freed = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, timeout=60, check=False)
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout, ended.stderr) == (freed.returncode, freed.stdout, freed.stderr)
    assert ended.returncode == code


def test_exit_functions_run_and_what_they_print_is_written() -> None:
    ended = scripted("import atexit; atexit.register(print, 'last words')", "check", "-q", PACK)
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1] == b"last words"
    assert len(ended.stdout.splitlines()) == 2


def test_no_object_is_freed() -> None:
    script = "class Kept:\n    def __del__(self): print('freed')\nkept = Kept()"
    assert b"freed" not in scripted(script, "check", "-q", PACK).stdout
    assert b"freed" in scripted(script + LATE, "check", "-q", PACK).stdout


def test_a_thread_that_still_runs_is_waited_for() -> None:
    ended = scripted(LATE, "check", "-q", PACK)
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (1, b"late")


def test_a_profile_of_the_process_is_written() -> None:
    command = [sys.executable, "-m", "cProfile", "-m", "atp_tui", "check", "-q", PACK]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert b" function calls " in ended.stdout
