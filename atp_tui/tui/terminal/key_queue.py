"""Keys that come faster than they are worked off: each waits until the one before has had its whole effect.

Over a slow line a terminal hands on several keys at once. A key goes to the widget that has the focus when it comes,
so without this the letters typed after ``/`` would act as commands in place of being typed.
"""

import asyncio
from collections import deque
from typing import Any, Final, TypeVar

from textual import events
from textual.app import App

ROUNDS: Final = 10
"""Rounds of the event loop in which nothing may happen before a key counts as worked off."""

LIMIT: Final = 0.25
"""Seconds after which the next key is handed on, whatever goes on."""

ReturnType = TypeVar("ReturnType")


class KeyQueueApp(App[ReturnType]):
    """An app that hands on one key at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.holds_input = False
        """Whether keys and mouse wait until :meth:`hand_on_input`, as there is nothing yet that they could act on."""
        self._held: deque[events.InputEvent] = deque()
        self._keys: deque[events.Key] = deque()
        self._handing: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Queue a key behind those before it; handle any other event at once."""
        if self.holds_input and isinstance(event, events.InputEvent) and not event.is_forwarded:
            self._held.append(event)
        elif isinstance(event, events.Key) and not event.is_forwarded:
            self._keys.append(event)
            if not self.has_keys_waiting:
                self._handing = asyncio.create_task(self._hand_on())
        else:
            await super().on_event(event)

    async def hand_on_input(self) -> None:
        """Hand on what has waited, in the order in which it came."""
        self.holds_input = False
        while self._held:
            await self.on_event(self._held.popleft())

    @property
    def has_keys_waiting(self) -> bool:
        """Whether keys have come that had no effect yet."""
        return bool(self._held) or (self._handing is not None and not self._handing.done())

    async def _hand_on(self) -> None:
        while self._keys:
            try:
                await super().on_event(self._keys.popleft())
            except Exception as error:  # noqa: BLE001 - a task would keep it to itself
                self._handle_exception(error)
                return
            if self._keys or _is_busy(self):
                await _worked_off(self)


async def _worked_off(app: App[Any]) -> None:
    """Wait until for some rounds no part of the program has had a message to work off."""
    end = asyncio.get_running_loop().time() + LIMIT
    quiet = 0
    while app.is_running and quiet < ROUNDS and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0)
        quiet = 0 if _is_busy(app) else quiet + 1


def _is_busy(app: App[Any]) -> bool:
    if app.message_queue_size:
        return True
    screens = app.screen_stack
    return any(node.message_queue_size for screen in screens for node in screen.walk_children(with_self=True))
