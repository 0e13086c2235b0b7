"""What each parameter completes, as the shells ask for it."""

import subprocess
import sys
from collections.abc import Iterator

import click
from click.shell_completion import ShellComplete

from atp_tui.cli.group import COMMANDS
from atp_tui.cli.mapping_option import MAPPING
from atp_tui.cli.program import program
from atp_tui.engine.imported_record import CHECK_NAMES
from atp_tui.engine.oracle.checks import ATP_CHECKS, CHECKS
from atp_tui.engine.records.names import NAMES
from atp_tui.engine.redaction import Private
from tests.program import PACKS

PATHS = {"FILE", "PATH", "LOG", "A", "B", "DIR", "COMMAND"}
PATHS |= {"PACK", "PYTHON", "SPEC.toml", "RECORD.json", "STATE.json", "TASK.json", "PROOF.json", "MODEL.toml"}
FREE = {"TEXT", "NAME", "P", "N", "S", "EVENT|TIME", "FILTER", "sha256:HEX", None}
FREE |= {"GROUP", "OTHER", "NUMBER", "LABEL", "DATE", "WORDS", "level2|OPTION"}
"""What nothing can be offered for, unless the type of the parameter knows its values."""


def offered(*words: str) -> list[tuple[str, str]]:
    """Type and value of what is offered for the last word, the others being typed already."""
    found = ShellComplete(program, {}, "atp-tui", "_ATP_TUI_COMPLETE").get_completions([*words[:-1]], words[-1])
    return [(item.type, item.value) for item in found]


def parameters(group: click.Group, *before: str) -> Iterator[tuple[str, click.Parameter]]:
    """Every parameter below a group, with the words that call its command."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from parameters(command, *before, name)
        else:
            yield from ((" ".join((*before, name, str(each.name))), each) for each in command.params)


def test_every_parameter_completes_what_it_takes() -> None:
    context = click.Context(click.Command("any"))
    for where, parameter in parameters(program):
        if isinstance(parameter, click.Option) and parameter.is_flag:
            continue
        found = parameter.shell_complete(context, "")
        metavar = (parameter.metavar or "").removesuffix("...").strip("[]").removeprefix("-- ")
        if metavar in PATHS:
            assert [item.type for item in found] == ["dir" if metavar == "DIR" else "file"], where
            assert [item.value for item in parameter.shell_complete(context, "a b/")] == ["a b/"]
        elif isinstance(parameter.type, click.Choice):
            assert [item.value for item in found] == list(parameter.type.choices), where
        elif metavar == "WHAT,":
            assert [item.value for item in found] == list(Private), where
        elif metavar == MAPPING:
            assert [item.value for item in found] == list(NAMES), where
        elif metavar == "CHECK":
            expected = {check.name for check in CHECKS} | {check.name for check in ATP_CHECKS}
            expected = set(CHECK_NAMES) if where.startswith("import ") else expected
            assert {item.value for item in found} == expected
        else:
            assert (found, (metavar or None) in FREE) == ([], True), where


def test_commands_are_offered_without_importing_them() -> None:
    assert offered("") == [("file", ""), *(("plain", name) for name in COMMANDS)]
    assert offered("ch") == [("file", "ch"), ("plain", "check")]
    assert offered("--ver") == [("plain", "--version")]
    assert offered("proof", "re") == [("plain", "record")]
    assert ("plain", "--no-cache") in offered("check", "--")
    assert offered(str(PACKS / "clean"), "--them") == [("plain", "--theme")]
    script = "import sys; from atp_tui.cli.program import program; from click.shell_completion import ShellComplete\n"
    script += "ShellComplete(program, {}, 'atp-tui', '_X').get_completions([], '')\n"
    script += "print(*(name for name in sys.modules if name.startswith('atp_tui.cli.')))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"atp_tui.cli.check", "atp_tui.cli.open"}.isdisjoint(ended.stdout.split())
