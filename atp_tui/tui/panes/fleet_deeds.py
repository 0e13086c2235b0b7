"""What a person does to groups: merge, split, status, note, and undo of any of these."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Final, Literal, TypeVar

from textual import work
from textual.reactive import var
from textual.widget import Widget

from atp_tui.cells import cut
from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.rows import GroupRow, Status
from atp_tui.tui.app_messages import DIALOG, CopyRequested
from atp_tui.tui.deed_lines import DeedLines
from atp_tui.tui.dialogs.choice import Choice, ChoiceScreen
from atp_tui.tui.dialogs.listing import ListingScreen
from atp_tui.tui.dialogs.prompt import PromptScreen
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.fleet_words import STATUSES
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import GroupsChanged

Result = TypeVar("Result")

NO_MARKS: Final[Mapping[int, str]] = MappingProxyType({})

_NAME: Final = 60
"""Cells of a title in a question or a notice."""

_NAMED: Final = 3
"""Marked groups that a question names."""

_OPTIONS: Final = 200
"""Options by which a split is offered."""

_DEEDS: Final = 10_000
"""Changes that the list shows, the newest."""

_LEVEL_TWO: Final = "level2"


class GroupDeeds(Widget):
    """Owns the changes to groups; each runs in a thread, and can be undone.

    Args:
        view: The fleet.
        keymap: The keys to name in notices.
        marks: Gives the marked groups with their titles.
    """

    DEFAULT_CSS = "GroupDeeds { display: none; }"

    group: var[GroupRow | None] = var(None)
    """The group to which something is done."""

    def __init__(
        self,
        view: FleetView,
        keymap: Keymap = DEFAULT_KEYMAP,
        marks: Callable[[], Mapping[int, str]] = lambda: NO_MARKS,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._view = view
        self._keymap = keymap
        self._marks = marks

    def _changeable(self) -> GroupRow | None:
        """The group, where something can be done to it; else a notice says why not."""
        if self._view.why_read_only:
            self._say(f"nothing can be changed: {self._view.why_read_only}", severity="warning")
        elif self.group is None:
            self._say("no group is selected")
        else:
            return self.group
        return None

    def _say(self, words: str, severity: Literal["information", "warning", "error"] = "information") -> None:
        self.notify(clean(words), severity=severity, markup=False)

    async def _do(
        self, change: Callable[[], Result], words: Callable[[Result], str], merged: tuple[int, ...] = ()
    ) -> None:
        """Make a change in a thread, and say what was done and how to undo it."""
        try:
            result = await asyncio.to_thread(change)
        except CrashpackError as error:
            self._say(str(error), severity="error")
            return
        self._say(words(result))
        self.post_message(GroupsChanged(merged))

    @property
    def _undo(self) -> str:
        return f"{self._keymap.shown('fleet.undo')} undoes it"

    @work(group=DIALOG)
    async def action_merge(self) -> None:
        """Merge the marked groups into this one, if the user confirms that."""
        into = self._changeable()
        if into is None:
            return
        others = {number: title for number, title in self._marks().items() if number != into.id}
        if not others:
            self._say(f"mark another group first ({self._keymap.shown('fleet.mark')}), then merge it into this one")
            return
        names = " and ".join(map(_short, islice(others.values(), _NAMED)))
        names += f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        choices = [Choice("merge", f"{self._undo}; the packs are not touched"), Choice("cancel", "change nothing")]
        question = f"Merge {names} into {_short(into.title)}?"
        if await self.app.push_screen_wait(ChoiceScreen(question, choices)) == "merge":
            merged = tuple(others)
            change = partial(self._view.merge, into.id, merged)
            await self._do(change, lambda _: f"merged {counted(len(merged), 'group')}; {self._undo}", merged)

    @work(group=DIALOG)
    async def action_split(self) -> None:
        """Ask by what to split the group, and split it."""
        group = self._changeable()
        if group is None:
            return
        try:
            detail = self._view.group_detail(group.id)
        except CrashpackError as error:
            self._say(str(error), severity="error")
            return
        one = "it has only one fingerprint" if len(detail.prints) < 2 else ""  # noqa: PLR2004 - a split needs two
        choices = [
            Choice(_LEVEL_TWO, f"a group for each of {counted(len(detail.prints), 'fingerprint')}", one),
            *(Choice(each.option, "runs with it, runs without it") for each in detail.influences[:_OPTIONS]),
        ]
        if one and len(choices) == 1:
            self._say("it cannot be split: it has one fingerprint, and no option was tested")
            return
        by = await self.app.push_screen_wait(ChoiceScreen(f"Split {_short(group.title)} by", choices))
        if by is not None:
            await self._do(partial(self._view.split, group.id, by), lambda _: f"split the group by {by}; {self._undo}")

    @work(group=DIALOG)
    async def action_status(self) -> None:
        """Ask for the status of the group, with a comment."""
        group = self._changeable()
        if group is None:
            return
        choices = [Choice(status.value, meaning) for status, meaning in STATUSES.items()]
        question = f"Status of {_short(group.title)}"
        answer = await self.app.push_screen_wait(ChoiceScreen(question, choices, group.status.value))
        if answer is None:
            return
        words = await self.app.push_screen_wait(
            PromptScreen(f"Why is it {answer}? The answer becomes its note; empty keeps the note")
        )
        if words is not None:
            change = partial(self._view.set_status, group.id, Status(answer), words)
            await self._do(change, lambda _: f"{_short(group.title)} is {answer}; {self._undo}")

    @work(group=DIALOG)
    async def action_note(self) -> None:
        """Ask for the note of the group."""
        group = self._changeable()
        if group is None:
            return
        words = await self.app.push_screen_wait(PromptScreen(f"Note of {_short(group.title)}", group.note))
        if words is not None and words != group.note:
            change = partial(self._view.set_note, group.id, words)
            await self._do(change, lambda _: f"{'noted' if words else 'the note is removed'}; {self._undo}")

    @work(group=DIALOG)
    async def action_undo(self) -> None:
        """Undo the last change that is not undone."""
        if self._view.why_read_only:
            self._say(f"nothing can be undone: {self._view.why_read_only}", severity="warning")
        else:
            await self._do(self._view.undo, lambda deed: f"undone: {deed.words}")

    @work(group=DIALOG)
    async def action_history(self) -> None:
        """List the changes, and undo the one that is chosen."""
        try:
            deeds = self._view.deeds(0, _DEEDS)
        except CrashpackError as error:
            self._say(str(error), severity="error")
            return
        title = f"{counted(len(deeds), 'change')}, the newest first"
        screen = ListingScreen(title, DeedLines(deeds), "nothing was changed so far", "Undo", self._keymap)
        chosen = await self.app.push_screen_wait(screen)
        if chosen is None:
            return
        deed = deeds[chosen]
        if self._view.why_read_only or deed.undone_by is not None:
            self._say(self._view.why_read_only or "this change is undone already", severity="warning")
        else:
            await self._do(partial(self._view.undo, deed.number), lambda deed: f"undone: {deed.words}")

    def action_copy(self) -> None:
        """Copy title and fingerprint of the group."""
        if self.group is None:
            self._say("no group is selected")
            return
        try:
            detail = self._view.group_detail(self.group.id)
        except CrashpackError as error:
            self._say(str(error), severity="error")
            return
        text = " ".join((clean(detail.row.title), *map(clean, detail.prints[:1])))
        self.post_message(CopyRequested("the fingerprint", text))


def _short(title: str) -> str:
    return f"“{cut(clean(title), _NAME)}”"
