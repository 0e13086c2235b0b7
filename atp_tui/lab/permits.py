"""What a transfer owes: permits that must be settled, and operations that must come to an end."""

from dataclasses import dataclass

import trio

from atp_tui.lab.trace import Recorder


@dataclass(slots=True)
class Permit:
    """An obligation: whoever opens it must settle it."""

    name: str
    holder: int
    """Number of the task that opened it."""
    is_settled: bool = False


class Permits:
    """All permits of a run."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._opened: list[Permit] = []

    def open(self, name: str) -> Permit:
        """Open a permit that the current task holds."""
        permit = Permit(name, self._recorder.number_of(trio.lowlevel.current_task()))
        self._opened.append(permit)
        self._recorder.say("PermitOpened", f"permit for {name} opened by T{permit.holder}")
        return permit

    def settle(self, permit: Permit, how: str) -> None:
        """Settle a permit."""
        permit.is_settled = True
        self._recorder.say("PermitSettled", f"permit for {permit.name} settled: {how}")

    def leaked(self) -> tuple[Permit, ...]:
        """Return the permits that are open and that nobody can settle any more, because their holders have ended."""
        return tuple(
            permit for permit in self._opened if not permit.is_settled and permit.holder in self._recorder.ended
        )


class Operations:
    """All operations of a run: begun, and then done or given up."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._pending: dict[str, None] = {}

    def begin(self, name: str) -> None:
        """Begin an operation."""
        self._pending[name] = None
        self._recorder.say("OperationBegun", f"operation begun: {name}")

    def done(self, name: str) -> None:
        """End an operation that did what it should."""
        del self._pending[name]
        self._recorder.say("OperationDone", f"operation done: {name}")

    def give_up(self, name: str) -> None:
        """End an operation that is no longer wanted; after the end of the transfer that counts no more."""
        if self._recorder.is_closed:
            return
        del self._pending[name]
        self._recorder.say("OperationGivenUp", f"operation given up: {name}")

    def pending(self) -> tuple[str, ...]:
        """Return the operations that were begun and neither done nor given up."""
        return tuple(self._pending)
