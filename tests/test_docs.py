"""The documents say what the program is and does now."""

import ast
import doctest
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from atp_tui import engine
from atp_tui.assets import LAB_MODEL
from atp_tui.cli.exits import Exit
from atp_tui.cli.group import COMMANDS
from atp_tui.cli.program import program
from atp_tui.engine.evidence import SEVERITY_WEIGHTS
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.checks import CHECKS as ORACLE_CHECKS
from atp_tui.engine.soundness import CHECKS, RECORD_CHECKS
from atp_tui.engine.trace import LANE_WORDS, PATH_KINDS
from atp_tui.store.atp import read_model_file
from atp_tui.tui.commands import PANES
from atp_tui.tui.footers import footer_keys
from atp_tui.tui.keymap import DEFAULT_KEYMAP
from tests.lab_versions import same_versions
from tests.program import warm_program

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DOCUMENTS = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
NAMES = [document.relative_to(ROOT).as_posix() for document in DOCUMENTS]


def tool(name: str) -> ModuleType:
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


examples = tool("run_examples")
tables = tool("fill_tables")
pictures = tool("make_pictures")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without_blocks(text: str) -> str:
    """A document without what stands in its code blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def section(name: str, heading: str) -> str:
    """What stands under a heading of a document, up to the next one of its level."""
    level, text = heading.split(" ", maxsplit=1)[0], text_of(name)
    begin = text.index(f"\n{heading}\n") + len(heading) + 2
    end = text.find(f"\n{level} ", begin)
    return text[begin : end if end >= 0 else len(text)]


def first_cells(text: str) -> list[str]:
    """What stands as code in the first cell of the rows of all tables."""
    return re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE)


def options_of(name: str) -> set[str]:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    inner = (
        [command.get_command(click.Context(command), each) for each in command.list_commands(click.Context(command))]
        if isinstance(command, click.Group)
        else []
    )
    parameters = [parameter for each in (command, *inner) if each is not None for parameter in each.params]
    return {option for parameter in parameters if isinstance(parameter, click.Option) for option in parameter.opts}


# Commands


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_section_with_its_options(command: str) -> None:
    told = section("docs/commands.md", f"## {command}")
    assert set(first_cells(told)) & {cell for cell in first_cells(told) if cell.startswith("-")} == options_of(command)
    assert f"`atp-tui {command} " in told


def test_every_section_of_the_commands_is_about_a_command() -> None:
    headings = re.findall(r"^## (.+)$", text_of("docs/commands.md"), flags=re.MULTILINE)
    assert headings == ["Archives", "Packs elsewhere", *COMMANDS, "Completion", "Exit codes"]


@pytest.mark.parametrize("name", NAMES)
def test_documents_show_only_commands_and_options_that_there_are(name: str) -> None:
    text = text_of(name)
    shown = [*re.findall(r"`([^`\n]*)`", without_blocks(text)), *text_in_blocks(text)]
    for line in shown:
        for command, rest in re.findall(r"\batp-tui ([a-z][\w-]*)([^|;]*)", line):
            if line.startswith("atp-tui:") or command == "COMMAND":
                continue
            assert command in COMMANDS, line
            assert set(re.findall(r"(?<![\w-])--[a-z][\w-]*", rest)) <= options_of(command), line


def text_in_blocks(text: str) -> list[str]:
    """The command lines in the code blocks of a document."""
    shells = re.findall(r"^```sh\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in shells for line in block.splitlines()]
    return lines + [command for block in examples.blocks(text) for command in examples.commands(block)]


def test_every_example_shows_what_its_command_prints() -> None:
    silent = re.compile(r"^(mkdir|openssl) |>[^|]*$|<<<")
    for document in examples.documents():
        for block in examples.blocks(document.read_text(encoding="utf-8")):
            for told in ("\n" + block).split("\n" + examples.PROMPT)[1:]:
                command, *printed = told.strip().split("\n")
                assert printed or silent.search(command), f"{document.name}: nothing is shown below: {command}"


def test_options_of_the_program_itself_are_told() -> None:
    head = text_of("docs/commands.md").split("\n## ")[0]
    assert set(re.findall(r"--?[a-z][\w-]*", " ".join(re.findall(r"`([^`]+)`", head)))) >= {"--version", "--help", "-h"}


@pytest.mark.parametrize("place", [("README.md", "### Exit codes"), ("docs/commands.md", "## Exit codes")])
def test_exit_codes_are_told(place: tuple[str, str]) -> None:
    told = [int(code) for code in re.findall(r"^\| (\d+) \|", section(*place), flags=re.MULTILINE)]
    assert told[: len(Exit)] == [int(code) for code in Exit]


@pytest.mark.parametrize("name", NAMES)
def test_shown_make_targets_are_there(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), flags=re.MULTILINE))
    shown = [*re.findall(r"`([^`\n]*)`", without_blocks(text_of(name))), *text_in_blocks(text_of(name))]
    assert {line.split()[1] for line in shown if re.match(r"make [a-z]+", line)} <= targets


# What is shown is what there is


@pytest.fixture(scope="module")
def program_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with warm_program(tmp_path_factory.mktemp("warm")) as line:
        yield line


REPLAYED = {"docs/commands.md", "docs/replay.md"}
"""Documents with runs of sample packs."""


def needs_same_versions(*values: object, is_needed: bool, name: str) -> Any:  # noqa: ANN401 - a parameter of pytest
    return pytest.param(*values, marks=same_versions if is_needed else (), id=name)


@pytest.mark.parametrize("name", [needs_same_versions(each, is_needed=each in REPLAYED, name=each) for each in NAMES])
def test_commands_print_what_is_shown(name: str, program_line: str) -> None:
    for block in examples.blocks(text_of(name)):
        assert examples.commands(block), block
        assert examples.shown_anew(block, program_line) == block, "`make examples` writes it anew"


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_those_of_the_program(name: str) -> None:
    assert tables.filled(text_of(name)) == text_of(name), "`make examples` writes them anew"


def test_every_table_of_the_program_stands_somewhere() -> None:
    marked = re.findall(r"<!-- table: (.+?) -->", "".join(map(text_of, NAMES)))
    assert set(marked) == set(tables.TABLES)
    assert "<!-- table: keys -->" in text_of("README.md")
    assert "<!-- table: keys with names -->" in text_of("docs/explorer.md")


@pytest.mark.parametrize("name", NAMES)
def test_python_examples_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = text_of(name)
    example = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=told.append)
    assert "".join(told) == ""
    assert len(re.findall(r"^```python$", text, flags=re.MULTILINE)) == 0 or example.examples


def test_python_blocks_are_examples_that_run() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", "".join(map(text_of, NAMES)), flags=re.MULTILINE | re.DOTALL)
    assert blocks
    assert [block for block in blocks if not block.startswith(">>> ")] == []


@pytest.mark.parametrize(
    "scene",
    [needs_same_versions(scene, is_needed=scene.is_fleet, name=scene.name) for scene in pictures.SCENES],
)
async def test_pictures_are_what_the_program_draws_now(monkeypatch: pytest.MonkeyPatch, scene: Any) -> None:  # noqa: ANN401 - a class of a script
    monkeypatch.chdir(ROOT)
    is_same = same_ids(await pictures.drawn(scene)) == same_ids(text_of(f"docs/pictures/{scene.name}.svg"))
    assert is_same, "`make pictures` draws it anew; look at it"


def test_the_script_writes_the_pictures_that_are_named(tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, ROOT / "tools" / "make_pictures.py", tmp_path, "narrow"]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    (picture,) = tmp_path.iterdir()
    assert picture.name == "narrow.svg"
    assert same_ids(picture.read_text(encoding="utf-8")) == same_ids(text_of("docs/pictures/narrow.svg"))


def same_ids(picture: str) -> str:
    """A picture whose ids do not depend on the whole of what it shows."""
    return re.sub(r"terminal-\d+", "terminal", picture)


def test_every_picture_is_shown_in_a_document() -> None:
    shown = {Path(target).name for name in NAMES for target in links(text_of(name)) if target.endswith(".svg")}
    assert shown == {f"{scene.name}.svg" for scene in pictures.SCENES} | {"recording.svg"}
    assert shown == {picture.name for picture in (DOCS / "pictures").iterdir()}


# The format, the engine, the explorer


def test_every_public_name_of_the_engine_is_told() -> None:
    assert first_cells(section("docs/engine.md", "## Names")) == list(engine.__all__)


def test_every_pane_has_a_section() -> None:
    headings = re.findall(r"^## (.+)$", text_of("docs/explorer.md"), flags=re.MULTILINE)
    assert [heading.lower() for heading in headings if heading.lower() in PANES] == list(PANES)


def test_own_keys_of_panes_are_told() -> None:
    told = text_of("docs/explorer.md")
    own = [key for pane in PANES for key, _ in footer_keys(pane, DEFAULT_KEYMAP.shown)]
    assert [key for key in dict.fromkeys(own) if not all(f"`{part}`" in told for part in key.split())] == []


def test_every_check_of_soundness_is_told() -> None:
    told = section("docs/format.md", "## 8. What makes a pack sound")
    assert first_cells(told) == list(CHECKS)
    alone = told[told.index("A record as one JSON document") :]
    assert re.findall(r"`(\w+)`", alone.split("\n\n")[0]) == list(RECORD_CHECKS)


def test_checks_of_the_oracle_are_told() -> None:
    told = section("docs/format.md", "## 3. The transfer oracle")
    rows = re.findall(r"^\| `(\w+)` \| .* \| `(\w+)` \| (\w+) \|$", told, flags=re.MULTILINE)
    assert rows == [(check.name, check.violation_type, check.severity.value) for check in ORACLE_CHECKS]


def test_measured_rates_are_those_of_the_model_that_ships() -> None:
    told = re.findall(
        r"^\| `(\w+)` \| .*? \| (\d+) of (\d+) \| .*? \| (\d+) of (\d+) \|", text_of("docs/evidence.md"), re.MULTILINE
    )
    model = read_model_file(str(LAB_MODEL))
    rates = {check.name: model.rates(check.name) for check in ATP_CHECKS}
    measured = [(name, found.broken, found.clean) for name, found in rates.items() if found.broken and found.clean]
    assert [(name, *map(int, numbers)) for name, *numbers in told] == [
        (name, broken.fired, broken.runs, clean.fired, clean.runs) for name, broken, clean in measured
    ]
    assert f"{measured[0][2].runs:,} clean" in model.title


def test_filters_and_weights_are_told() -> None:
    told = text_of("docs/format.md")
    rows = re.findall(r"^\| (\w+) \| `(\w+log)` \| .*says (.+) \|$", told, flags=re.MULTILINE)
    assert [(lane.lower(), tuple(re.findall("`([^`]+)`", words))) for lane, _, words in rows] == [
        (lane.value, words) for lane, words in LANE_WORDS.items()
    ]
    assert all(f"`{kind}`" in section("docs/format.md", "### Trace events") for kind in PATH_KINDS)
    assert ", ".join(f"{severity} {weight}" for severity, weight in SEVERITY_WEIGHTS.items()) in told


def test_the_architecture_names_every_package() -> None:
    inner = {path.parent.relative_to(ROOT / "atp_tui") for path in (ROOT / "atp_tui").rglob("__init__.py")}
    named = set(re.findall("`(?:atp_tui/)?([^`]+)`", section("docs/architecture.md", "## Packages")))
    assert {path.as_posix() for path in inner} - {"."} <= named


def test_everything_around_textual_has_a_row_with_tests() -> None:
    rows = [
        row.split("|")
        for row in section("docs/architecture.md", "## Around Textual").splitlines()
        if row.startswith("| `")
    ]
    assert len(rows) > 5
    files = [name for row in rows for name in re.findall("`([^`]+)`", row[1])]
    made = {path.name for path in (ROOT / "atp_tui/tui/terminal").glob("*.py") if path.name != "__init__.py"}
    assert sorted(files) == sorted(made)
    for row in rows:
        tests = re.findall("`([^`]+)`", row[5])
        assert tests, row
        assert [name for name in tests if not (ROOT / "tests" / name).is_file()] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    needed = {re.split(r"[<>=~]", dependency)[0] for dependency in project["dependencies"]}
    assert set(first_cells(section("docs/architecture.md", "## Dependencies"))) == needed
    assert project["readme"] == "README.md"


def test_a_dependency_that_is_said_to_be_unused_is_unused() -> None:
    modules = {"google-re2": "re2", "backports-zstd": "backports"}
    said = re.findall(r"^\| `([\w-]+)` \| nothing yet", text_of("docs/architecture.md"), flags=re.MULTILINE)
    imported = {name.split(".")[0] for path in (ROOT / "atp_tui").rglob("*.py") for name in imports(path)}
    needed = first_cells(section("docs/architecture.md", "## Dependencies"))
    assert said == [name for name in needed if modules.get(name, name) not in imported]


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


# Links


def links(text: str) -> list[str]:
    """Where the links and pictures of a document lead."""
    return re.findall(r"\]\(([^)\s]+)\)", without_blocks(text))


def anchors(text: str) -> set[str]:
    """The names under which the headings of a document are found."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", [*NAMES, "CONTRIBUTING.md", "sample_packs/README.md"])
def test_links_lead_somewhere(name: str) -> None:
    for link in links(text_of(name)):
        if link.startswith("https://"):
            continue
        target, _, anchor = link.partition("#")
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.is_file(), link
        assert not anchor or anchor in anchors(path.read_text(encoding="utf-8")), link


def test_every_document_is_in_the_index() -> None:
    listed = {Path(target).name for target in links(text_of("docs/README.md"))}
    assert {document.name for document in DOCS.glob("*.md")} - {"README.md"} <= listed
    named = {Path(target).name for target in links(text_of("README.md"))}
    assert {document.name for document in DOCS.glob("*.md")} <= named
