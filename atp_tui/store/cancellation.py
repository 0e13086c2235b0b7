"""Ending a long pass over a pack whose result is not wanted any more."""

from collections.abc import Callable


class StoppedError(Exception):
    """The pass was stopped."""


def stops_when(is_stopped: Callable[[], bool]) -> Callable[[float], None]:
    """Return what may be told the progress of a pass, and ends it once *is_stopped* says so.

    Raises:
        StoppedError: when it is called then.
    """

    def tell(_share: float) -> None:
        if is_stopped():
            raise StoppedError

    return tell
