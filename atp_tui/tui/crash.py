"""An app that fails without showing anything of the pack: the error goes to who started it."""

from typing import TypeVar

from rich.console import RenderableType
from textual.app import App
from textual.worker import WorkerFailed

ReturnType = TypeVar("ReturnType")


class QuietlyFailing(App[ReturnType]):
    """An app that keeps what it fails with; Textual would print it with the values of the pack.

    Source: SAFETY.md, "Text from a pack", on crashes.
    """

    failure: Exception | None = None
    """What ended the app, where it was an error."""

    def _handle_exception(self, error: Exception) -> None:
        """Keep the first error and end."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            cause = error.error if isinstance(error, WorkerFailed) else error
            self.failure = cause if isinstance(cause, Exception) else error
        self._close_messages_no_wait()

    def panic(self, *_renderables: RenderableType) -> None:
        """End without showing anything."""
        self._handle_exception(RuntimeError("the app gave up"))
