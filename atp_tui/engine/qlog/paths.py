"""Which path an event is about, and whether paths share one space of packet numbers."""

import enum
from typing import Final

from atp_tui.engine.qlog.fields import Data, PathName, whole

_KEYS: Final = ("path_id", "path", "tuple")
_HAS_NONE: Final = frozenset(_KEYS).isdisjoint


class Sharing(enum.StrEnum):
    """How packet numbers are counted where a connection has several paths."""

    PER_PATH = "per path"
    """Each path has its own numbers."""
    SHARED = "shared"
    """All paths have one sequence of numbers."""


def path_name(extra: Data, data: Data) -> PathName | None:
    """Return the path of an event, from its own fields or its data, None where the log does not state it."""
    for fields in (extra, data):
        if not _HAS_NONE(fields):
            for key in _KEYS:
                if (found := _name(fields.get(key))) is not None:
                    return found
    return None


def frame_path(frame: Data) -> PathName | None:
    """Return the path that a frame names in ``path_id``, as PATH_ACK does."""
    return _name(frame.get("path_id"))


def _name(value: object) -> PathName | None:
    if (read := whole(value)) is not None:
        return read
    return value if isinstance(value, str) and value else None


def sharing(parameters: Data) -> Sharing | None:
    """Return what transport parameters say of the numbers of several paths, None where they say nothing.

    Source: draft-ietf-quic-multipath; ``initial_max_path_id`` since version 07, ``enable_multipath`` 1 for one space
    in versions 02 and 03, ``enable_simple_multipath`` in picoquic.
    """
    if whole(parameters.get("initial_max_path_id")) is not None:
        return Sharing.PER_PATH
    enabled = (parameters.get("enable_multipath"), parameters.get("enable_simple_multipath"))
    return Sharing.SHARED if any(each is True or whole(each) == 1 for each in enabled) else None
