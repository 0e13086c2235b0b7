"""A search that can be paused, stopped and given up from another thread, with a clock that stands still in a pause."""

import time
from collections.abc import Callable
from threading import Condition
from typing import Final

_LOOK_EVERY: Final = 0.2
"""Seconds after which a pause asks again whether it is still wanted."""


class RunControl:
    """What the person in front of the screen wants of a search in a worker.

    Args:
        clock: Gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = Condition()
        self._paused_at: float | None = None
        self._lost = 0.0
        self._is_writing = False
        self.is_stopped = False
        """Whether it is to end with the best so far."""
        self.is_given_up = False
        """Whether nothing is to be written."""

    @property
    def is_paused(self) -> bool:
        """Whether it is to wait."""
        return self._paused_at is not None

    @property
    def is_over(self) -> bool:
        """Whether it is to end, with or without a result."""
        return self.is_stopped or self.is_given_up

    def seconds(self) -> float:
        """Return seconds on a clock that stands still in a pause."""
        with self._changed:
            return (self._clock() if self._paused_at is None else self._paused_at) - self._lost

    def toggle(self) -> None:
        """Pause, or go on."""
        with self._changed:
            if self._paused_at is None:
                self._paused_at = self._clock()
            else:
                self._go_on()

    def stop(self) -> None:
        """End with the best so far."""
        with self._changed:
            self.is_stopped = True
            self._go_on()

    def give_up(self) -> bool:
        """End without a result; say no where it is being written already."""
        with self._changed:
            self.is_given_up = not self._is_writing
            self._go_on()
            return self.is_given_up

    def begin_writing(self) -> bool:
        """Return whether the result is wanted; from then on it cannot be discarded."""
        with self._changed:
            self._is_writing = not self.is_given_up
            return self._is_writing

    def wait(self) -> None:
        """Wait in the worker for as long as it is paused."""
        with self._changed:
            while self._paused_at is not None:
                self._changed.wait(_LOOK_EVERY)

    def _go_on(self) -> None:
        if self._paused_at is not None:
            self._lost += self._clock() - self._paused_at
            self._paused_at = None
        self._changed.notify_all()
