"""A JSON object read value by value from its bytes in any cut, so that a large one is never held as a whole.

What is refused, and the words and place of each fault, are those of :func:`atp_tui.engine.json_text.loads`.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from atp_tui.engine.errors import InvalidFormatError, SerializationError
from atp_tui.engine.json_text import compact, loads, type_of

VALUE_LIMIT: Final = 4 << 20
"""Bytes of one value of a large object that are decoded."""

VALUES_LIMIT: Final = 200_000
"""Values inside of one value of a large object."""

_READ: Final = 1 << 18
_STRING: Final = rb'"(?:[^"\\]++|\\.)*+"'
_TOKEN: Final = re.compile(rb'(?:[^"\[\]{},]++|%s)*+(["\[\]{},])' % _STRING, re.DOTALL)
_FLAT: Final = rb'[\[{](?:[^"\[\]{}]++|%s)*+[\]}]' % _STRING
_NESTED: Final = rb'[\[{](?:[^"\[\]{}]++|' + _STRING + rb"|%s)*+[\]}]"
_MEMBER: Final = re.compile(
    rb'(?:[^"\[\]{},]++|%s|%s)*+(["\[\]{},])' % (_STRING, _NESTED % (_NESTED % (_NESTED % _FLAT))), re.DOTALL
)
"""As :data:`_TOKEN`, but passes over whole containers of up to four levels, which is the depth of a ledger entry."""
_BRACKET: Final = re.compile(rb'(?:[^"\[\]{}]++|%s)*+(["\[\]{}])' % _STRING, re.DOTALL)
_OPENS: Final = b"{["
_CLOSES: Final = b"}]"
_KEY: Final = re.compile(rb"[ \t\n\r]*(%s)[ \t\n\r]*:[ \t\n\r]*" % _STRING, re.DOTALL)
_SPACE: Final = b" \t\n\r"
_LINE: Final = re.compile(r"line (\d+) column (\d+)")
_BYTE: Final = re.compile(r"byte (\d+)")
_NAME: Final = "\0"
_BEFORE: Final = b'{"\\u0000":'
"""What stands for the members before: a key that can be seen in no text."""


class Piece(NamedTuple):
    """A value of the object."""

    container: str
    """The key of the array or object in which it stands, empty for a member of the whole."""
    key: str | int
    """Its own key, or its place in the array, from 0."""
    value: Any
    """The value; of a container that is given piece by piece an empty one, before its pieces."""


class JsonStream:
    """The members of a JSON object, in order.

    Args:
        chunks: The text in UTF-8, in any cut; other bytes are replaced.
        listed: The keys whose arrays and objects are given piece by piece.

    Raises:
        SerializationError: as for :func:`loads`, or a value is too large; raised by the iterator where it is found.
        InvalidFormatError: it is JSON but no object.
    """

    def __init__(self, chunks: Iterable[bytes], listed: frozenset[str]) -> None:
        self._chunks = iter(chunks)
        self._listed = listed
        self._data = b""
        self._start = 0
        """Where the piece begins that is being read."""
        self._scan = 0
        self._place = _Place()
        self._depth = 1
        self._count = 0
        self._keys: list[set[str]] = [set(), set()]
        self._container = ""
        self._opener = b"{"
        self._is_behind = False
        """Whether a container has ended, behind which a comma or the end must follow."""

    def __iter__(self) -> Iterator[Piece]:
        """Yield the pieces."""
        self._begin()
        while self._depth:
            match = self._next_token.match(self._data, self._scan)
            if match is None or match[1] == b'"':
                # A text goes on behind what was read, so it is looked at again when there is more.
                if not self._more():
                    raise self._fault()
            else:
                self._scan = match.end()
                yield from self._pieces(match[1])
        self._end()

    @property
    def _next_token(self) -> re.Pattern[bytes]:
        """What finds the next sign by which the level may change or a piece end."""
        if self._depth != (2 if self._container else 1):
            return _BRACKET
        return _MEMBER if self._container else _TOKEN

    def _begin(self) -> None:
        while not self._data.strip(_SPACE):
            if not self._more():
                raise self._fault_in(b"", self._data, 0)
        if self._data.startswith(codecs.BOM_UTF8):
            loads(self._data[: len(codecs.BOM_UTF8)])
        begin = len(self._data) - len(self._data.lstrip(_SPACE))
        if self._data[begin : begin + 1] != b"{":
            while self._more():
                pass
            raise self._fault_in(b"", self._data, 0)
        self._start = self._scan = begin + 1

    def _end(self) -> None:
        """Refuse what stands behind the object."""
        rest = self._data[self._scan :]
        self._start = self._scan
        while not rest.strip(_SPACE) and self._more():
            rest = self._data[self._start :]
        if rest.strip(_SPACE):
            raise self._fault_in(b"{}", rest, self._start)

    def _more(self) -> bool:
        """Read on, letting go of what was given; say whether there was more."""
        self._place.pass_by(self._data[: self._start])
        parts = [self._data[self._start :]]
        self._scan, self._start = max(self._scan - self._start, 0), 0
        size = 0
        while size < _READ and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            size += len(chunk)
        self._data = b"".join(parts)
        if len(self._data) - size > VALUE_LIMIT:
            raise self._too_large(f"{VALUE_LIMIT} bytes")
        return size > 0

    def _pieces(self, token: bytes) -> Iterator[Piece]:
        """What a token ends or begins."""
        base = 2 if self._container else 1
        if token in _OPENS:
            self._depth += 1
            if self._depth == 2 and base == 1:  # noqa: PLR2004 - the level below the whole
                yield from self._descend(token)
        elif self._depth > base:
            self._depth -= 1
        else:
            yield from self._piece(is_last=token != b",")
            if token != b",":
                self._ascend(token)

    def _descend(self, token: bytes) -> Iterator[Piece]:
        """Yield the values of a container one by one, if it is a listed one."""
        named = _KEY.fullmatch(self._data, self._start, self._scan - 1)
        if named is None or self._is_behind:
            return
        (key,) = self._decoded(b"{", named.group() + b"0", b"}")
        if key in self._listed:
            self._once(key)
            self._container, self._opener = key, token
            self._start, self._count = self._scan, 0
            self._keys[1] = set()
            yield Piece("", key, [] if self._opener == b"[" else {})

    def _ascend(self, token: bytes) -> None:
        """Leave a container; a bracket that does not close it is a fault."""
        if token != (b"}" if self._opener == b"{" else b"]"):
            raise self._fault()
        if self._container:
            self._is_behind = True
        self._container, self._opener = "", b"{"
        self._start = self._scan
        self._depth -= 1

    def _piece(self, *, is_last: bool) -> Iterator[Piece]:
        """The piece that ends here."""
        text = self._data[self._start : self._scan - 1]
        is_blank = not text.strip(_SPACE)
        if self._is_behind:
            if not is_blank:
                raise self._fault()
            self._is_behind = False
        elif is_blank and (not is_last or self._count):
            raise self._fault()
        elif not is_blank:
            yield self._made(text)
        if not is_last:
            self._count += 1
            self._start = self._scan

    def _made(self, text: bytes) -> Piece:
        if self._opener == b"[":
            return Piece(self._container, self._count, self._decoded(_BEFORE + b"[", text, b"]}")[_NAME][0])
        if self._container:
            found = self._decoded(_BEFORE + b"{", text, b"}}")[_NAME]
        else:
            found = self._decoded(b"{", text, b"}")
        ((key, value),) = found.items()
        self._once(key)
        return Piece(self._container, key, value)

    def _once(self, key: str) -> None:
        keys = self._keys[1 if self._container else 0]
        if key in keys:
            twice = f'{{"{_escaped(key)}":0,"{_escaped(key)}":0}}'
            loads(twice.encode())
        keys.add(key)

    def _decoded(self, before: bytes, text: bytes, behind: bytes) -> Any:  # noqa: ANN401 - a JSON value of any shape
        if _has_too_many(text):
            raise self._too_large(f"{VALUES_LIMIT} values")
        try:
            return loads(before + _utf8(text) + behind)
        except SerializationError as error:
            raise self._shifted(error, len(before), self._start) from None

    def _fault(self) -> SerializationError | InvalidFormatError:
        """What is wrong with what follows the last whole piece."""
        before = _BEFORE + b"0"
        if not self._is_behind:
            before = before + b"," if self._count else b"{"
            if self._container:
                first = b"0" if self._opener == b"[" else b'"\\u0000":0'
                before = _BEFORE + self._opener + (first + b"," if self._count else b"")
        return self._fault_in(before, self._data[self._start :], self._start)

    def _fault_in(self, before: bytes, text: bytes, start: int) -> SerializationError | InvalidFormatError:
        if _has_too_many(text):
            return self._too_large(f"{VALUES_LIMIT} values")
        try:
            value = loads(before + _utf8(text))
        except SerializationError as error:
            return self._shifted(error, len(before), start)
        return InvalidFormatError("an object", type_of.get(type(value), "something else"))

    def _too_large(self, limit: str) -> SerializationError:
        place = self._place.at(self._data[: self._start])
        return SerializationError(f"a value of at most {limit}", "a larger one: not read from there on", place=place)

    def _shifted(self, error: SerializationError, before: int, start: int) -> SerializationError:
        """The same error, told of its place in the whole text."""
        place = str(error.place)
        if match := _LINE.fullmatch(place):
            line, column = int(match[1]), int(match[2])
            place = self._place.at(self._data[:start], line, column - before if line == 1 else column)
        elif match := _BYTE.fullmatch(place):
            place = f"byte {self._place.byte + start + max(int(match[1]) - before, 0)}"
        return SerializationError(error.expected, error.found, place=place)


class _Place:
    """How far the text was passed by."""

    def __init__(self) -> None:
        self.byte = 0
        self.line = 1
        self.column = 1

    def pass_by(self, text: bytes) -> None:
        """Go on behind *text*."""
        head, newline, tail = text.rpartition(b"\n")
        self.byte += len(text)
        self.line += head.count(b"\n") + len(newline)
        self.column = (1 if newline else self.column) + len(tail.decode("utf-8", "replace"))

    def at(self, text: bytes, line: int = 1, column: int = 1) -> str:
        """Return line and column of a place that is given as counted from the end of *text*."""
        there = _Place()
        there.line, there.column = self.line, self.column
        there.pass_by(text)
        column = there.column + column - 1 if line == 1 else column
        return f"line {there.line + line - 1} column {column}"


def _has_too_many(text: bytes) -> bool:
    return len(text) > VALUES_LIMIT and sum(map(text.count, (b",", b"[", b"{"))) > VALUES_LIMIT


def _utf8(text: bytes) -> bytes:
    return text if text.isascii() else text.decode("utf-8", "replace").encode()


def _escaped(key: str) -> str:
    return compact(key)[1:-1].decode()
