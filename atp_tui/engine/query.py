"""What a person types to find events, and whether a display line is one of them.

    lost              lines that say it, in any case of the ASCII letters
    lost path         lines that say both, anywhere
    "lost path"       lines that say just this
    /lost [0-9]+/     lines that a regular expression finds, in any case
    kind:loss         events whose kind begins with it
    kind:"LossFound"  events whose kind is just this; a quote that is still open lets anything follow
    kind:/^Frame/     events in whose kind a regular expression is found, in any case
    level:error       events whose kind says that something failed, and broken elements; or level:warning
    !lost             lines that do not; before any of the others

An event without a kind, and an element that is none, has nothing that could be asked for; only ``!kind:`` finds it.
Only the ASCII letters are the same in both cases in plain text, as in the lanes; all other characters are taken as
they were typed. Regular expressions are those of RE2, whose time grows with the text and not with the expression.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from atp_tui.clean import is_clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.event_text import Level, level_of
from atp_tui.engine.trace import BROKEN_LINE, small_letters

if TYPE_CHECKING:
    import re2

MAX_PATTERN: Final = 1000
"""Characters of a regular expression."""

_PATTERN_MEMORY: Final = 8 << 20
_TERM: Final = re.compile(
    r"""(?P<no>!(?=\S))?(?P<kind>kind:)?
        (?:(?(kind)(?!)|)level:(?P<level>[^ ]+)
        |"(?P<quoted>[^"]*)(?P<end>"|$)|/(?P<pattern>.+?)(?:/(?=\ |$)|$)|(?P<plain>[^ ]+))""",
    re.VERBOSE,
)
_KIND: Final = "kind:"
_LEVEL: Final = "level:"
_UNESCAPED: Final = re.compile(r"[^A-Za-z0-9_]")
_SAFE: Final = re.compile(rb'[^\x00-\x20"\\/{}\[\]:,]+')
_LITERAL: Final = re.compile(r"(?:[A-Za-z0-9_-](?![*?{+]))+")
_LONG_ESCAPE: Final = re.compile(r"\\[^\WAabBdDfnrsStvwWz_]")
_WITHIN_LINES: Final = re.compile(r"(?:\\[dwbB!-/:-@\[-`{-~]|\(\?:|(?!\(\?|\[:)[^\\^$\x00-\x1f])*+")
"""Expressions that match no newline and see no difference between the end of a line and that of the text.

These are few of all that do: no flags, no classes of what is not wanted or with a name, no escapes of control
characters.
"""
_SKIPPED: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[^}]*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a line must say, or must not."""

    text: bytes = b""
    """Plain text in UTF-8 with small ASCII letters."""
    pattern: "re2._Regexp | None" = None
    """A regular expression, in place of text."""
    source: str = ""
    """The regular expression as it was typed."""
    negated: bool = False

    def holds(self, line: str, small: bytes, kind: str | None) -> bool:  # noqa: ARG002 - what other terms ask
        """Return whether the term holds of a line, given also in UTF-8 with small ASCII letters."""
        found = self.text in small if self.pattern is None else self.pattern.search(line) is not None
        return found is not self.negated

    def spans(self, line: str) -> Iterator[tuple[int, int]]:
        """Yield where a wanted term stands in a line, as places of characters."""
        if self.negated:
            return
        if self.pattern is not None:
            yield from (match.span() for match in self.pattern.finditer(line) if match.end() > match.start())
            return
        small, text = small_letters(line), self.text.decode("utf-8", "surrogatepass")
        place = small.find(text) if text else -1
        while place >= 0:
            yield place, place + len(text)
            place = small.find(text, place + len(text))

    @property
    def needle(self) -> bytes:
        """The longest text that an event's bytes must hold where the term holds, small; empty where none is sure."""
        if self.negated:
            return b""
        texts = [self.text] if self.pattern is None else [part.lower().encode() for part in _literals(self.source)]
        return max((_sure(run) for text in texts for run in _SAFE.findall(text)), key=len, default=b"")


@dataclass(frozen=True, slots=True)
class KindTerm(Term):
    """One thing that the kind of an event must be, or must not."""

    is_whole: bool = False
    """Whether the text is all of the kind, else its beginning."""

    def holds(self, line: str, small: bytes, kind: str | None) -> bool:  # noqa: ARG002 - what other terms ask
        """Return whether the term holds of an event of a kind."""
        return self.holds_of(kind)

    def holds_of(self, kind: str | None) -> bool:
        """Return whether the term holds of a kind; None where there is none."""
        if kind is None:
            return self.negated
        if self.pattern is not None:
            found = self.pattern.search(kind) is not None
        else:
            small = kind.encode("utf-8", "surrogatepass").lower()
            found = small == self.text if self.is_whole else small.startswith(self.text)
        return found is not self.negated

    def spans(self, line: str) -> Iterator[tuple[int, int]]:  # noqa: ARG002 - what other terms look at
        """Return nothing, as the line is not asked for."""
        yield from ()


@dataclass(frozen=True, slots=True)
class LevelTerm(KindTerm):
    """How bad an event must be, or must not."""

    level: Level = Level.ERROR

    def holds(self, line: str, small: bytes, kind: str | None) -> bool:  # noqa: ARG002 - what other terms ask
        """Return whether the term holds of an event; a broken element, which has no kind, is an error."""
        if kind is None and line.startswith(BROKEN_LINE):
            return (self.level is Level.ERROR) is not self.negated
        return self.holds_of(kind)

    def holds_of(self, kind: str | None) -> bool:
        """Return whether the term holds of a kind; None where there is none."""
        return (kind is not None and level_of(kind) is self.level) is not self.negated


@dataclass(frozen=True, slots=True)
class Query:
    """Terms of which an event must satisfy all; without terms, every event does."""

    terms: tuple[Term, ...] = ()

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Return the query that a typed line is. A quote or slash that is still open goes to the end of the line.

        Raises:
            InvalidFormatError: a regular expression is none, or too long.
        """
        return cls(
            tuple(_term(match) for match in _TERM.finditer(typed) if match[0].removeprefix("!") not in (_KIND, _LEVEL))
        )

    def matches(self, line: str, kind: str | None) -> bool:
        """Return whether a display line and the kind beside it, None where there is none, satisfy all terms."""
        small = line.encode("utf-8", "surrogatepass").lower()
        return all(term.holds(line, small, kind) for term in self.terms)

    @property
    def of_kind(self) -> tuple[KindTerm, ...]:
        """The terms that ask for the kind."""
        return tuple(term for term in self.terms if isinstance(term, KindTerm))

    def spans(self, line: str) -> tuple[tuple[int, int], ...]:
        """Return where the wanted terms stand in a line, to show them."""
        return tuple(span for term in self.terms for span in term.spans(line))

    @property
    def needle(self) -> bytes:
        """The longest needle of the terms; see :attr:`Term.needle`."""
        return max((term.needle for term in self.terms), key=len, default=b"")


def is_within_lines(term: Term) -> bool:
    """Return whether the expression of a term finds in lines joined by newlines just what it finds in each of them."""
    return term.pattern is not None and _WITHIN_LINES.fullmatch(term.source) is not None


def _term(match: re.Match[str]) -> Term:
    negated = match["no"] is not None
    if match["level"] is not None:
        return LevelTerm(negated=negated, level=_level(match["level"]))
    made = Term if match["kind"] is None else KindTerm
    if match["pattern"] is not None:
        return made(pattern=_compiled(match["pattern"]), source=match["pattern"], negated=negated)
    typed = match["plain"] if match["plain"] is not None else match["quoted"]
    text = typed.encode("utf-8", "surrogatepass").lower()
    if match["kind"] is None:
        return Term(text, negated=negated)
    return KindTerm(text, negated=negated, is_whole=bool(match["end"]))


def _level(typed: str) -> Level:
    """Return the level that begins with what was typed.

    Raises:
        InvalidFormatError: there is none.
    """
    for level in Level:
        if level.value.startswith(typed.lower()):
            return level
    raise InvalidFormatError(" or ".join(f"{_LEVEL}{level.value}" for level in Level), f"{_LEVEL}{typed}")


def kind_query(kind: str, *, in_this_case: bool = False) -> str | None:
    """Return what is typed to find the events of a kind, or None where that would be too long.

    Args:
        kind: Any text.
        in_this_case: Whether kinds that differ from it only in the case of letters are not wanted.
    """
    if not in_this_case and is_clean(kind) and '"' not in kind:
        return f'{_KIND}"{kind}"'
    escaped = _UNESCAPED.sub(lambda match: f"\\x{{{ord(match.group()):x}}}", kind)
    source = f"^(?-i:{escaped})$"
    return f"{_KIND}/{source}/" if len(source) <= MAX_PATTERN else None


def _compiled(source: str) -> "re2._Regexp":
    """The expression, ready to search.

    Raises:
        InvalidFormatError: it is none, or too long.
    """
    import re2

    expected = "a regular expression between slashes"
    if len(source) > MAX_PATTERN:
        raise InvalidFormatError(expected, f"{len(source)} characters", advice=f"use at most {MAX_PATTERN}")
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    try:
        return re2.compile(source, options)
    except (re2.error, UnicodeEncodeError) as error:
        reason = error.args[0] if error.args else "no reason"
        found = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise InvalidFormatError(expected, f"{source} ({found})") from None


def _literals(source: str) -> Iterator[str]:
    """Return texts that each line matched by an expression must contain, as far as that is easy to see.

    Nothing is said of alternatives, of what stands in brackets of any kind, and of the character before a repetition.
    """
    if "|" in source or "(?" in source or _LONG_ESCAPE.search(source):
        return
    depth = 0
    flat: list[str] = []
    plain = _SKIPPED.sub(lambda match: "{" if match.group().startswith("{") else ".", source)
    for part in re.split(r"([()])", plain):
        depth += {"(": 1, ")": -1}.get(part, 0)
        flat.append(part if depth == 0 and part not in "()" else ".")
    for match in _LITERAL.finditer("".join(flat)):
        yield match.group()


def _sure(run: bytes) -> bytes:
    """A part of a display line as the event's bytes must hold it: without the dashes and zeros that the line adds."""
    if not run.strip(b"-"):
        return b""
    return run.lstrip(b"0") if run.isdigit() else run
