"""The bytes of a source, of which a window is held, and JSON values found in it by their brackets."""

import re
from collections.abc import Iterable
from typing import Final

BLOCK: Final = 1 << 18
"""Bytes that are read at once."""

MAX_VALUE: Final = 4 << 20
"""Bytes of one record, event or header value; a larger one is skipped."""

MAX_LEVELS: Final = 1000
"""Levels of a value of which the end is looked for."""

_SPACE: Final = re.compile(rb"[ \t\n\r]*+")
_COMMAS: Final = re.compile(rb"[ \t\n\r,]*+")
_BRACKET: Final = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+([\[{]++|[\]}]++)', re.DOTALL)
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_STRING_REST: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_SCALAR: Final = re.compile(rb'[^ \t\n\r,"\[\]{}:]*+')
_TOKEN: Final = re.compile(rb'"|[\[{]++|[\]}]++')
_CONTAINERS_AND_STRINGS: Final = frozenset({b"{", b"[", b'"'})
_OPENS: Final = frozenset(b"[{")


class EndOfSource(Exception):  # noqa: N818 - the end is no error
    """The source has no more bytes where more are needed."""


class TooDeepError(EndOfSource):
    """A value has more than :data:`MAX_LEVELS` levels, so its end is not looked for."""


class Window:
    """Reads chunks in blocks, and forgets what is before its place.

    Args:
        chunks: The source, in any cut.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.data = b""
        """What is held."""
        self.base = 0
        """The offset of the first byte held."""
        self.at = 0
        """The place in ``data``."""

    @property
    def offset(self) -> int:
        """The offset of the place in the source."""
        return self.base + self.at

    def more(self) -> bool:
        """Forget what is before the place and read another block; return whether there was one."""
        parts = [self.data[self.at :]]
        self.base += self.at
        self.at = 0
        size = 0
        while size < BLOCK and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            size += len(chunk)
        if size:
            self.data = b"".join(parts)
        else:
            self.data = parts[0]
        return size > 0

    def hold(self, size: int) -> None:
        """Hold so many bytes from the place on, or all to the end."""
        while len(self.data) - self.at < size and self.more():
            pass

    def peek(self) -> bytes:
        """Skip white space and return the next byte, without passing it.

        Raises:
            EndOfSource: nothing else follows.
        """
        while True:
            match = _SPACE.match(self.data, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.data):
                return self.data[self.at : self.at + 1]
            if not self.more():
                raise EndOfSource

    def pass_commas(self) -> None:
        """Pass the commas and the white space at the place, as far as they are held."""
        self.at = self._simple_end(_COMMAS)

    def value(self) -> bytes | None:
        """Pass the JSON value at the place, which must not be white space, and return its text.

        Returns:
            None where it is larger than :data:`MAX_VALUE`. Only brackets and strings count: it may still be no JSON.

        Raises:
            EndOfSource: the source ends inside of it; the place is still before it.
        """
        end = self.value_end()
        if end is None:
            self.skip_value()
            return None
        text = self.data[self.at : end]
        self.at = end
        return text

    def value_end(self) -> int | None:
        """Return where in ``data`` the value at the place ends; errors and None as for :meth:`value`."""
        if self.at >= len(self.data) and not self.more():
            raise EndOfSource
        first = self.data[self.at : self.at + 1]
        if first in (b"{", b"["):
            end = self._bracket_end()
        else:
            end = self._string_end() if first == b'"' else self._scalar_end()
        return None if end is None or end - self.at > MAX_VALUE else end

    def skip_value(self) -> None:
        """Pass the value at the place, whatever its size, holding a block or two; errors as for :meth:`value`."""
        if self.data[self.at : self.at + 1] in _CONTAINERS_AND_STRINGS:
            self._skip()
            return
        while (end := self._simple_end(_SCALAR)) == len(self.data):
            self.at = end
            if not self.more():
                return
        self.at = end

    def _string_end(self) -> int | None:
        while (match := _STRING.match(self.data, self.at)) is None:
            if len(self.data) - self.at > MAX_VALUE:
                return None
            if not self.more():
                raise EndOfSource
        return match.end()

    def _scalar_end(self) -> int | None:
        while (end := self._simple_end(_SCALAR)) == len(self.data):
            if end - self.at > MAX_VALUE:
                return None
            if not self.more():
                return len(self.data)
        return end

    def _simple_end(self, pattern: re.Pattern[bytes]) -> int:
        match = pattern.match(self.data, self.at)
        return match.end() if match else self.at

    def _bracket_end(self) -> int | None:
        depth, place = 0, self.at
        while True:
            while (match := _BRACKET.match(self.data, place)) is not None:
                run, place = match[1], match.end()
                if run[0] in _OPENS:
                    depth += len(run)
                    if depth > MAX_LEVELS:
                        raise TooDeepError
                elif len(run) >= depth:
                    return place - len(run) + depth
                else:
                    depth -= len(run)
            if len(self.data) - self.at > MAX_VALUE:
                return None
            place -= self.at
            if not self.more():
                raise EndOfSource

    def _skip(self) -> None:
        depth, in_string = 0, False
        while True:
            if in_string:
                self.at = self._simple_end(_STRING_REST)
                if self.data[self.at : self.at + 1] == b'"':
                    self.at += 1
                    in_string = False
            else:
                depth, in_string = self._skip_brackets(depth)
            if not in_string and depth <= 0:
                return
            if self.at >= len(self.data) - 1 and not self.more():
                raise EndOfSource

    def _skip_brackets(self, depth: int) -> tuple[int, bool]:
        for match in _TOKEN.finditer(self.data, self.at):
            self.at = match.end()
            run = match.group()
            if run == b'"':
                return depth, True
            if run[0] in _OPENS:
                depth += len(run)
            elif len(run) >= depth:
                self.at -= len(run) - depth
                return 0, False
            else:
                depth -= len(run)
        self.at = len(self.data)
        return depth, False
