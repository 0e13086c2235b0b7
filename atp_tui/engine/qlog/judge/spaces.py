"""The packet number spaces of a connection, and to which of them a packet of some path belongs."""

from typing import Final

from atp_tui.engine.qlog.fields import APPLICATION, Data, PathName, text
from atp_tui.engine.qlog.judge.numbers import NumberSpace
from atp_tui.engine.qlog.paths import Sharing, sharing

_PARAMETER: Final = "initial_max_"
"""Begins a name that only an event with the transport parameters of an end has."""
_MULTIPATH: Final = ("initial_max_path_id", "enable_multipath", "enable_simple_multipath")

MOST_PATHS: Final = 256
"""Paths of a connection whose packet numbers are kept."""


class Spaces:
    """The packet number spaces of one end, by name, and by path where each path has its own."""

    def __init__(self) -> None:
        self.by_key: dict[tuple[str, PathName], NumberSpace] = {}
        self.is_unclear = False
        """Whether the log has several paths and does not state whether they share a space."""
        self._parameters: dict[str, Sharing | None] = {}
        self._is_unclear_offer = False
        self._acks_paths = False
        self._stated: Sharing | None = None
        self._first_path: PathName | None = None

    def take_parameters(self, data: Data) -> None:
        """Take the transport parameters of one end."""
        if any(isinstance(key, str) and key.startswith(_PARAMETER) for key in data):
            owner = text(data.get("owner")) or text(data.get("initiator"))
            self._parameters[owner[:6]] = sharing(data)
            self._is_unclear_offer |= sharing(data) is None and any(key in data for key in _MULTIPATH)
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

    def restart(self) -> None:
        """Begin the numbers of all spaces again, as after a version negotiation."""
        for space in self.by_key.values():
            space.restart()

    def take_path_ack(self) -> None:
        """Take that a frame acknowledges packets of one path: each path has its own space."""
        self._acks_paths = True

    def of(self, name: str, path: PathName | None) -> NumberSpace:
        """Return the space of a packet, made if there is none."""
        key: tuple[str, PathName] = (name, 0)
        if path is not None and name == APPLICATION:
            key = (name, self._path_key(path))
        space = self.by_key.get(key)
        if space is None:
            if len(self.by_key) > MOST_PATHS:
                self.is_unclear = True
                return NumberSpace()
            space = self.by_key[key] = NumberSpace()
        return space

    def _path_key(self, path: PathName) -> PathName:
        if self._first_path is None:
            self._first_path = path
        stated = Sharing.PER_PATH if self._acks_paths else self._stated
        if stated is Sharing.PER_PATH and isinstance(path, int):
            return path
        self.is_unclear |= stated is not Sharing.SHARED and path != self._first_path
        return 0
