"""Completion in the shells that people use, each in a real terminal: commands, options, paths and names."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from tests.program import warm_program
from tests.terminal import NEEDS_TMUX, Terminal

SHELLS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bash": ("bash --norc --noprofile", "PS1='ready> '", 'eval "$(_ATP_TUI_COMPLETE=bash_source atp-tui)"'),
        "zsh": (
            "zsh -f",
            "PS1='ready> '; autoload -Uz compinit; compinit -u -D",
            'eval "$(_ATP_TUI_COMPLETE=zsh_source atp-tui)"',
        ),
        "fish": (
            "fish --no-config",
            "function fish_prompt; echo -n 'ready> '; end",
            "_ATP_TUI_COMPLETE=fish_source atp-tui | source",
        ),
    }
)
"""How each shell is started and how completion is switched on, as docs/commands.md has it."""

COMPLETED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "scen": "scenarios",
        "pac": "packs/",
        "packs/rec": "packs/record.json",
        "packs/crash --them": "packs/crash --theme",
        "dem": "demo",
        "demo --pack torn": "demo --pack torn-journal",
        "proof ver": "proof verify",
        "check --no-c": "check --no-cache",
        "open pac": "open packs/",
        "check packs/cra": "check packs/crash/",
        "diff packs/crash packs/rec": "diff packs/crash packs/record.json",
        "minimize -o onl": "minimize -o only-folder/",
        "open --model mod": "open --model model.toml",
        "proof record -- ./mod": "proof record -- ./model.toml",
        "logs --lane qu": "logs --lane quic",
        "check --format jun": "check --format junit",
        "new made --scenario tra": "new made --scenario train-tunnel",
        "new made --fault tor": "new made --fault torn-journal",
        "oracle --without quie": "oracle --without quiescence",
    }
)
"""What is typed after the name of the program, and what Tab makes of it."""


@pytest.fixture(scope="module")
def program_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with warm_program(tmp_path_factory.mktemp("warm")) as line:
        yield line


@pytest.fixture
def terminal(tmp_path: Path, program_line: str) -> Iterator[Terminal]:
    """A shell in a folder with packs, files and the program."""
    for folder in ("bin", "packs/crash", "only-folder"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("packs/record.json", "only-file", "model.toml"):
        (tmp_path / file).touch()
    program = tmp_path / "bin" / "atp-tui"
    program.write_text(f"#!/bin/sh\n{program_line}\n")
    program.chmod(0o700)
    terminal = Terminal(tmp_path)
    try:
        terminal.type('PATH="$PWD/bin:$PATH"; export PATH', "Enter")
        yield terminal
    finally:
        terminal.close()


@NEEDS_TMUX
@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes(terminal: Terminal, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    start, prompt, switch_on = SHELLS[shell]
    terminal.type(start, "Enter", prompt, "Enter")
    terminal.waits_for_row(r"(?m)^ready> ?$")
    terminal.type(f"{switch_on}; echo switched''on", "Enter")
    terminal.waits_for("switchedon")
    for typed, completed in COMPLETED.items():
        terminal.type("C-l", f"atp-tui {typed}", "Tab")
        terminal.waits_for_row(rf"(?m)^ready> atp-tui {re.escape(completed)} *$")
        terminal.type("C-u")
        terminal.waits_for_row(r"(?m)^ready> ?$")
