"""The features of a run of the lab: its armed faults, and the range that each numeric option is in.

Features are what the influences on a group are measured by. A run has them as a bit mask; which bit is which feature is
a table of the database, so that rows of older programs keep their meaning.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from atp_tui.lab.fault_table import FAULTS

EDGES: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "size": (4_096, 65_536),
        "paths": (2, 3),
        "replicas": (2, 3),
        "jitter_ms": (1, 10),
        "loss": (0.005, 0.05, 0.2),
        "reorder": (0.005, 0.05),
        "repair": (0.2, 0.6, 1.5),
        "window": (2, 8),
        "storm": (0.5,),
        "dark_ms": (200, 1_000),
        "dark_paths": (2,),
        "deadline_s": (1, 5),
    }
)
"""Where the ranges of each numeric option begin, beside the lowest one."""

OPTIONS_LIMIT: Final = 64 << 10
"""Characters that the options of a pack may have."""


class Feature(NamedTuple):
    """An armed fault, or a range of an option."""

    option: str
    """The option; a fault is one by its own name."""
    label: str
    """In words: ``torn-journal`` or ``0.05 <= loss < 0.2``."""


def _ranges(option: str, edges: tuple[float, ...]) -> Iterable[Feature]:
    yield Feature(option, f"{option} < {edges[0]:g}")
    for low, high in pairwise(edges):
        yield Feature(option, f"{low:g} <= {option} < {high:g}")
    yield Feature(option, f"{option} >= {edges[-1]:g}")


FEATURES: Final[tuple[Feature, ...]] = (
    *(Feature(name, name) for name in FAULTS),
    *(feature for option, edges in EDGES.items() for feature in _ranges(option, edges)),
)
"""All features; :func:`features_of` returns their places in this table as bits."""

_PLACES: Final = {feature.label: place for place, feature in enumerate(FEATURES)}
_FIRST: Final = {option: _PLACES[f"{option} < {edges[0]:g}"] for option, edges in EDGES.items()}


def read_options(text: str) -> Mapping[str, object]:
    """Return the options of a run from the metadata of a pack; empty where they are no JSON object, or a large one."""
    if not text or len(text) > OPTIONS_LIMIT:
        return {}
    try:
        found = msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.MsgspecError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def features_of(options: Mapping[str, object]) -> int | None:
    """Return the features of a run as a bit mask, or None where there are no options."""
    if not options:
        return None
    faults = options.get("faults")
    mask = 0
    for name in faults if isinstance(faults, list) else ():
        if isinstance(name, str) and name in FAULTS:
            mask |= 1 << _PLACES[name]
    for option, edges in EDGES.items():
        value = options.get(option)
        if isinstance(value, int | float) and not isinstance(value, bool):
            mask |= 1 << _FIRST[option] + bisect_right(edges, value)
    return mask
