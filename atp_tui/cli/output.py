"""The one place that writes: data to stdout, messages to stderr, neither with a control character."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from atp_tui.clean import clean


def print_line(text: str) -> None:
    """Write one line of data, clean."""
    sys.stdout.buffer.write(clean(text).encode() + b"\n")


def print_json(value: Any) -> None:  # noqa: ANN401 - a JSON value of any shape
    """Write a JSON value; what cannot be seen stands as an escape, so that the text stays whole and harmless."""
    sys.stdout.buffer.write(visible_json(json.dumps(value, ensure_ascii=False, indent=2)).encode() + b"\n")


def print_document(chunks: Iterable[bytes]) -> None:
    """Write a JSON document to the byte; on a terminal what cannot be seen stands as an escape."""
    if not sys.stdout.isatty():
        sys.stdout.buffer.writelines(chunks)
        return
    sys.stdout.buffer.write(visible_json(b"".join(chunks).decode()).encode() + b"\n")


def say(text: str) -> None:
    """Write one line to stderr, clean."""
    sys.stderr.buffer.write(clean(f"atp-tui: {text}").encode() + b"\n")
    sys.stderr.buffer.flush()


def visible_json(text: str) -> str:
    """Return a JSON text with what cannot be seen as escapes; only strings can hold such characters."""
    if text.replace("\n", "").isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        character if character == "\n" or clean(character) == character else _escape(character) for character in text
    )


def _escape(character: str) -> str:
    return json.dumps(character)[1:-1] if ord(character) > 0x7F else f"\\u{ord(character):04x}"  # noqa: PLR2004
