"""Help, version, and how little is loaded to tell them."""

import subprocess
import sys

import pytest

from atp_tui import __version__
from atp_tui.cli.group import COMMANDS
from atp_tui.cli.program import program
from tests.cli.conftest import Call
from tests.program import PACKS, run

LOADED = """\
import sys
from atp_tui.cli.exit_guard import guarded
code = guarded(sys.argv[1:])
wanted = {"textual", "rich", "numpy", "pydantic", "msgspec", "re2", "stringzilla", "asyncio"}
wanted |= {"trio", "aioquic", "raptorq"}
sys.stderr.write(" ".join(sorted(wanted & set(sys.modules))))
sys.exit(code)
"""


def loaded(*arguments: str) -> set[str]:
    """The heavy libraries that a run of the program has loaded at its end."""
    ended = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, check=False, timeout=30)
    assert ended.returncode in (0, 1, 2)
    return set(ended.stderr.decode().split("\n")[-1].split())


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


@pytest.mark.parametrize("command", ["check", "export"])
def test_headless_commands_load_no_screen(command: str) -> None:
    found = loaded(command, str(PACKS / "five-violations"))
    assert "msgspec" in found
    assert found.isdisjoint({"textual", "rich", "asyncio", "trio", "aioquic"})


@pytest.mark.parametrize("arguments", [("new", "--help"), ("scenarios",), ("new", "nowhere", "--size", "0")])
def test_the_lab_is_not_loaded_before_it_runs(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments).isdisjoint({"textual", "rich", "asyncio", "trio", "aioquic", "raptorq"})


def test_help_names_every_command_and_the_exit_codes(call: Call) -> None:
    outcome = call("--help")
    assert (outcome.code, outcome.err) == (0, b"")
    text = outcome.out.decode()
    assert text.startswith("Usage: atp-tui [OPTIONS] PATH | COMMAND [ARGS]...")
    for name, sentence in COMMANDS.items():
        assert name in text
        assert sentence in text
    for word in (
        "0 nothing wrong",
        "1 violations found",
        "2 wrong usage",
        "3 not sound",
        "4 cannot be read or written",
    ):
        assert word in text
    assert call("-h") == outcome


def test_the_version_is_told(call: Call) -> None:
    assert call("--version") == (0, f"atp-tui {__version__}\n".encode(), b"")


def test_without_arguments_the_help_is_wrong_usage(call: Call) -> None:
    outcome = call()
    assert (outcome.code, outcome.out) == (2, b"")
    assert outcome.err.strip() == call("--help").out.strip()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_begins_with_its_sentence(call: Call, name: str) -> None:
    outcome = call(name, "--help")
    assert (outcome.code, outcome.err) == (0, b"")
    assert COMMANDS[name] in " ".join(outcome.out.decode().split())
    command = program.get_command(program.make_context("atp-tui", [name]), name)
    assert command is not None
    assert command.name == name
    assert call(name, "-h") == outcome


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in COMMANDS
        if name not in {"oracle", "fleet", "campaign", "proof", "lab", "scenarios", "demo", "doctor", "keys", "formats"}
    ],
)
def test_a_command_without_its_path_is_wrong_usage(call: Call, name: str) -> None:
    outcome = call(name)
    assert (outcome.code, outcome.out) == (2, b"")
    (line,) = outcome.told
    assert line.startswith("atp-tui: Missing ")
    assert line.endswith(f"; try 'atp-tui {name} --help'")


def test_the_installed_program_and_the_module_are_one() -> None:
    ended = run("--version")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"atp-tui {__version__}\n".encode(), b"")


def test_a_shell_may_ask_how_to_complete() -> None:
    script = "import os; os.environ['_ATP_TUI_COMPLETE'] = 'bash_source'\nfrom atp_tui.cli import main\nmain([])"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=30)
    assert ended.returncode == 0
    assert b"complete -o nosort -F" in ended.stdout
