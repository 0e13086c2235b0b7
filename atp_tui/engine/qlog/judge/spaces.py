"""The packet number spaces in which one end sends."""

from typing import Final

from atp_tui.engine.qlog.fields import PathName
from atp_tui.engine.qlog.judge.numbers import NumberSpace
from atp_tui.engine.qlog.space_keys import SpaceKey, SpaceKeys

MOST_SPACES: Final = 256
"""Packet number spaces of a connection that are kept."""


class Spaces(SpaceKeys):
    """The packet number spaces of one end, by name, and by path where each path has its own."""

    def __init__(self) -> None:
        super().__init__()
        self.by_key: dict[SpaceKey, NumberSpace] = {}

    def restart(self) -> None:
        """Begin the numbers of all spaces again, as after a version negotiation."""
        for space in self.by_key.values():
            space.restart()

    def of(self, name: str, path: PathName | None) -> NumberSpace:
        """Return the space of a packet, made if there is none."""
        key = (name, 0) if path is None else self.key(name, path)
        space = self.by_key.get(key)
        if space is None:
            if len(self.by_key) >= MOST_SPACES:
                self.is_unclear = True
                return NumberSpace()
            space = self.by_key[key] = NumberSpace()
        return space
