"""To which packet number space a packet belongs, where paths may have spaces of their own."""

from typing import Final, TypeAlias

from atp_tui.engine.qlog.fields import APPLICATION, Data, PathName, text
from atp_tui.engine.qlog.paths import Sharing, sharing

_PARAMETER: Final = "initial_max_"
"""Begins a name that only an event with the transport parameters of an end has."""
_MULTIPATH: Final = ("initial_max_path_id", "enable_multipath", "enable_simple_multipath")

SpaceKey: TypeAlias = tuple[str, PathName]
"""A packet number space: its name, and its path where each path has its own, else 0."""


class SpaceKeys:
    """Works out the packet number spaces of one log."""

    def __init__(self) -> None:
        self.is_unclear = False
        """Whether the log has several paths and does not state whether they share a space."""
        self._parameters: dict[str, Sharing | None] = {}
        self._is_unclear_offer = False
        self._acks_paths = False
        self._stated: Sharing | None = None
        self._first_path: PathName | None = None

    def take_parameters(self, data: Data) -> None:
        """Take the transport parameters of one end."""
        if any(key.startswith(_PARAMETER) for key in data):
            owner = text(data.get("owner")) or text(data.get("initiator"))
            self._parameters[owner[:6]] = sharing(data)
            self._is_unclear_offer |= sharing(data) is None and any(
                data.get(key) not in (None, 0) for key in _MULTIPATH
            )
            self._stated = self._negotiated()

    def _negotiated(self) -> Sharing | None:
        """How packet numbers are counted by the parameters so far, None where they do not state it."""
        found = set(self._parameters.values())
        if self._is_unclear_offer:
            return None
        if found != {Sharing.PER_PATH}:
            # What one end alone offers is not used, and then there is one space.
            return Sharing.SHARED
        return Sharing.PER_PATH if len(self._parameters) > 1 else None

    def take_path_ack(self) -> None:
        """Take that a frame acknowledges packets of one path: each path has its own space."""
        self._acks_paths = True

    def key(self, name: str, path: PathName | None) -> SpaceKey:
        """Return the space of a packet: *name* is that of the space, *path* the one that its event names."""
        if path is None or name != APPLICATION:
            return (name, 0)
        if self._first_path is None:
            self._first_path = path
        stated = Sharing.PER_PATH if self._acks_paths else self._stated
        if stated is Sharing.PER_PATH and isinstance(path, int):
            return (name, path)
        self.is_unclear |= stated is not Sharing.SHARED and path != self._first_path
        return (name, 0)
