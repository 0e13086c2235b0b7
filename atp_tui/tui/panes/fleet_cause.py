"""Runs the kept cause of a group again, and says what it came to."""

import asyncio
from threading import Event as Flag
from typing import Final, Literal

from textual import work
from textual.reactive import var
from textual.widget import Widget

from atp_tui.cells import cut
from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.check_causes import CheckedCause
from atp_tui.fleet.report.causes import WORDS, said
from atp_tui.fleet.rows import GroupRow, Proof
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.messages import GroupsChanged

_NAME: Final = 60
"""Cells of a title in a notice."""

_SEVERITIES: Final[dict[Proof, Literal["information", "warning", "error"]]] = {
    Proof.FAILS: "error",
    Proof.OTHER: "error",
    Proof.PASSES: "information",
    Proof.NOT_RUN: "warning",
}


class GroupCause(Widget):
    """Owns the key that verifies a group: its cause is run in a thread, one at a time.

    Args:
        view: The fleet.
    """

    DEFAULT_CSS = "GroupCause { display: none; }"

    group: var[GroupRow | None] = var(None)
    """The group whose cause is run."""
    is_running: var[bool] = var(False)

    def __init__(self, view: FleetView, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view = view
        self._stop = Flag()

    def on_unmount(self) -> None:
        """Stop the run; nobody waits for its result."""
        self._stop.set()

    @work(group="cause")
    async def action_verify(self) -> None:
        """Run the cause of the group, and say whether it still fails."""
        group = self.group
        if group is None:
            self.notify("no group is selected")
            return
        if self.is_running:
            self.notify("a cause is running; wait for its result", severity="warning")
            return
        self.is_running = True
        self.notify(clean(f"running the cause of {_short(group)} …"), markup=False)
        try:
            checked = await asyncio.to_thread(self._view.check_cause, group, self._stop.is_set)
        except CrashpackError as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        finally:
            self.is_running = False
        if checked is not None:
            self._tell(checked)

    def _tell(self, checked: CheckedCause) -> None:
        proof = checked.result.proof
        words = said(checked)
        text = f"{_short(checked.row)}: {WORDS[proof]}" + (f", {words}" if words else "")
        if self._view.why_read_only and proof is not Proof.NOT_RUN:
            text += f"; the result is not kept: {self._view.why_read_only}"
        self.notify(clean(text), severity=_SEVERITIES[proof], markup=False)
        self.post_message(GroupsChanged(()))


def _short(group: GroupRow) -> str:
    return f"“{cut(clean(group.title), _NAME)}”"
