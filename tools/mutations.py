"""The single-point changes that can be made to a module: tools/mutate.py tries whether a test notices them."""

import ast
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
EQUIVALENT: Final = ROOT / "tools" / "equivalent_mutants.toml"

Key = tuple[str, str, str]
"""A change by its module, its line of source and itself, which stay when lines move."""

Change = tuple[ast.AST, str]
"""A part of a module and the text that replaces it."""

_COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
_TYPES: Final = frozenset({"TypeVar", "ParamSpec", "NewType", "cast"})
_ANY_ORDER: Final = frozenset({"max", "min"})
_NEGATED: Final = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_PAIR: Final = 2
_DISPLAYS: Final = (ast.Tuple, ast.List, ast.Set)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change.

    ``function`` is the first line of the outermost function around the change, decorators included, or None where the
    change takes effect when the module is imported. ``line`` counts from 1, ``start`` and ``end`` are bytes.
    """

    module: str
    line: int
    function: int | None
    start: int
    end: int
    old: str
    new: str

    def applied(self, source: bytes) -> bytes:
        """The source of the module with the change."""
        return source[: self.start] + self.new.encode() + source[self.end :]

    @property
    def change(self) -> str:
        """The change as one line of text."""
        return " ".join(f"{self.old} -> {self.new}".split())

    @property
    def key(self) -> Key:
        """What the list of equivalent changes names it by."""
        line = (ROOT / self.module).read_text("utf-8").splitlines()[self.line - 1].strip()
        return self.module, line, self.change

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.change}"


def _with(node: ast.AST, **fields: object) -> str:
    """The source of a copy of a node with other fields, in brackets where it is an expression."""
    values = {name: getattr(node, name) for name in node._fields}
    text = ast.unparse(type(node)(**(values | fields)))
    return f"({text})" if isinstance(node, ast.expr) else text


def _operators(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                yield node, _with(node, ops=[*ops[:at], _COMPARISONS[type(op)](), *ops[at + 1 :]])
        case ast.BoolOp(op=op):
            yield node, _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _ARITHMETIC:
            yield node, _with(node, op=_ARITHMETIC[type(op)]())


def _values(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value)):
            yield node, str(value + 1)
            yield node, f"({value - 1})"
        case ast.Constant(value=str(word)) if " " not in word:
            yield node, repr(f"{word}~")
        case ast.Constant(value=bytes(word)):
            yield node, repr(word + b"~")
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield node, "return None"


def _is_operator_negated(test: ast.expr) -> bool:
    """Whether the change of its operator negates a condition already."""
    match test:
        case ast.Compare(ops=[op]):
            return isinstance(op, _NEGATED)
        case ast.UnaryOp(op=ast.Not()):
            return True
    return False


def _flow(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) if not _is_operator_negated(test):
            yield test, f"(not ({ast.unparse(test)}))"
    match node:
        case ast.Break():
            yield node, "continue"
        case ast.Continue():
            yield node, "break"
        case ast.Expr(value=ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom()) | ast.Raise() | ast.Delete():
            yield node, "pass"
        case ast.AugAssign() | ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield node, "pass"


def _rows(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Call(args=[first, second, *rest]) if not any(isinstance(one, ast.Starred) for one in node.args):
            if ast.dump(first) != ast.dump(second) and _called(node) not in _ANY_ORDER:
                yield node, _with(node, args=[second, first, *rest])
        case ast.Dict(keys=keys, values=values) if len(keys) > 1:
            for at in range(len(keys)):
                yield node, _with(node, keys=keys[:at] + keys[at + 1 :], values=values[:at] + values[at + 1 :])


def _elements(node: ast.AST) -> Iterator[Change]:
    """One element of a display taken out; displays of two or less are pairs, not tables."""
    if (
        isinstance(node, _DISPLAYS)
        and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        and len(node.elts) > _PAIR
    ):
        for at in range(len(node.elts)):
            yield node, _with(node, elts=node.elts[:at] + node.elts[at + 1 :])


_RULES: Final[tuple[Callable[[ast.AST], Iterator[Change]], ...]] = (_operators, _values, _flow, _rows, _elements)


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _skipped(node: ast.AST) -> bool:
    """Whether no change in a node can matter to a run, or ast gives it no place of its own."""
    match node:
        case ast.JoinedStr() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.AnnAssign(target=ast.Name(id="__all__")):
            return True
    return _called(node) in _TYPES


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """The children of a node, without annotations, decorators and the promise of zip() that lengths are equal."""
    for name, value in ast.iter_fields(node):
        if name not in {"annotation", "returns", "decorator_list"}:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not (isinstance(child, ast.keyword) and child.arg == "strict"):
                    yield child


def _changes(node: ast.AST, function: int | None) -> Iterator[tuple[ast.AST, str, int | None]]:
    if _skipped(node):
        return
    for rule in _RULES:
        for part, new in rule(node):
            yield part, new, function
    body = node.body if isinstance(node, _FUNCTIONS) else []
    for child in _parts(node):
        inside = function
        if function is None and isinstance(node, _FUNCTIONS) and child in body:
            inside = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        yield from _changes(child, inside)


def mutants(module: str) -> list[Mutant]:
    """Every change to a module, which is given by its path below the root of the project."""
    source = (ROOT / module).read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node, new, function in _changes(ast.parse(source), None):
        assert isinstance(node, ast.expr | ast.stmt)  # noqa: S101 -- only these have a place
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        found.append(Mutant(module, node.lineno, function, start, end, source[start:end].decode(), new))
    return found


def equivalents() -> Mapping[Key, str]:
    """The changes that no test can notice, each with the reason."""
    rows = tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]
    return {(row["module"], row["line"], row["change"]): row["reason"] for row in rows}
