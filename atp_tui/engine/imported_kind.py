"""The kind that an event of a log has in the trace: its name, short where that says as much."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from atp_tui.engine.qlog.names import CANONICAL

_SHORTENED: Final = frozenset({"transport", "connectivity", "recovery", "security"})
"""Categories that almost every event of a log has, and that a row of the explorer has no place for."""

_PARTS: Final = {name: name.partition(":") for name in CANONICAL}
_TIMES: Final = Counter(event for _, _, event in _PARTS.values())

SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        name: event
        for name, (category, _, event) in _PARTS.items()
        if category in _SHORTENED and (_TIMES[event] == 1 or category == "transport")
    }
)
"""The names that are shortened: those of transport, and of other categories where no other event is called so."""


def kind_of(name: str) -> str:
    """Return the kind of an event from its canonical name; other names stay as they are."""
    return SHORT.get(name, name)
