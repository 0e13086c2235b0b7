"""The evidence weighed with keys: check by check, and with another prior."""

from pathlib import Path

import pytest

from atp_tui.assets import LAB_MODEL
from atp_tui.engine import artifacts
from atp_tui.engine.oracle.combine import combine
from atp_tui.engine.oracle.model import DEFAULT_MODEL, CheckRates, DetectionModel
from atp_tui.engine.statistics import Tally
from atp_tui.store.atp import judge_pack, read_model_file
from atp_tui.store.open import open_pack
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.check_rows import ANY
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.panes.evidence import EvidencePane
from tests.explorer import NARROW, PACKS, WIDE, Hand, footer, listed, main_screen, opened, press, said, settled, told
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
        assert rows[0] == "> certain: 8 of 10 checks found a violation"
        assert "FIRED   +1.60" in rows[1]
        assert said(pilot, "evidence-detail") == "certain: 8 of 10 checks found a violation"
        assert pane(pilot).border_title == "Evidence by check: log10 BF"
        assert footer(pilot).startswith("a By oracle  L Measured rates  + Larger prior  - Smaller prior")
        await press(pilot, "a")
        assert listed(pilot, "evidence-list")[0].startswith("> transfer ")
        assert said(pilot, "evidence-detail").startswith("transfer: ")
        assert pane(pilot).border_title == "Evidence by oracle"
        assert footer(pilot).startswith("a By check  L Measured rates")


async def test_the_posterior_moves_with_the_prior_in_both_views() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "6")
        hypothesis = "an invariant of transfer was broken"
        assert f"posterior 28.7% that {hypothesis}, from a prior of 1%" in said(pilot, "evidence-detail")
        await press(pilot, "plus")
        assert f"posterior 44.8% that {hypothesis}, from a prior of 2%" in said(pilot, "evidence-detail")
        assert pane(pilot).border_subtitle == "prior 1 in 50"
        await press(pilot, "a")
        await press(pilot, *["down"] * place_of(pilot, ANY))
        (judgement,) = judge_pack(open_pack(str(PACKS / "five-violations")))
        posterior = combine(judgement.result.ledger.entries).posterior_any
        hypothesis = "one of the groups broke"
        told_of = [f"posterior {posterior(prior):.1%} that {hypothesis}, from a prior of" for prior in (0.02, 0.005)]
        assert f"{told_of[0]} 2%" in said(pilot, "evidence-detail")
        await press(pilot, "minus", "minus")
        assert f"{told_of[1]} 0.5%" in said(pilot, "evidence-detail")
        await press(pilot, *["minus"] * 9)
        assert pane(pilot).border_subtitle == "prior 1 in 1,000"
        await press(pilot, *["plus"] * 9)
        assert pane(pilot).border_subtitle == "prior 1 in 2"


async def test_the_highlighted_row_stays_when_the_prior_moves() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "a", "down", "plus")
        assert said(pilot, "evidence-detail").startswith("manifest (data): log10 BF +1.60")
        assert "from a prior of 2%" in said(pilot, "evidence-detail")


async def test_the_rates_measured_in_the_lab_come_and_go_with_a_key() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "6", "L")
        assert told(pilot) == [
            "these rates are those of the lab and its faults, not of transfers elsewhere; --model takes yours"
        ]
        assert footer(pilot).startswith("a By oracle  L Assumed rates")
        model = read_model_file(str(LAB_MODEL))
        assert any(row.endswith(f"; rates {model.title}") for row in all_rows(pilot))
        assert any("manifest (data)             FIRED   +3.30" in row for row in all_rows(pilot))
        await press(pilot, "L")
        assert any(row.endswith(f"; rates {DEFAULT_MODEL.title}") for row in all_rows(pilot))
        assert footer(pilot).startswith("a By oracle  L Measured rates")


async def test_the_key_of_the_rates_is_the_timeline_s_own_there() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "t", "L")
        assert main_screen(pilot).pane == "timeline"


async def test_what_is_certain_of_a_record_that_cannot_be_trusted_has_that_beside_it() -> None:
    async with opened("damaged") as pilot:
        await press(pilot, "6")
        assert said(pilot, "evidence-detail").startswith("the pack is not sound, so the record itself may be wrong")
    async with opened("five-violations") as pilot:
        await press(pilot, "6")
        assert "not sound" not in said(pilot, "evidence-detail")


async def test_without_a_model_it_is_told_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atp_tui.tui.panes.evidence.LAB_MODEL", tmp_path / "none")
    async with opened("five-violations") as pilot:
        await press(pilot, "6", "L")
        (notice,) = told(pilot)
        assert "'atp-tui lab calibrate -o FILE' measures rates" in notice
        assert pane(pilot).model is DEFAULT_MODEL


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
        await press(pilot, "a", "down", "down")
        assert said(pilot, "evidence-detail").startswith("journal (journal): log10 BF +3.60, VeryStrong")
        assert any(row.endswith("; rates mine") for row in all_rows(pilot))
        await press(pilot, "L")
        assert any(row.endswith(f"; rates {DEFAULT_MODEL.title}") for row in all_rows(pilot))
        await press(pilot, "L")
        assert any(row.endswith("; rates mine") for row in all_rows(pilot))


async def test_an_edited_state_is_not_the_one_that_was_judged_and_that_is_told() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "7", "home", "down", "down", "e", "0", "enter", "a")
        assert "of the state as recorded, not of the edited one" in listed(pilot, "evidence-list")[0]
        await press(pilot, "7", "u", "6")
        assert listed(pilot, "evidence-list")[0].lstrip("> ").startswith("certain: 8 of 10")


async def test_a_pack_whose_trace_cannot_be_read_leaves_the_checks_out(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    (path / artifacts.TRACE).unlink()
    async with opened(path) as pilot:
        await press(pilot, "a")
        (row,) = (row for row in all_rows(pilot) if row.startswith("trace_order"))
        assert row == "trace_order (record)        cannot tell: the trace cannot be read"
        assert any("the trace cannot be read" in row for row in all_rows(pilot))


def place_of(pilot: Hand, name: str) -> int:
    """The number of a row."""
    return next(index for index, row in enumerate(all_rows(pilot)) if row.startswith(name))


def all_rows(pilot: Hand) -> list[str]:
    """The rows of the view, those below the edge too."""
    from atp_tui.tui.panes.evidence import EvidencePane

    source = main_screen(pilot).query_one(EvidencePane)._lines
    return [source.line(index).plain for index in range(source.count())]
