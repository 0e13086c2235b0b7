"""A new pack from the lab: what to run, where it goes, how far it is."""

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import ProgressBar, Static
from textual.worker import Worker, get_current_worker

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.lines import whole_number
from atp_tui.lab.errors import LabStopped
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.options import LabOptions
from atp_tui.lab.requested_options import chosen_options, require_lab
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.text import QUIET, joined, own_text
from atp_tui.tui.typed_paths import target_fault, typed_target
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList

_SEED_BITS: Final = 64
_NAME_WIDTH: Final = max(map(len, (*SCENARIOS, *FAULTS))) + 2
_FORM_KEYS: Final = (
    ("enter", "Run it"),
    ("tab", "Next part"),
    ("space", "Arm a fault"),
    ("?", "Help"),
    ("esc", "Cancel"),
)
_RUN_KEYS: Final = (("esc", "Stop; nothing is written"),)


class ScenarioLines:
    """The scenarios, each with its sentence."""

    def count(self) -> int:
        """Return how many there are."""
        return len(SCENARIOS)

    def line(self, index: int) -> Text:
        """Return a row."""
        scenario = list(SCENARIOS.values())[index]
        return joined(own_text(f"{scenario.name:<{_NAME_WIDTH}}"), own_text(scenario.sentence, QUIET))


class FaultLines:
    """The faults, those that are armed with a cross."""

    def __init__(self, armed: frozenset[str]) -> None:
        self._armed = armed

    def count(self) -> int:
        """Return how many there are."""
        return len(FAULTS)

    def line(self, index: int) -> Text:
        """Return a row."""
        fault = list(FAULTS.values())[index]
        sign = "[x] " if fault.name in self._armed else "[ ] "
        return joined(own_text(sign), own_text(f"{fault.name:<{_NAME_WIDTH}}"), own_text(fault.sentence, QUIET))


class FaultList(LineList):
    """The faults; the key that turns the page of other lists arms one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "screen.arm", "Arm or disarm the fault", show=False, id="new.arm")
    ]


class NewPackScreen(ModalScreen[str | None]):
    """Asks what the lab is to run, runs it, and gives back where the pack is; None when it was left."""

    AUTO_FOCUS = "#new-scenarios"

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys("leave"),
        Binding("tab", "app.focus_next", "Next part", show=False, id="new.next"),
    ]

    @dataclass
    class Told(Message):
        """The run has come further."""

        done: int
        """Blocks that all replicas have."""
        blocks: int
        events: int
        lab_time: int
        """Nanoseconds."""

        def can_replace(self, message: Message) -> bool:
            """Replace any earlier one in the queue."""
            return isinstance(message, NewPackScreen.Told)

    @dataclass
    class Made(Message):
        """The pack is written."""

        path: str

    @dataclass
    class Failed(Message):
        """There is no pack, and nothing was written."""

        error: CrashpackError

    def __init__(self) -> None:
        super().__init__()
        self._armed: frozenset[str] = frozenset()
        self._suggested = ""
        self._run: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        with Vertical(id="new-pack"):
            yield LineList(ScenarioLines(), id="new-scenarios")
            yield FaultList(FaultLines(self._armed), id="new-faults")
            with Horizontal(classes="new-entry"):
                yield Static(own_text("seed       "))
                yield FilterInput("0", id="new-seed")
            with Horizontal(classes="new-entry"):
                yield Static(own_text("directory  "))
                yield FilterInput(id="new-target")
            yield ProgressBar(show_eta=False, id="new-progress")
            yield Static(id="new-said", markup=False)
        yield KeyFooter(_FORM_KEYS)

    def on_mount(self) -> None:
        """Name the parts, and look whether the lab is there."""
        self.query_one("#new-pack").border_title = "New pack from the lab"
        self.query_one("#new-scenarios").border_title = "Scenario"
        self.query_one("#new-faults").border_title = "Further faults"
        self._suggest()
        self.look_for_lab()

    @work(thread=True, group="lab")
    def look_for_lab(self) -> None:
        """Load the lab, so that its absence is told before it is asked to run."""
        try:
            require_lab()
        except CrashpackError as error:
            self.post_message(self.Failed(error))

    @property
    def _scenario(self) -> str:
        return list(SCENARIOS)[self.query_one("#new-scenarios", LineList).cursor]

    @on(LineList.Highlighted, "#new-scenarios")
    @on(FilterInput.Changed, "#new-seed")
    def _suggest(self) -> None:
        """Keep the directory's name in step with the scenario and the seed, unless it was typed."""
        seed, target = self.query_one("#new-seed", FilterInput), self.query_one("#new-target", FilterInput)
        seed.show_error("" if whole_number(seed.value, _SEED_BITS) is not None else "a whole number below 2^64")
        if target.value == self._suggested:
            self._suggested = f"{self._scenario}-{seed.value}" if not seed.error else ""
            target.value = self._suggested

    @on(FilterInput.Changed, "#new-target")
    def check_target(self, event: FilterInput.Changed) -> None:
        """Show at every keystroke what is wrong with the directory."""
        self.query_one("#new-target", FilterInput).show_error(target_fault(event.value) if event.value else "")

    def action_arm(self) -> None:
        """Arm the fault under the cursor, or not."""
        faults = self.query_one("#new-faults", LineList)
        if self.focused is faults and self._run is None:
            self._armed ^= {list(FAULTS)[faults.cursor]}
            faults.show(FaultLines(self._armed))

    @on(LineList.Selected)
    @on(FilterInput.Accepted)
    def start(self) -> None:
        """Run what was chosen, if nothing is wrong with it."""
        target = self.query_one("#new-target", FilterInput)
        entries = [self.query_one("#new-seed", FilterInput), target]
        wrong = next((entry for entry in entries if entry.error or not entry.value), None)
        if self._run is not None:
            return
        if wrong is not None:
            wrong.focus()
            return
        seed = whole_number(entries[0].value, _SEED_BITS) or 0
        try:
            options = chosen_options(self._scenario, seed, [name for name in FAULTS if name in self._armed])
        except CrashpackError as error:
            self._say(own_text(str(error)))
            return
        self._show_running(is_running=True)
        self._say(own_text("running …"))
        self._run = self.run_lab(typed_target(target.value), options)

    @work(thread=True, group="lab", description="run the lab")
    def run_lab(self, target: str, options: LabOptions) -> None:
        """Run the lab and write the pack, unless the wish to stop comes first."""
        worker = get_current_worker()
        try:
            require_lab()
            from atp_tui.lab.make import make_pack
            from atp_tui.lab.run import LabProgress

            def tell(now: LabProgress) -> None:
                self.post_message(self.Told(now.delivered, now.blocks, now.events, now.time_ns))

            make_pack(target, options, progress=tell, cancelled=lambda: worker.is_cancelled)
        except CrashpackError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Made(target))

    @on(Told)
    def show_progress(self, event: Told) -> None:
        """Show how far the run is."""
        self.query_one(ProgressBar).update(total=event.blocks, progress=event.done)
        if self._run is not None and not self._run.is_cancelled:
            blocks = f"{event.done} of {event.blocks} blocks"
            self._say(own_text(f"{blocks}, {event.events:,} events, {milliseconds(event.lab_time)} of simulated time"))

    @on(Made)
    def open_pack(self, event: Made) -> None:
        """Dismiss with the path of the pack."""
        self.dismiss(event.path)

    @on(Failed)
    def tell_failure(self, event: Failed) -> None:
        """Show why there is no pack, and enable the form again."""
        self._run = None
        self._show_running(is_running=False)
        is_stop = isinstance(event.error, LabStopped)
        self._say(own_text("stopped; nothing was written" if is_stop else str(event.error)))

    def action_leave(self) -> None:
        """Stop what runs; leave when nothing does."""
        if self._run is None:
            self.dismiss(None)
        else:
            self._run.cancel()
            self._say(own_text("stopping …"))

    @on(FilterInput.Dismissed)
    def leave_entry(self) -> None:
        """Handle Escape in an entry in the same way."""
        self.action_leave()

    def _show_running(self, *, is_running: bool) -> None:
        self.query_one("#new-pack", Widget).set_class(is_running, "-running")
        self.query_one(ProgressBar).update(total=None, progress=0)
        self.query_one(KeyFooter).show_keys(_RUN_KEYS if is_running else _FORM_KEYS)

    def _say(self, words: Text) -> None:
        self.query_one("#new-said", Static).update(words)
