"""The engine's public names, and what the engine may import."""

import ast
import inspect
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

import atp_tui
from atp_tui import engine
from atp_tui.engine import public, soundness

PACKAGE = Path(atp_tui.__file__).parent
SOURCES = sorted([*(PACKAGE / "engine").rglob("*.py"), PACKAGE / "clean.py"])

PURE = frozenset(
    {
        *(
            "array",
            "ast",
            "bisect",
            "codecs",
            "collections",
            "collections.abc",
            "dataclasses",
            "decimal",
            "enum",
            "fractions",
            "functools",
            "heapq",
            "hashlib",
            "importlib",
            "itertools",
            "json",
            "math",
            "operator",
            "pkgutil",
            "re",
            "struct",
            "tomllib",
            "types",
            "typing",
            "zlib",
        ),
        *("unicodedata", "msgspec", "pydantic", "pydantic_core", "re2", "atp_tui.clean"),
    }
)
"""All that the engine may import beside itself: nothing here reads a file, a clock, dice or a screen."""


def imported(source: str) -> set[str]:
    """The modules that a source imports anywhere, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def called(source: str) -> set[str]:
    """The builtins by which a source could reach the world without an import."""
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    return names & {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}


def exported(module: ModuleType) -> set[str]:
    """The public names of a module that are no modules themselves."""
    return {name for name, value in vars(module).items() if not name.startswith("_") and not inspect.ismodule(value)}


def described(path: Path) -> dict[str, str]:
    """The constants of a source that have a docstring under them."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = {}
    for node, follows in pairwise(body):
        is_text = isinstance(follows, ast.Expr) and isinstance(follows.value, ast.Constant)
        if isinstance(node, ast.AnnAssign) and is_text:
            found[ast.unparse(node.target)] = str(ast.literal_eval(ast.unparse(follows)))
    return found


def test_all_is_what_there_is_sorted() -> None:
    assert set(engine.__all__) == exported(public)
    assert dir(engine) == sorted(engine.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = engine.no_such_name
    assert len(engine.__all__) == len(set(engine.__all__))
    constants = [name for name in engine.__all__ if name.isupper()]
    classes = [name for name in engine.__all__ if name[0].isupper() and not name.isupper()]
    functions = [name for name in engine.__all__ if name.islower()]
    assert engine.__all__ == [*sorted(constants), *sorted(classes), *sorted(functions)]
    assert set(soundness.__all__) <= exported(soundness)


def test_a_public_name_loads_its_module_and_not_the_whole_engine() -> None:
    script = "import sys; from atp_tui.engine import artifacts, Severity; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=True, text=True)
    loaded = set(done.stdout.split())
    assert {"atp_tui.engine.artifacts", "atp_tui.engine.record"} <= loaded
    assert not loaded & {"atp_tui.engine.public", "atp_tui.engine.evidence", "atp_tui.engine.proof"}


@pytest.mark.parametrize("name", engine.__all__)
def test_a_public_name_says_what_it_is(name: str) -> None:
    value = getattr(engine, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        # A dataclass is given a docstring of its own where the source has none.
        (node,) = ast.parse(inspect.getsource(value)).body
        assert isinstance(node, ast.ClassDef | ast.FunctionDef)
        texts = [ast.get_docstring(node) or ""]
    else:
        texts = [found[name] for path in SOURCES if name in (found := described(path))]
    assert texts
    assert all("." in text for text in texts)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_engine_imports_nothing_impure(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    foreign = {name for name in imported(source) if name.split(".")[:2] != ["atp_tui", "engine"]}
    assert foreign <= PURE
    assert called(source) == set()


def test_an_impure_import_is_found_wherever_it_hides() -> None:
    source = "import json\ndef f():\n    from os import path\n    import time as t\n    return open, print\n"
    assert imported(source) - PURE == {"os", "time"}
    assert called(source) == {"open", "print"}
    assert imported("from . import x\nfrom ..store import y") == {".", "..store"}
