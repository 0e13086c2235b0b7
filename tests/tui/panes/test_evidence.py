"""The evidence weighed with keys: check by check, and with another prior."""

from pathlib import Path

from atp_tui.engine import artifacts
from atp_tui.engine.oracle.combine import combine
from atp_tui.engine.oracle.model import CheckRates, DetectionModel
from atp_tui.engine.statistics import Tally
from atp_tui.store.atp import judge_pack
from atp_tui.store.open import open_pack
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.panes.evidence import EvidencePane
from tests.explorer import NARROW, PACKS, WIDE, Hand, enter, footer, listed, main_screen, opened, press, said, settled
from tests.program import copy_of

MEASURED = DetectionModel(
    title="mine",
    journal=CheckRates.measured(broken=Tally(fired=398, runs=400), clean=Tally(fired=0, runs=2000)),
)


def pane(pilot: Hand) -> EvidencePane:
    return main_screen(pilot).query_one(EvidencePane)


async def test_the_other_view_comes_and_goes_with_a_key() -> None:
    async with opened("five-violations") as pilot:
        assert pane(pilot).judged is None
        await press(pilot, "a")
        assert main_screen(pilot).pane == "evidence"
        rows = listed(pilot, "evidence-list")
        assert rows[0].startswith("> any one group broke ")
        assert rows[1].startswith("  every group broke ")
        assert "FIRED   +1.60" in rows[3]
        assert said(pilot, "evidence-detail").startswith("any one group broke: log10 BF +1.40, Strong")
        assert pane(pilot).border_title == "Evidence, check by check: log10 BF"
        assert footer(pilot).startswith("a Check by check  + Larger prior  - Smaller prior")
        await press(pilot, "a")
        assert listed(pilot, "evidence-list")[0].startswith("> transfer ")
        assert said(pilot, "evidence-detail").startswith("transfer: ")
        assert pane(pilot).border_title == "Evidence"


async def test_the_posterior_moves_with_the_prior_in_both_views() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "6")
        assert "posterior 28.7% from a prior of 1% (1 run in 100 broken)" in said(pilot, "evidence-detail")
        await press(pilot, "plus")
        assert "posterior 44.8% from a prior of 2% (1 run in 50 broken)" in said(pilot, "evidence-detail")
        assert pane(pilot).border_subtitle == "prior 1 in 50"
        await press(pilot, "a")
        (judgement,) = judge_pack(open_pack(str(PACKS / "five-violations")))
        combined = combine(judgement.result.ledger.entries)
        assert f"posterior {combined.posterior_any(0.02):.1%} from a prior of 2%" in said(pilot, "evidence-detail")
        await press(pilot, "minus", "minus")
        assert f"posterior {combined.posterior_any(0.005):.1%} from a prior of 0.5%" in said(pilot, "evidence-detail")
        await press(pilot, *["minus"] * 9)
        assert pane(pilot).border_subtitle == "prior 1 in 1,000"
        await press(pilot, *["plus"] * 9)
        assert pane(pilot).border_subtitle == "prior 1 in 2"


async def test_the_highlighted_row_stays_when_the_prior_moves() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "a", "down", "down", "down", "plus")
        assert said(pilot, "evidence-detail").startswith("manifest (data): log10 BF +1.60")
        assert "(1 run in 50 broken)" in said(pilot, "evidence-detail")


async def test_the_prior_comes_before_any_row_of_evidence() -> None:
    async with opened("empty", NARROW) as pilot:
        await press(pilot, "plus")
        assert main_screen(pilot).pane == "evidence"
        await press(pilot, "a")
        assert any("no oracle judged this pack" in row for row in all_rows(pilot))


async def test_a_model_weighs_the_checks() -> None:
    app = ExplorerApp(str(PACKS / "five-violations"), OpenOptions(model=MEASURED))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "a", "down", "down", "down", "down")
        assert said(pilot, "evidence-detail").startswith("journal (journal): log10 BF +3.60, VeryStrong")
        assert all_rows(pilot)[-1] == "rates mine"


async def test_an_edited_state_is_not_the_one_that_was_judged_and_that_is_told() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "7", "home", "down", "down", "e", "ctrl+u")
        await enter(pilot, "0")
        await press(pilot, "enter", "a")
        assert "of the state as recorded, not of the edited one" in listed(pilot, "evidence-list")[0]
        await press(pilot, "7", "u", "6")
        assert listed(pilot, "evidence-list")[0].lstrip("> ").startswith("any one group broke")


async def test_a_pack_whose_trace_cannot_be_read_leaves_the_checks_out(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    (path / artifacts.TRACE).unlink()
    async with opened(path) as pilot:
        await press(pilot, "a")
        (row,) = (row for row in all_rows(pilot) if row.startswith("trace_order"))
        assert row == "trace_order (record)        cannot tell: the trace cannot be read"
        assert any("the trace cannot be read" in row for row in all_rows(pilot))


def all_rows(pilot: Hand) -> list[str]:
    """The rows of the view, those below the edge too."""
    from atp_tui.tui.panes.evidence import EvidencePane

    source = main_screen(pilot).query_one(EvidencePane)._lines
    return [source.line(index).plain for index in range(source.count())]
