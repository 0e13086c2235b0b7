"""URLs in place of paths: each command works on a copy, and nothing but a word of the command line is fetched."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from atp_tui.cli.completion import PACK
from atp_tui.cli.program import program
from atp_tui.cli.remote import PackCommand
from tests import fake_ssh
from tests.program import run

ROOT = Path(__file__).resolve().parents[2]
PACKS = ROOT / "sample_packs"


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file with the words that ssh was started with; it is there once ssh was."""
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return fake_ssh.install(tmp_path)


def commands(group: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield all commands, with the words that call them."""
    if not isinstance(group, click.Group):
        yield " ".join(path), group
        return
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from commands(command, *path, name)


def test_each_command_that_takes_crashpacks_takes_urls() -> None:
    arguments = [
        (name, command, each)
        for name, command in commands(program)
        for each in command.params
        if isinstance(each, click.Argument) and re.search(r"PATH|LOG|PACK|^[AB]$", each.metavar or "")
    ]
    without = {name for name, _, each in arguments if each.type is not PACK}
    assert without == {"doctor", "proof show", "proof verify"}, "directories that packs were written to, and proofs"
    taking = [(name, command) for name, command, each in arguments if each.type is PACK]
    names = {name for name, _ in taking}
    assert {"open", "check", "import", "picture", "fleet explore", "fleet diff", "replay"} <= names
    assert all(isinstance(command, PackCommand) for _, command in taking)


def test_a_pack_elsewhere_is_checked_and_compared(asked: Path, tmp_path: Path) -> None:
    url = f"ssh://lab{PACKS}/five-violations"
    checked = run("check", "-q", url)
    assert checked.returncode == 1
    assert b"five-violations.tar: FAILED 4 High 1 Medium" in checked.stdout
    assert re.fullmatch(
        rf"atp-tui: copied {url} to {tmp_path}/state/\S+/five-violations.tar\n", checked.stderr.decode()
    )
    assert asked.exists()
    compared = run("diff", url, PACKS / "five-violations")
    assert compared.returncode == 0
    assert b"violations: the same" in compared.stdout


def test_without_a_terminal_open_prints_the_report(asked: Path) -> None:
    opened = run(f"ssh://lab{PACKS}/clean")
    assert opened.returncode == 0
    assert b"PASSED" in opened.stdout
    assert asked.exists()


def test_a_directory_of_packs_elsewhere_is_an_archive_of_them(asked: Path) -> None:
    found = run("check", "-q", f"ssh://lab{PACKS}")
    assert found.returncode == 4
    assert b"an archive with 13 crashpacks" in found.stderr
    assert asked.exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("check", "ssh://lab/none"), 4, "lab:/none: tar: ./none: Cannot"),
        (("check", "ssh://-oProxyCommand=id/x"), 4, "expected ssh://"),
        (("open", "nonsense://a/b"), 4, "nonsense://a/b: Protocol not known: nonsense"),
        (("logs", "ssh://nowhere/x"), 4, "nowhere: ssh: Could not resolve hostname nowhere; try: ssh nowhere"),
    ],
)
@pytest.mark.usefixtures("asked")
def test_an_error_is_one_line(words: tuple[str, ...], code: int, said: str) -> None:
    failed = run(*words)
    assert failed.returncode == code
    assert failed.stderr.decode().startswith(f"atp-tui: {said}")
    assert failed.stderr.count(b"\n") == 1


def test_nothing_is_fetched_for_a_line_that_is_wrong(asked: Path) -> None:
    assert run("check", "--format", "none", f"ssh://lab{PACKS}/clean").returncode == 2
    assert run("check", "--help", f"ssh://lab{PACKS}/clean").returncode == 0
    assert not asked.exists()


def test_a_path_of_that_name_is_meant_with_a_dot_before_it(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("check", "./ssh://lab/x").stderr == b"atp-tui: ./ssh://lab/x: no such file or directory\n"
    assert not asked.exists()
