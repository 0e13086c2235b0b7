"""The bounds of CONTRIBUTING.md that no linter holds: sizes, names and docstrings."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "atp_tui"

FUNCTION_LINES = 40
FILE_LINES = 300
VAGUE = frozenset({"common", "helper", "helpers", "misc", "util", "utils"})

ALLOWED: dict[str, str] = {}
"""What may be longer ("atp_tui/file.py" or "atp_tui/file.py:function"), and the reason why splitting reads worse."""

DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def definitions(tree: ast.AST) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, DEFINITIONS))


def too_long(name: str, text: str) -> dict[str, int]:
    """The file and its functions that are over their bound, with their lines; decorators are not counted."""
    found = {name: lines} if (lines := len(text.splitlines())) > FILE_LINES else {}
    for node in definitions(ast.parse(text)):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if not isinstance(node, ast.ClassDef) and lines > FUNCTION_LINES:
            found[f"{name}:{node.name}"] = lines
    return found


def undocumented(text: str) -> list[str]:
    """The public top-level names, and public methods of public classes, that have no docstring."""
    found = []
    pending: list[tuple[str, ast.AST]] = [("", ast.parse(text))]
    while pending:
        path, holder = pending.pop()
        for node in ast.iter_child_nodes(holder):
            if not isinstance(node, DEFINITIONS) or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None and not is_overload(node):
                found.append(path + node.name)
            if isinstance(node, ast.ClassDef):
                pending.append((f"{path}{node.name}.", node))
    return found


def is_overload(node: ast.AST) -> bool:
    """Whether *node* repeats what another definition documents."""
    names = {ast.unparse(decorator) for decorator in getattr(node, "decorator_list", [])}
    return any(name.split(".")[-1] in {"overload", "override", "setter"} for name in names)


def sources() -> list[tuple[str, str]]:
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")]


def test_no_function_and_no_file_is_too_long() -> None:
    measured = {place: lines for name, text in sources() for place, lines in too_long(name, text).items()}
    assert {place: lines for place, lines in measured.items() if place not in ALLOWED} == {}
    assert set(ALLOWED) <= set(measured), "an exception is no longer needed"
    assert all(ALLOWED.values()), "an exception has no reason"


def test_public_names_have_docstrings() -> None:
    assert {name: found for name, text in sources() if (found := undocumented(text))} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name for name, _ in sources() if VAGUE & set(Path(name).with_suffix("").parts)] == []


@pytest.mark.parametrize(("body", "found"), [(FUNCTION_LINES - 1, []), (FUNCTION_LINES, ["a.py:f"])])
def test_a_function_over_the_bound_is_found(body: int, found: list[str]) -> None:
    assert list(too_long("a.py", "class C:\n    async def f():\n" + "        pass\n" * body)) == found


@pytest.mark.parametrize(("lines", "found"), [(FILE_LINES, []), (FILE_LINES + 1, ["a.py"])])
def test_a_file_over_the_bound_is_found(lines: int, found: list[str]) -> None:
    assert list(too_long("a.py", "x = 1\n" * lines)) == found


def test_a_missing_docstring_is_found() -> None:
    text = 'class C:\n    def f(self): ...\n    def _g(self): ...\n\n\ndef h():\n    "Says it."\n'
    assert undocumented(text) == ["C", "C.f"]
