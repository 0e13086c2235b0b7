"""The one place that writes: data to stdout, messages to stderr, neither with a control character."""

import errno
import io
import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TextIO

from atp_tui.clean import CleanText, clean

if TYPE_CHECKING:
    import msgspec

    from atp_tui.report.tone import Line, Part

_COLOURLESS: Final = frozenset({"", "dumb", "unknown"})
"""Types of terminals that show no colours."""


_BATCH: Final = 1 << 16
"""Bytes that are written at once."""

_PIECE: Final = 1_000
"""Values that are encoded in one piece."""

_SCALARS: Final = frozenset({str, CleanText, int, float, bool, type(None)})


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError


_encode: Final = json.JSONEncoder(ensure_ascii=False, default=_plain).encode


class StdoutError(Exception):
    """Stdout takes no data; no command can go on after that.

    Args:
        error: What the system said.
    """

    def __init__(self, error: OSError) -> None:
        super().__init__((error.strerror or "an error").lower())
        self.is_closed_pipe = error.errno == errno.EPIPE


def print_line(text: str) -> None:
    """Write one line of data, clean; all that print raise :class:`StdoutError` where stdout takes none."""
    print_lines((text,))


def print_lines(lines: Iterable[str]) -> None:
    """Write lines of data, each clean."""
    _write(clean(line).encode() + b"\n" for line in lines)


def print_toned(lines: Iterable["Line"]) -> None:
    """Write lines of data, each clean, with the colours of their parts where stdout shows colours."""
    is_coloured = shows_colours()
    written = (b"".join(_toned(part) if is_coloured else clean(part.text).encode() for part in line) for line in lines)
    _write(line + b"\n" for line in written)


def shows_colours() -> bool:
    """Return whether stdout is a terminal with colours that nobody asked to do without (NO_COLOR)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in _COLOURLESS


def print_json(value: Any) -> None:  # noqa: ANN401 - a JSON value of any shape
    """Write a JSON value; what cannot be seen stands as an escape, so that the text stays whole and harmless.

    Args:
        value: Maps from texts, lists, texts, numbers, True, False, None, and encoded JSON as ``msgspec.Raw``; an
            iterator is an array, written as it comes.
    """
    _write(_json_parts(value))
    _write((b"\n",))


def _json_parts(value: Any, newline: bytes = b"\n") -> Iterator[bytes]:  # noqa: ANN401 - as above
    """Yield the text of a JSON value as ``json.dumps`` with an indent of 2 gives it, in pieces and visible."""
    import msgspec

    if isinstance(value, Mapping):
        opening, closing, members = b"{", b"}", ((_visible(key) + b": ", member) for key, member in value.items())
    elif isinstance(value, list | tuple | Iterator):
        opening, closing, members = b"[", b"]", ((b"", member) for member in value)
    else:
        yield _encoded(value, newline) if isinstance(value, msgspec.Raw) else _visible(value)
        return
    before, inner = opening, newline + b"  "
    for key, member in members:
        whole = None if key else _whole(member, inner)
        yield before + inner + key + (whole or b"")
        if whole is None:
            yield from _json_parts(member, inner)
        before = b","
    yield opening + closing if before == opening else newline + closing


def _whole(value: Any, newline: bytes) -> bytes | None:  # noqa: ANN401 - as above
    """The text of a value in one piece; None where it is large, has an iterator, or a number without a text in JSON."""
    # Value by value, each one passes through the generators of all levels above it.
    import msgspec

    if isinstance(value, msgspec.Raw):
        return _encoded(value, newline)
    if not _is_small(value):
        return None
    try:
        return _indented(_visible(value), newline)
    except (TypeError, msgspec.DecodeError):
        return None


def _encoded(value: "msgspec.Raw", newline: bytes) -> bytes:
    data = bytes(value)
    # Of the ASCII characters that cannot be seen, an encoder escapes all but DEL.
    is_visible = data.isascii() and b"\x7f" not in data
    return _indented(data if is_visible else visible_json(data.decode()).encode(), newline)


def _indented(data: bytes, newline: bytes) -> bytes:
    import msgspec

    return msgspec.json.format(data, indent=2).replace(b"\n", newline)


def _visible(value: object) -> bytes:
    """The text of a JSON value in one piece, visible."""
    return visible_json(_encode(value)).encode()


def _is_small(value: object) -> bool:
    """Whether a value has at most :data:`_PIECE` values, so that its text in one piece takes little memory."""
    count, pending = 0, [value]
    while pending and count <= _PIECE:
        found = pending.pop()
        # A dict is known by its type in a tenth of the time that asking for a mapping takes.
        if type(found) is dict or isinstance(found, Mapping):
            members: Collection[object] = found.values()
        else:
            members = found if isinstance(found, list | tuple) else ()
        count += 1 + len(members)
        if count <= _PIECE:
            pending += [each for each in members if type(each) not in _SCALARS]
    return count <= _PIECE


def print_document(chunks: Iterable[bytes]) -> None:
    """Write a JSON document to the byte; on a terminal what cannot be seen stands as an escape."""
    if not sys.stdout.isatty():
        _write(chunks)
    else:
        _write((visible_json(b"".join(chunks).decode()).encode(), b"\n"))


def flush() -> None:
    """Send what was printed on its way."""
    try:
        sys.stdout.flush()
    except OSError as error:
        raise StdoutError(error) from None


class RelayedStdout(io.RawIOBase):
    """Stdout for the bytes of another program, which go on to be read after stdout has failed."""

    def __init__(self) -> None:
        super().__init__()
        self._error: OSError | None = None

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever holds bytes
        """Write bytes at once.

        Raises:
            OSError: stdout takes none.
        """
        try:
            # Below the buffer: its lock would be held by a thread that waits for a slow reader.
            written = getattr(sys.stdout.buffer, "raw", sys.stdout.buffer).write(data)
        except OSError as error:
            self._error = self._error or error
            raise
        return written

    def check(self) -> None:
        """Raise :class:`StdoutError` if any write has failed."""
        if self._error is not None:
            raise StdoutError(self._error)


def say(text: str) -> None:
    """Write one line to stderr, clean; where stderr takes none there is nobody left to tell."""
    say_all((f"atp-tui: {text}",))


def say_in_place(text: str) -> None:
    """Write text over the line of stderr that was written so before; for a terminal only."""
    try:
        sys.stderr.buffer.write(b"\r\x1b[K" + clean(text).encode())
        sys.stderr.buffer.flush()
    except OSError:
        let_go(sys.stderr)


def say_all(lines: Iterable[str]) -> None:
    """Write lines to stderr as they are but clean; else as :func:`say`."""
    try:
        sys.stderr.buffer.writelines(clean(line).encode() + b"\n" for line in lines)
        sys.stderr.buffer.flush()
    except OSError:
        let_go(sys.stderr)


def let_go(stream: TextIO) -> None:
    """Point a stream that takes no data to nowhere, so that Python does not fail on it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def visible_json(text: str) -> str:
    """Return a JSON text with what cannot be seen as escapes; only strings can hold such characters."""
    if text.isascii() and (text.isprintable() or text.replace("\n", "").isprintable()):
        return text
    return "".join(
        character if character == "\n" or clean(character) == character else _escape(character) for character in text
    )


def _write(chunks: Iterable[bytes]) -> None:
    """Write chunks, many at once; what was made before making them failed or was ended is written as well."""
    pending: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            pending.append(chunk)
            size += len(chunk)
            if size >= _BATCH:
                ready, pending, size = pending, [], 0
                _send(ready)
    finally:
        _send(pending)


def _send(chunks: list[bytes]) -> None:
    left = memoryview(b"".join(chunks))
    try:
        while left:
            # Without a buffer, which PYTHONUNBUFFERED takes away, a write ends early where the process was stopped.
            written = sys.stdout.buffer.write(left)
            if not written:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            left = left[written:]
    except OSError as error:
        raise StdoutError(error) from None


def _toned(part: "Part") -> bytes:
    text = clean(part.text).encode()
    return b"\x1b[%sm%s\x1b[0m" % (part.tone.value.encode(), text) if part.tone.value else text


def _escape(character: str) -> str:
    return json.dumps(character)[1:-1] if ord(character) > 0x7F else f"\\u{ord(character):04x}"  # noqa: PLR2004
