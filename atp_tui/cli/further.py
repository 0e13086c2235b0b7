"""What a command says of a pack beside its report."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Further(NamedTuple):
    """What is said of a pack beside its report."""

    object: Mapping[str, Any]
    lines: Iterable[str]
    exit_code: int
