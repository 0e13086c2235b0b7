"""The bounds of CONTRIBUTING.md that no linter holds: sizes, names and docstrings."""

import ast
import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import atp_tui

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "atp_tui"

FUNCTION_LINES = 40
FILE_LINES = 300
VAGUE = frozenset({"common", "helper", "helpers", "misc", "util", "utils"})

ALLOWED: dict[str, str] = {}
"""What may be longer ("atp_tui/file.py" or "atp_tui/file.py:function"), and the reason why splitting reads worse."""

METHODS = 32
"""Methods and properties that an object may have, counted through its bases."""

CLASSES = 3
"""Classes of this project that an object may be made of."""

STREAMS = 7
"""Messages that a class posts to itself: the streams of its own workers."""

MADE_OF_MORE = {
    "AtpOracleChecks": "the fields of a table of checks, made a class by Pydantic, between two that are written out",
    "ExplorerApp": "adds to Textual's app: a driver, keys in order, themes; each is a class of its own",
    "OracleChecks": "as AtpOracleChecks",
}

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


def classes_of(package: ModuleType) -> Iterator[type]:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            for found in vars(importlib.import_module(module.name)).values():
                if inspect.isclass(found) and found.__module__ == module.name:
                    yield found


def own_classes(found: type) -> list[type]:
    return [base for base in found.__mro__ if base.__module__.split(".")[0] == found.__module__.split(".")[0]]


def method_count(found: type) -> int:
    return sum(
        inspect.isfunction(value) or isinstance(value, property)
        for base in own_classes(found)
        for value in vars(base).values()
    )


def test_no_object_is_too_large() -> None:
    classes = list(classes_of(atp_tui))
    assert len(classes) > 300
    assert {each.__name__: count for each in classes if (count := method_count(each)) > METHODS} == {}
    more = {each.__name__: count for each in classes if (count := len(own_classes(each))) > CLASSES}
    assert more == dict.fromkeys(MADE_OF_MORE, CLASSES + 1)


def test_methods_are_counted_through_the_bases() -> None:
    names = {f"f{number}": lambda self: self for number in range(METHODS)}
    base = type("Base", (), names)
    child = type("Child", (base,), {"own": property(lambda self: self)})
    assert method_count(child) == METHODS + 1
    assert len(own_classes(child)) == 2


def self_posted(texts: Iterable[str]) -> list[str]:
    """The messages that one class alone posts, and that it alone handles."""
    posted, handled, messages = defaultdict(set), defaultdict(set), {"Message", "RowMessage"}
    classes = [node for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    for _ in range(2):
        messages |= {
            each.name for each in classes if {ast.unparse(base).split(".")[-1] for base in each.bases} & messages
        }
    for each in classes:
        for node in ast.walk(each):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                decorators = [d for d in node.decorator_list if isinstance(d, ast.Call) and ast.unparse(d.func) == "on"]
                for decorator in decorators:
                    handled[ast.unparse(decorator.args[0]).split(".")[-1]].add(each.name)
                if "post_message" in ast.unparse(node):
                    for call in (found for found in ast.walk(node) if isinstance(found, ast.Call)):
                        posted[ast.unparse(call.func).split(".")[-1]].add(each.name)
    return sorted(name for name in messages if len(posted[name]) == 1 and posted[name] == handled[name])


def test_messages_cross_a_border() -> None:
    texts = [text for name, text in sources() if name.startswith("atp_tui/tui/")]
    assert len(self_posted(texts)) <= STREAMS, self_posted(texts)


def test_a_message_that_crosses_no_border_is_found() -> None:
    text = """
class Done(Message): ...
class Asked(Message): ...
class Pane:
    def run(self): self.post_message(Done())
    def ask(self): self.post_message(Asked())
    @on(Done)
    def take(self, event): ...
class Screen:
    @on(Asked)
    def answer(self, event): ...
"""
    assert self_posted([text]) == ["Done"]


def undescribed_workers(text: str) -> list[str]:
    """The workers with arguments and without a description: Textual makes one of the arguments, a whole pack's too."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            works = [each for each in node.decorator_list if ast.unparse(each).split("(")[0] == "work"]
            takes = len(node.args.args) + len(node.args.kwonlyargs) > 1
            if takes and any("description=" not in ast.unparse(each) for each in works):
                found.append(node.name)
    return found


def test_workers_with_arguments_are_described() -> None:
    assert {name: found for name, text in sources() if (found := undescribed_workers(text))} == {}
    text = "class C:\n    @work\n    def f(self, pack): ...\n    @work(thread=True)\n    async def g(self): ...\n"
    assert undescribed_workers(text) == ["f"]


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
