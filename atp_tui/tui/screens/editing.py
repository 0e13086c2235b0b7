"""The state edited, judged again, and saved as a new pack."""

import os
from pathlib import Path
from typing import Final

from textual import on, work
from textual.content import Content

from atp_tui.clean import clean, is_clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.oracle.recorded_state import known_state
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.record import Crashpack
from atp_tui.engine.what_if import Change, WhatIf, change
from atp_tui.report.model import verdict, violation_rows
from atp_tui.store.edited import edited_files
from atp_tui.store.pack import Pack
from atp_tui.store.writer import write_pack
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.messages import PackSaved, RanAgain, SaveFailed, StateEdited
from atp_tui.tui.panes.state import StatePane
from atp_tui.tui.screens.prompt import PromptScreen
from atp_tui.tui.screens.stepping import Stepping
from atp_tui.tui.widgets.banner import Banner

_NO_STATE: Final = "no oracle result, so no state to judge"


class Editing(Stepping):
    """The part of the main screen that asks what if."""

    change: Change | None
    changed: Crashpack | None
    oracle_name: str

    def __init__(self) -> None:
        super().__init__()
        self._oracle = 0
        self._edited: dict[int, WhatIf] = {}
        """The states that were looked at, with their edits, by the number of the oracle's result."""
        self._saved: set[TransferState] = set()

    def take_oracle(self, index: int) -> None:
        """Take the state behind the result of an oracle."""
        results = self.pack.crashpack.oracle_results if self.pack else ()
        if self.pack is None or not results:
            return
        self._oracle = index % len(results)
        result = results[self._oracle]
        self.take_state(self._edited.get(self._oracle) or WhatIf(result, known_state(result, self.pack.states)))

    def take_state(self, what_if: WhatIf) -> None:
        """Show a state that the oracle has not yet judged."""
        self.what_if, self.change, self.changed = what_if, None, None
        self._edited[self._oracle] = what_if
        self.oracle_name = what_if.recorded.oracle_name
        banner = self.query_one(Banner)
        if not what_if.changed_fields:
            banner.hide()
            return
        fields = ", ".join(what_if.changed_fields)
        started = self.options.state is not None and what_if.edits[:1] == (self.options.state,)
        source = f"started from {self.options.state_name}: " if started else ""
        run, undo = self.options.keymap.shown("state.run"), self.options.keymap.shown("state.undo")
        banner.show(Content(clean(f"WHAT IF  {source}{fields} edited; {run} runs the oracle again, {undo} undoes")))

    def action_next_oracle(self) -> None:
        """Take the state behind the next oracle's result; what was edited of the one before is kept."""
        self.pane = "state"
        results = self.pack.crashpack.oracle_results if self.pack else ()
        if len(results) > 1:
            self.take_oracle(self._oracle + 1)
        else:
            self.notify("this pack has one oracle result" if results else "this pack has no oracle result")

    def action_edit(self) -> None:
        """Edit the highlighted field of the state."""
        self.pane = "state"
        if self.what_if is None:
            self.tell_no_state()
        else:
            self.query_one(StatePane).edit()

    def tell_no_state(self) -> None:
        """Say that there is no state."""
        self.notify(_NO_STATE)

    @on(StateEdited)
    def take_edit(self, event: StateEdited) -> None:
        """Show the edited state."""
        self.take_state(event.what_if)

    def action_undo(self) -> None:
        """Undo the newest edit."""
        self._step(self.what_if.undo() if self.what_if else None, "nothing to undo")

    def action_redo(self) -> None:
        """Do the undone edit again."""
        self._step(self.what_if.redo() if self.what_if else None, "nothing to do again")

    def _step(self, what_if: WhatIf | None, otherwise: str) -> None:
        if what_if is None or what_if is self.what_if:
            self.notify(clean(otherwise), markup=False)
        else:
            self.take_state(what_if)

    def action_run_again(self) -> None:
        """Run the oracle again on the state as it is now."""
        if self.what_if is None:
            self.tell_no_state()
            return
        self.pane = "state"
        self.run_oracle(self.what_if)

    @work(thread=True, exclusive=True, group="oracle")
    def run_oracle(self, what_if: WhatIf) -> None:
        """Let the oracle judge a state."""
        self.post_message(RanAgain(what_if, change(what_if.recorded, what_if.result)))

    @on(RanAgain)
    def show_change(self, event: RanAgain) -> None:
        """Show what the oracle says now against the record."""
        if self.pack is None or event.what_if is not self.what_if:
            return
        self.changed = event.what_if.record(self.pack.crashpack)
        self.change = event.change
        self.query_one(Banner).show(_banner(self.pack.crashpack, self.changed, event, self.options.keymap))

    def action_save(self) -> None:
        """Ask for a directory and save the edited run there."""
        if self.pack is None or self.what_if is None or not self.what_if.changed_fields:
            key = self.options.keymap.shown("state.edit")
            self.notify(clean(f"nothing to save: {key} edits the state first"), markup=False)
            return
        name = self.what_if.recorded.oracle_name
        question = f"Save the run with the edited state of oracle {name} as a new pack in which directory?"
        self.app.push_screen(PromptScreen(question, suggested_target(self.pack.path), target_fault), self._save)

    def _save(self, answer: str | None) -> None:
        if answer and self.pack is not None and self.what_if is not None:
            self.write_edited(self.pack, self.what_if, typed_target(answer))

    @work(thread=True, exclusive=True, group="save")
    def write_edited(self, pack: Pack, what_if: WhatIf, path: str) -> None:
        """Write the edited run as a new pack."""
        try:
            write_pack(path, edited_files(pack, what_if))
        except CrashpackError as error:
            self.post_message(SaveFailed(error))
        else:
            self.post_message(PackSaved(path, what_if))

    @on(PackSaved)
    def tell_saved(self, event: PackSaved) -> None:
        """Tell where the new pack is."""
        self._saved.add(event.what_if.state)
        self.notify(clean(f"saved: {event.path}; nine files and transfer-state.json"), markup=False)

    @property
    def unsaved(self) -> str:
        """Which edits would be lost, as a sentence; empty where there are none."""
        named = [self._edited[index].recorded.oracle_name for index in self._unsaved()]
        if not named or self.pack is None:
            return ""
        return f"The edited state of {', '.join(named)} in {self.pack.path} is not saved."

    def _unsaved(self) -> list[int]:
        """The numbers of the results whose edited state was not saved."""
        return [
            index
            for index, what_if in sorted(self._edited.items())
            if what_if.changed_fields and what_if.state not in self._saved
        ]

    def take_unsaved(self) -> None:
        """Take the state of the first oracle whose edits are not saved."""
        if (found := self._unsaved()) and self._oracle not in found:
            self.take_oracle(found[0])

    @on(SaveFailed)
    def tell_not_saved(self, event: SaveFailed) -> None:
        """Tell why nothing was written."""
        self.notify(str(event.error), severity="error", markup=False, timeout=10)


def suggested_target(path: str) -> str:
    """Return where an edited run of the pack at *path* may go: beside it; nothing where that cannot be typed."""
    named = Path(path)
    target = f"{named if named.name not in ('', '..') else named.resolve()}-what-if"
    return target if is_clean(target) else ""


def typed_target(typed: str) -> str:
    """Return the directory that was typed; one in the home directory may begin with ``~/``."""
    return str(Path.home() / typed[2:]) if typed.startswith("~/") else typed


def target_fault(typed: str) -> str:
    """Return what is wrong with the directory to save in, empty when nothing is known to be."""
    return "it exists already; choose another name" if os.path.lexists(typed_target(typed)) else ""


def _banner(before: Crashpack, after: Crashpack, event: RanAgain, keymap: Keymap) -> Content:
    """Verdict and Bayes factor, before and after, in one row."""
    verdicts = " -> ".join(verdict(pack.passed, violation_rows(pack)) for pack in (before, after))
    moved = f"{event.what_if.recorded.oracle_name} log10 BF {event.change.log10_bf_before:+.2f} -> "
    moved += f"{event.change.log10_bf_after:+.2f}"
    undo, save = keymap.shown("state.undo"), keymap.shown("state.save")
    return Content(clean(f"WHAT IF  {verdicts} | {moved} | {undo} undoes, {save} saves"))
