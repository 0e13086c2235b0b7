"""The evidence weighed: check by check, and with another prior."""

from textual import on, work
from textual.reactive import var
from textual.screen import Screen

from atp_tui.engine.oracle.judgement import AtpJudgement
from atp_tui.engine.oracle.model import DEFAULT_MODEL, DetectionModel
from atp_tui.report.model import Report
from atp_tui.store.atp import judge_pack
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import PackJudged
from atp_tui.tui.odds import DEFAULT_ONE_IN, moved


class Weighing(Screen[None]):
    """The part of the main screen that weighs the evidence."""

    pack: Pack | None
    report: var[Report | None]
    pane: str

    by_check: var[bool] = var(False, init=False)
    """Whether the evidence stands check by check."""
    judgements: var[tuple[AtpJudgement, ...] | None] = var(None)
    """What the ATP oracle says of the pack; None until it has judged it."""
    one_in: var[int] = var(DEFAULT_ONE_IN)
    """The prior: 1 run in so many is broken."""
    model: var[DetectionModel] = var(DEFAULT_MODEL)
    """The rates of the checks."""

    def action_by_check(self) -> None:
        """Show the evidence check by check, or oracle by oracle again."""
        self.by_check = not self.by_check
        self.pane = "evidence"

    def action_prior(self, step: int) -> None:
        """Take a larger prior, or a smaller one."""
        self.one_in = moved(self.one_in, step)
        self.pane = "evidence"

    def watch_by_check(self) -> None:
        """Have the pack judged when that is first wanted."""
        self._judge()

    def watch_report(self) -> None:
        """Have it judged now that all of it was read, where somebody waits for that."""
        self._judge()

    def _judge(self) -> None:
        # A trace that is still being read would be gone through by two workers at once.
        if self.by_check and self.judgements is None and self.report is not None and self.pack is not None:
            self.judge(self.pack, self.model)

    @work(thread=True, exclusive=True, group="judge")
    def judge(self, pack: Pack, model: DetectionModel) -> None:
        """Let the ATP oracle judge the pack."""
        self.post_message(PackJudged(judge_pack(pack, model=model)))

    @on(PackJudged)
    def take_judgements(self, event: PackJudged) -> None:
        """Show what it says."""
        self.judgements = event.judgements
