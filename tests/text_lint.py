"""Finds where text that nobody cleaned reaches a widget, a printer or an error, by reading the source.

Every expression has a kind. A place that takes text takes some kinds and no others, so what the tables below do not
know is found, and no way around :func:`atp_tui.clean.clean` has to be guessed.
"""

import ast
import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final


class Kind(enum.IntEnum):
    """What a text may hold, the more the higher."""

    OWN = 1
    """Words of the source, and numbers put into them."""
    MADE = 2
    """A value in which a widget reads neither markup nor control characters: each place that makes one is checked."""
    CLEAN = 3
    """A str that clean() made, or made of such: it may hold what looks like markup."""
    ANY = 4
    """Whatever a pack says."""


CLEANING_ERRORS: Final = frozenset(
    {
        "CrashpackError",
        "IoError",
        "SerializationError",
        "InvalidFormatError",
        "DamagedError",
        "ReplayError",
        "AgentProofError",
        "LabError",
        "LabStopped",
        "LabMissingError",
        "FileRefusedError",
        "PydanticCustomError",
        "UsageError",
        "StdoutError",
    }
)
"""Errors of which every part is cleaned: by CrashpackError, which the next two become, or by the guard that tells
them."""

KIND_OF_TYPE: Final[Mapping[str, Kind]] = {
    "int": Kind.OWN,
    "float": Kind.OWN,
    "bool": Kind.OWN,
    "None": Kind.OWN,
    "Severity": Kind.OWN,
    "Lane": Kind.OWN,
    "StateSource": Kind.OWN,
    "MinimizeEnd": Kind.OWN,
    "Text": Kind.MADE,
    "LongLines": Kind.MADE,
    "Content": Kind.MADE,
    "Segment": Kind.MADE,
    "Strip": Kind.MADE,
    "CleanText": Kind.CLEAN,
    **dict.fromkeys(CLEANING_ERRORS, Kind.CLEAN),
}
"""The kinds of annotated values: numbers and words of fixed lists, what is made of clean text, and errors, whose parts
are cleaned when they are made."""

OWN_FUNCTIONS: Final[Mapping[str, str]] = {
    "len": "gives a number",
    "int": "gives a number",
    "sum": "gives a number",
    "milliseconds": "gives digits, a point and a unit",
}
"""Functions whose text is the program's own whatever they are given, and why."""

KEEPING_FUNCTIONS: Final = frozenset({"cut", "fitted", "padded", "tail", "sorted", "tuple", "list"})
KEEPING: Final = frozenset(
    {"strip", "rstrip", "lstrip", "ljust", "rjust", "center", "removeprefix", "removesuffix", "lower", "upper", "copy"}
)
"""Functions and methods whose result holds nothing that the text did not hold."""

READING_MARKUP: Final[Mapping[str, int]] = {
    "Static": 0,
    "Label": 0,
    "Button": 0,
    "Option": 0,
    "OptionList": 0,
    "Checkbox": 0,
    "add_option": 0,
    "add_row": 0,
    "add_column": 0,
    "add_leaf": 0,
    "set_label": 0,
    "update": 0,
    "update_cell": 2,
    "notify": 0,
}
"""What reads a str as markup, with the place of its first text; whatever follows is looked at too."""

TAKING_TEXT: Final = frozenset({"Text", "Content", "Segment", "styled"})
"""What makes a text of a str as it stands."""

ENTRIES: Final = frozenset({"Input", "FilterInput"})
"""Where a person types; what stands there at first is shown as it is."""

ASSEMBLING: Final = frozenset({"assemble"})
NEVER: Final[Mapping[str, str]] = {
    "from_markup": "makes actions of data",
    "from_ansi": "makes styles of data",
    "render_markup": "makes actions of data",
    "CleanText": "only clean() makes it",
    "print": "atp_tui.cli.output prints",
    "echo": "atp_tui.cli.output prints",
    "secho": "atp_tui.cli.output prints",
    "print_exc": "a traceback holds text of the pack",
    "print_exception": "a traceback holds text of the pack",
    "basicConfig": "a log is not cleaned",
    "warn": "a warning is not cleaned",
}
"""What nothing may call, and why."""

SCREEN: Final = "atp_tui/tui/"
"""Where update() is a widget's and value an entry's."""

TITLES: Final = frozenset({"border_title", "border_subtitle", "tooltip"})
"""Attributes that are read as markup where they are a str."""

PLAIN_TEXTS: Final = frozenset({"title", "sub_title", "value", "placeholder"})
"""Attributes that are shown as they stand: the app's title, and what stands in an entry."""


@dataclass(frozen=True)
class Found:
    """A place where a text could be anything."""

    file: str
    where: str
    """The function around it, with its classes."""
    line: int
    source: str

    @property
    def place(self) -> str:
        """File and function, as the table of exceptions names them."""
        return f"{self.file}:{self.where}"

    def inside(self, name: str) -> "Found":
        """The same file, in a function or class of the one that this is in."""
        return replace(self, where=f"{self.where}.{name}".lstrip("."))

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.where or 'the module'}: {self.source}"


@dataclass
class Names:
    """What the annotations of a whole tree say; of two things of one name, both count where it is not known which."""

    returns: dict[tuple[str, ...], set[Kind]] = field(default_factory=lambda: defaultdict(set))
    """Of a function: by file and name, by class and name for a method, and by the name alone."""
    attributes: dict[tuple[str, ...], set[Kind]] = field(default_factory=lambda: defaultdict(set))
    """Of an attribute or a module's constant, in the same way."""
    imports: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Where a name of a file comes from: the other file and its name there."""

    def add(self, file: str, tree: ast.Module) -> None:
        """Take in what one file defines and imports."""
        for node in all_nodes(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = f"{node.module.replace('.', '/')}.py"
                self.imports |= {(file, word.asname or word.name): (module, word.name) for word in node.names}
            elif isinstance(node, ast.ClassDef):
                for inner in node.body:
                    self._add_definition(node.name, inner)
        for node in tree.body:
            self._add_definition(file, node)

    def _add_definition(self, holder: str, node: ast.stmt) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            is_property = any(getattr(word, "id", "") == "property" for word in node.decorator_list)
            self._say(self.attributes if is_property else self.returns, holder, node.name, kind_of_type(node.returns))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            is_bare = getattr(node.annotation, "id", "") == "Final" and node.value is not None
            kind = _constant(node.value) if is_bare and node.value is not None else kind_of_type(node.annotation)
            self._say(self.attributes, holder, node.target.id, kind)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self._say(self.attributes, holder, target.id, _constant(node.value))

    def add_assigned(self, holder: str, function: ast.AST, scope: "Scope") -> None:
        """Take in the attributes that a method gives to its object, by their annotations or their values."""
        for node in own_nodes(function):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                if isinstance(target, ast.Attribute) and getattr(target.value, "id", "") == "self":
                    if isinstance(node, ast.AnnAssign):
                        self._say(self.attributes, holder, target.attr, kind_of_type(node.annotation))
                    elif isinstance(node, ast.Assign) and not self.attributes.get((holder, target.attr)):
                        self._say(self.attributes, holder, target.attr, scope.kind(node.value))

    @staticmethod
    def _say(of: dict[tuple[str, ...], set[Kind]], holder: str, name: str, kind: Kind) -> None:
        of[holder, name].add(kind)
        of[name,].add(kind)

    def kind(self, of: dict[tuple[str, ...], set[Kind]], file: str, holder: str, name: str) -> Kind:
        """The worst of the kinds that a name has in its class or file, where it was imported from, or anywhere."""
        places = [(holder, name), (file, name), self.imports.get((file, name), ("", "")), (name,)]
        return next((max(found) for place in places if (found := of.get(place))), Kind.ANY)


def kind_of_type(annotation: ast.expr | None) -> Kind:
    """The kind of what an annotation allows, the worst of its parts."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return kind_of_type(ast.parse(annotation.value, mode="eval").body)
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return max(kind_of_type(annotation.left), kind_of_type(annotation.right))
    if isinstance(annotation, ast.Subscript) and getattr(annotation.value, "id", "") in {"var", "reactive", "Final"}:
        return kind_of_type(annotation.slice)
    name = "None" if isinstance(annotation, ast.Constant) else getattr(annotation, "id", "")
    return KIND_OF_TYPE.get(name, Kind.ANY)


def _constant(node: ast.expr) -> Kind:
    """The kind of what a module's constant holds: words alone, also in a dict or a tuple."""
    if isinstance(node, ast.Dict):
        return max(map(_constant, node.values), default=Kind.OWN)
    if isinstance(node, ast.Tuple | ast.List):
        return max(map(_constant, node.elts), default=Kind.OWN)
    if isinstance(node, ast.BinOp):
        return max(_constant(node.left), _constant(node.right))
    return Kind.OWN if isinstance(node, ast.Constant) else Kind.ANY


class Scope:
    """The names of one function, and what they may hold.

    Args:
        names: What the tree says.
        file: The file of the function.
        function: The function, or a module.
        holder: The class that the function is a method of.
        outer: The scope around it.
    """

    def __init__(
        self, names: Names, file: str, function: ast.AST, *, holder: str = "", outer: "Scope | None" = None
    ) -> None:
        self._names, self._file, self._holder, self._outer = names, file, holder, outer
        self.is_of_screen = file.startswith(SCREEN)
        self._kinds: dict[str, Kind] = {}
        self._values: dict[str, list[ast.expr]] = defaultdict(list)
        self._asking: set[str] = set()
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            self._read_arguments(function.args)
            for node in own_nodes(function):
                self._read(node)

    def _read_arguments(self, given: ast.arguments) -> None:
        for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
            if argument is not None:
                self._kinds[argument.arg] = kind_of_type(argument.annotation)

    def _read(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self._kinds[node.target.id] = kind_of_type(node.annotation)
        elif isinstance(node, ast.NamedExpr | ast.AugAssign) and isinstance(node.target, ast.Name):
            self._values[node.target.id].append(node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            self._bind(node.target, None)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bind(node.optional_vars, None)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self._kinds[node.name] = kind_of_type(node.type)

    def _bind(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            if value is None:
                self._kinds[target.id] = Kind.ANY
            else:
                self._values[target.id].append(value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for part, of in zip(target.elts, value.elts, strict=True):
                self._bind(part, of)
        elif isinstance(target, ast.Tuple):
            for part in target.elts:
                self._bind(part, None)

    def kind(self, node: ast.expr) -> Kind:  # noqa: C901, PLR0911, PLR0912 - a case for each sort of expression
        """The kind of an expression."""
        match node:
            case ast.Constant():
                return Kind.OWN
            case ast.JoinedStr():
                return self._worst(node.values, made=Kind.CLEAN)
            case ast.FormattedValue():
                is_number = node.format_spec is not None and _is_number(node.format_spec)
                return Kind.OWN if is_number else self.kind(node.value)
            case ast.IfExp(test=ast.Call(func=ast.Name(id="is_clean"))):
                return max(min(self.kind(node.body), Kind.CLEAN), self.kind(node.orelse))
            case ast.IfExp():
                return max(self.kind(node.body), self.kind(node.orelse))
            case ast.BoolOp():
                return self._worst(node.values)
            case ast.BinOp():
                return self._worst((node.left, node.right))
            case ast.Tuple() | ast.List():
                return self._worst(node.elts)
            case ast.Starred() | ast.Await():
                return self.kind(node.value)
            case ast.NamedExpr():
                return self.kind(node.value)
            case ast.GeneratorExp() | ast.ListComp():
                return self.kind(node.elt)
            case ast.Compare() | ast.UnaryOp():
                return Kind.OWN
            case ast.Subscript():
                return self.kind(node.value)
            case ast.Name():
                return self._kind_of_name(node.id)
            case ast.Dict():
                return self._worst(node.values)
            case ast.Attribute():
                return self._kind_of_attribute(node)
            case ast.Call():
                return self._kind_of_call(node)
        return Kind.ANY

    def _worst(self, nodes: Iterable[ast.expr], made: Kind = Kind.MADE) -> Kind:
        """The worst of several; a made value that is turned to a str has only its clean text left."""
        kinds = [self.kind(node) for node in nodes]
        return max((made if kind is Kind.MADE else kind for kind in kinds), default=Kind.OWN)

    def _kind_of_name(self, name: str) -> Kind:
        if name in self._asking:
            return Kind.OWN
        if name in self._kinds:
            return self._kinds[name]
        if name in self._values:
            self._asking.add(name)
            found = self._worst(self._values[name])
            self._asking.discard(name)
            return found
        if self._outer is not None:
            return self._outer._kind_of_name(name)
        return self._names.kind(self._names.attributes, self._file, "", name)

    def _kind_of_attribute(self, node: ast.Attribute) -> Kind:
        of = getattr(node.value, "id", "")
        if KIND_OF_TYPE.get(of) is Kind.OWN:
            return Kind.OWN
        if node.attr == "plain" and self.kind(node.value) is Kind.MADE:
            return Kind.CLEAN
        return self._names.kind(self._names.attributes, "", self._holder if of == "self" else of, node.attr)

    def _kind_of_call(self, node: ast.Call) -> Kind:  # noqa: PLR0911 - as above
        name, holder = called(node), ""
        if isinstance(node.func, ast.Name):
            if name in OWN_FUNCTIONS:
                return Kind.OWN
            if name == "str" and len(node.args) == 1:
                return self._worst(node.args, made=Kind.CLEAN)
            if name in KEEPING_FUNCTIONS:
                return self.kind(node.args[0])
            if name in TAKING_TEXT:
                return Kind.MADE
            return self._names.kind(self._names.returns, self._file, "", name)
        if isinstance(node.func, ast.Call) and called(node.func) == "type":
            return self.kind(node.func.args[0])
        if isinstance(node.func, ast.Attribute):
            if name in KEEPING or name in {"get", "join"}:
                return self._worst((node.func.value, *node.args))
            if name in ASSEMBLING or name in TAKING_TEXT:
                return Kind.MADE
            holder = self._holder if getattr(node.func.value, "id", "") == "self" else ""
        return self._names.kind(self._names.returns, "", holder, name)


def _is_number(spec: ast.expr) -> bool:
    """Whether a format is one that a str would refuse: with thousands, digits or a percent sign."""
    text = "".join(str(part.value) for part in ast.walk(spec) if isinstance(part, ast.Constant))
    return text.endswith(("d", "f", "%", "x", "X", "e", "g", ","))


def called(node: ast.Call) -> str:
    """The last word of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


_INNER: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def own_nodes(function: ast.AST) -> list[ast.AST]:
    """What stands in a function and in no function inside it; kept with the function, as several passes ask for it."""
    kept: list[ast.AST] | None = function.__dict__.get("own_nodes")
    if kept is not None:
        return kept
    found: list[ast.AST] = []
    waiting = [*ast.iter_child_nodes(function)][::-1]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, _INNER):
            waiting += [*ast.iter_child_nodes(node)][::-1]
    function.__dict__["own_nodes"] = found
    return found


def all_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything in a tree."""
    for node in own_nodes(tree):
        yield node
        if isinstance(node, _INNER):
            yield from all_nodes(node)


def lint(sources: Mapping[str, str]) -> list[Found]:
    """Every place of some files where a text could be anything."""
    trees = {file: ast.parse(text) for file, text in sources.items()}
    names = Names()
    for file, tree in trees.items():
        names.add(file, tree)
    for file, tree in trees.items():
        for node in all_nodes(tree):
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    names.add_assigned(node.name, method, Scope(names, file, method, holder=node.name))
    found: list[Found] = []
    for file, tree in trees.items():
        found += _in_scope(Found(file, "", 0, ""), tree, Scope(names, file, tree), names)
    return sorted(found, key=lambda place: (place.file, place.line))


def _in_scope(at: Found, holder: ast.AST, scope: Scope, names: Names, of: str = "") -> Iterator[Found]:
    for node in own_nodes(holder):
        if isinstance(node, ast.ClassDef):
            yield from _in_scope(at.inside(node.name), node, scope, names, node.name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
            inner = Scope(names, at.file, node, holder=of, outer=scope)
            yield from _in_scope(at.inside(name), node, inner, names, of)
        elif isinstance(node, ast.stmt | ast.expr) and not all(_may_stand(node, scope)):
            yield replace(at, line=node.lineno, source=ast.unparse(node))


def _may_stand(node: ast.AST, scope: Scope) -> Iterator[bool]:
    """Whether a statement or expression gives no text that could be anything to somebody who shows it."""
    if isinstance(node, ast.Call):
        yield from _call_may_stand(node, scope)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr in TITLES:
                yield scope.kind(node.value) <= Kind.MADE
            elif isinstance(target, ast.Attribute) and target.attr in PLAIN_TEXTS and scope.is_of_screen:
                yield scope.kind(node.value) <= Kind.CLEAN
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        is_cleaned = called(node.exc) in CLEANING_ERRORS or scope.kind(node.exc) <= Kind.CLEAN
        yield is_cleaned or all(scope.kind(argument) <= Kind.CLEAN for argument in node.exc.args)


def _call_may_stand(node: ast.Call, scope: Scope) -> Iterator[bool]:
    name = called(node)
    given = [*node.args, *(word.value for word in node.keywords if word.arg in _NAMED_TEXTS)]
    if name in NEVER:
        yield _is_other(node, name)
    elif name in READING_MARKUP and scope.is_of_screen:
        is_plain = any(word.arg == "markup" and not getattr(word.value, "value", True) for word in node.keywords)
        limit = Kind.CLEAN if is_plain else Kind.MADE
        yield all(scope.kind(value) <= limit for value in given[READING_MARKUP[name] :])
    elif name in TAKING_TEXT or name in ASSEMBLING or name in ENTRIES:
        texts = node.args if name in ASSEMBLING else given[:1]
        yield all(scope.kind(_text_of(value)) <= Kind.CLEAN for value in texts)
    elif name == "append" and isinstance(node.func, ast.Attribute):
        is_text = scope.kind(node.func.value) is Kind.MADE
        yield not is_text or scope.kind(_text_of(node.args[0])) <= Kind.CLEAN
    elif name in {"write", "writelines"} and isinstance(node.func, ast.Attribute):
        yield not _is_terminal(node, scope)


_NAMED_TEXTS: Final = frozenset({"text", "content", "message", "label", "prompt", "title", "placeholder"})


def _text_of(value: ast.expr) -> ast.expr:
    """The text of a pair of text and style, as assemble and append take it."""
    return value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value


def _is_other(node: ast.Call, name: str) -> bool:
    """Whether a forbidden name is here somebody else's method."""
    of = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    return name == "warn" and of not in {"warnings", "logging", "logger"}


def _is_terminal(node: ast.Call, scope: Scope) -> bool:
    """Whether what is written to is the terminal: a standard stream, or descriptor 1 or 2."""
    of = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    if of == "os":
        is_standard = isinstance(node.args[0], ast.Constant) and node.args[0].value in (1, 2)
        return is_standard and scope.kind(node.args[1]) > Kind.OWN
    return any(stream in of for stream in ("stdout", "stderr"))
