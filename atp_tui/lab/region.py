"""Regions: nurseries whose life is written down."""

from types import TracebackType
from typing import Any, Self

import trio

from atp_tui.lab.trace import Recorder


class Region:
    """A nursery that tells the trace when it is made, closes, is cancelled and is closed; used with ``async with``."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._manager = trio.open_nursery()
        self._is_cancelled = False

    async def __aenter__(self) -> Self:
        self._nursery = await self._manager.__aenter__()
        name, parent = self._recorder.open_region(self._nursery)
        self._data = {"Region": {"region": name, "parent": parent}}
        self._recorder.write("RegionCreated", self._data)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        self._recorder.write("RegionCloseBegin", self._data)
        try:
            swallowed = await self._manager.__aexit__(kind, error, traceback)
        except trio.Cancelled:
            self._recorder.write("RegionCancelled", self._data)
            raise
        self._recorder.write("RegionCloseComplete", self._data)
        return swallowed

    def start(self, function: Any, *arguments: object) -> None:  # noqa: ANN401 - trio's own type is variadic
        """Start a task in the region."""
        self._nursery.start_soon(function, *arguments)

    def cancel(self) -> None:
        """Cancel all tasks of the region."""
        if not self._is_cancelled:
            self._is_cancelled = True
            self._recorder.write("RegionCancelled", self._data)
            self._nursery.cancel_scope.cancel()


async def checkpoint(recorder: Recorder, text: str) -> None:
    """Yield to other tasks, at a place that the trace marks."""
    recorder.say("Checkpoint", text)
    await trio.lowlevel.checkpoint()
