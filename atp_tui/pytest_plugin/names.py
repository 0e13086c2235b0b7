"""Names and texts that a pack can carry, made from those of tests."""

import re
from collections.abc import Iterable
from typing import Final

LENGTH: Final = 80
"""Characters that the part of a name may have that comes from a test or a file."""

_OTHER: Final = re.compile(r"[^A-Za-z0-9_.]+")
_OTHER_IN_FILE: Final = re.compile(r"[^A-Za-z0-9_.-]+")
_DOTS: Final = re.compile(r"\.{2,}")


def pack_name(node: str, marks: Iterable[str]) -> str:
    """Return the name of a pack: the file and the function of a test, then what tells packs of one test apart."""
    words = _OTHER.sub("-", node.rpartition("/")[2] if "[" not in node else _file_and_rest(node))
    short = _DOTS.sub(".", words).strip("-._")[:LENGTH].strip("-._") or "test"
    return "-".join((short, *marks))


def _file_and_rest(node: str) -> str:
    """The same where the id has parameters, in which anything may stand."""
    head, _, parameters = node.partition("[")
    return f"{head.rpartition('/')[2]}-{parameters}"


def file_name(name: str) -> str:
    """Return the name of a file in the pack for that of an attached file; its folders become part of it."""
    return _OTHER_IN_FILE.sub("_", name)[-LENGTH:].lstrip("._-") or "file"


def printable(text: str) -> str:
    """Return a text without lone surrogates, which no UTF-8 can carry."""
    return text.encode("utf-8", "backslashreplace").decode()
