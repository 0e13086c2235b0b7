"""The edits of the state as steps: listed, gone to, begun from a file, and the state copied."""

import json
from abc import abstractmethod

from atp_tui.clean import clean
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.what_if import WhatIf
from atp_tui.tui.open_options import OpenOptions
from atp_tui.tui.screens.copying import Copying
from atp_tui.tui.screens.history import HistoryScreen


class Stepping(Copying):
    """The part of the main screen that goes through the edits."""

    what_if: WhatIf | None
    options: OpenOptions

    @abstractmethod
    def take_state(self, what_if: WhatIf) -> None:
        """Show a state that the oracle has not yet judged."""

    @abstractmethod
    def tell_no_state(self) -> None:
        """Say that there is no state."""

    def take_given_state(self) -> None:
        """Start from the state with which the pack was opened, as one edit against the record."""
        given = self.options.state
        if given is None:
            return
        if self.what_if is None:
            self.tell_no_state()
        elif (begun := self.what_if.starting_from(given)) is self.what_if:
            said = f"{self.options.state_name} holds the state behind the record; nothing is edited"
            self.notify(clean(said), markup=False)
        else:
            self.take_state(begun)

    def action_history(self) -> None:
        """List the edits."""
        if self.what_if is None:
            self.tell_no_state()
        else:
            self.pane = "state"
            self.app.push_screen(HistoryScreen(self.what_if), self._go_to_step)

    def _go_to_step(self, step: int | None) -> None:
        if step is not None and self.what_if is not None and step != self.what_if.step:
            self.take_state(self.what_if.at_step(step))

    def action_copy_state(self) -> None:
        """Copy the state as it is now as JSON."""
        if self.what_if is None:
            self.tell_no_state()
        else:
            self.copy_text("the state as JSON", state_text(self.what_if.state))


def state_text(state: TransferState) -> str:
    """Return a state as JSON in ASCII, as ``open --state`` and ``oracle`` read it; what else it holds are escapes."""
    fields = {name: getattr(state, name) for name in TransferState.model_fields}
    return json.dumps(fields, indent=2).replace("\x7f", "\\u007f")
