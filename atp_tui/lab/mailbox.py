"""Where what arrives waits for the task that reads it."""

from collections.abc import Callable
from typing import NamedTuple

import trio

from atp_tui.lab.message import Message, Symbol


class Letter(NamedTuple):
    """Something that arrived."""

    path: int
    replica: int
    content: Message | Symbol


class Mailbox:
    """Letters in the order in which they arrived; of the raced copies of a message only the first."""

    def __init__(self) -> None:
        self._letters: list[Letter] = []
        self._reader = trio.lowlevel.ParkingLot()
        self._newest: dict[int, int] = {}

    def slot(self, path: int, replica: int) -> Callable[[int, Message | Symbol], None]:
        """Return what puts things from one link into the mailbox."""

        def deliver(number: int, content: Message | Symbol) -> None:
            # Each link gives messages in order, so a number that is not new is a copy.
            if not isinstance(content, Symbol):
                if number <= self._newest.get(replica, 0):
                    return
                self._newest[replica] = number
            self._letters.append(Letter(path, replica, content))
            self._reader.unpark()

        return deliver

    async def letters(self) -> list[Letter]:
        """Wait until something has arrived and return all of it."""
        while not self._letters:
            await self._reader.park()
        letters, self._letters = self._letters, []
        return letters
