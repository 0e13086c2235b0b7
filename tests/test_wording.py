"""User-visible text is standard technical English: phrases that no manual of this field uses are found."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click
import pytest

from atp_tui.cli.program import program

ROOT: Final = Path(__file__).resolve().parent.parent

DOCUMENTS: Final = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sample_packs/README.md"),
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")),
)

PACKAGES: Final = ("cli", "fleet", "report", "store", "engine", "lab", "machine", "rerun", "tui")
"""The packages of atp_tui whose strings are read."""

AVOIDED: Final[Mapping[str, str]] = MappingProxyType(
    {
        r"\bbear(s|ing)? on\b": "related to",
        r"\banew\b": "again, redraw, regenerate",
        r"\balike\b": "the same, similarly",
        r"\blab time\b": "simulated time",
        r"(?<!cannot )\btells?\b": "shows, reports, lists, says",
        r"\b(is|are|be|been) told\b": "is reported",
        r"\bstands\b(?! for)": "is, is written",
        r"\bstand (in|on|beside|where|as)\b": "are",
        r"\bgives\b(?! up)": "returns, produces, is",
        r"\bholds\b": "contains, passes",
        r"\b(set|put|sets|puts)\b[^.\n]{0,30}\bbeside\b": "compare with",
        r"\bhand(s|ed)? (it |them )?on\b": "pass on, share",
        r"\bleaves? with \d": "exit with",
        r"\bto the byte\b": "identical, byte for byte",
        r"\bmend(s|ed)?\b": "fix",
        r"\bdig a tunnel\b": "use a tunnel",
        r"\blet in\b": "allowed, access is refused",
        r"\boutside decisions?\b": "external decisions",
        r"\bto sleep\b": "suspend",
        r"\bpass(es|ed)? over\b": "ignore",
        r"\bat hand\b": "available, installed",
        r"\bas (it|they) (stands?|stood)\b": "unchanged, verbatim",
        r"(?<!there )\b(is|are) no (event|pack|directory|terminal|file|fault|note)s?\b": "is not a",
        r"\bmade of somebody\b|\bof the far\b": "remote",
        r"\b(Take|Drop|Leave) it\b": "Apply, Clear, Cancel",
        r"\bgo on\b|\bgoes on\b": "continue",
        r"\bmouse to the terminal\b|\bleft to the terminal\b": "mouse capture off",
        r"\bdoes not hang together\b|\bholds? together\b": "inconsistent",
        r"\bhow sure\b": "how reliable, how certain",
        r"\bfound nothing\b.{0,3}$": "no such file or directory",
        r"\bname that is (free|not taken)\b": "already exists",
        r"\bcame up\b|\bcome up again\b": "reproduce",
        r"\bMatch before\b|\bCause before\b|\bMark before\b": "Previous ...",
    }
)
"""What is not written, as a regular expression, and what to write in its place."""

PATTERN: Final = re.compile("|".join(f"(?:{pattern})" for pattern in AVOIDED))


def found(text: str) -> list[str]:
    """The phrases of a text that are not to be written, each with what is around it."""
    return [text[max(0, match.start() - 30) : match.end() + 20].strip() for match in PATTERN.finditer(text)]


def prose(text: str) -> str:
    """A document without its code, and without its generated tables, whose words have other sources."""
    without = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    without = re.sub(r"<!-- table: .*?<!-- end of table -->", "", without, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"`[^`\n]*`", "`code`", without))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_worded_plainly(name: str) -> None:
    assert found(prose((ROOT / name).read_text(encoding="utf-8"))) == []


def helps(group: click.Group, context: click.Context, path: str) -> Iterator[tuple[str, str]]:
    """The help of every command below a group."""
    yield path, group.get_help(context)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, parent=context, info_name=name)
        if isinstance(command, click.Group):
            yield from helps(command, inner, f"{path} {name}")
        else:
            yield f"{path} {name}", command.get_help(inner)


def test_help_is_worded_plainly() -> None:
    context = click.Context(program, info_name="atp-tui", help_option_names=["-h", "--help"])
    told = dict(helps(program, context, "atp-tui"))
    assert len(told) > 15
    assert {path: phrases for path, text in told.items() if (phrases := found(re.sub(r"\s+", " ", text)))} == {}


def strings(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module that somebody may read: no docstrings, no names, no patterns."""
    tree = ast.parse(source)
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "X" for part in node.values]
            yield node.lineno, "".join(map(str, parts))


def modules() -> list[str]:
    """The files whose strings are read."""
    paths = (path for package in PACKAGES for path in (ROOT / "atp_tui" / package).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


def test_strings_are_worded_plainly() -> None:
    wrong = [
        f"{name}:{line}: {phrase}"
        for name in modules()
        for line, text in strings((ROOT / name).read_text(encoding="utf-8"))
        if " " in text
        for phrase in found(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "four events bear on it",
        "the command is made anew",
        "seeds stand in the manifest",
        "2 ms of lab time",
        "it leaves with 4",
        "set another pack beside this one",
        "each fault is told",
        "nobody is let in",
    ],
)
def test_such_phrases_are_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize("text", ["it stands for a directory", "the writer gives up", "beside the row", "a stand-in"])
def test_plain_phrases_are_not(text: str) -> None:
    assert found(text) == []
