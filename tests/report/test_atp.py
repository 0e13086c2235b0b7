"""The rates of a model as text."""

import pytest

from atp_tui.engine.oracle import judgement
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.model import DEFAULT_MODEL, CheckRates, DetectionModel
from atp_tui.engine.statistics import Tally
from atp_tui.report.atp import judgements_lines, judgements_object, model_lines
from atp_tui.store.atp import judge_pack
from atp_tui.store.open import open_pack
from tests.program import PACKS


def test_the_default_model_is_told_as_not_measured() -> None:
    lines = list(model_lines(DEFAULT_MODEL))
    assert lines[0] == f"rates {DEFAULT_MODEL.title}; intervals after Jeffreys, 95%:"
    assert lines[1] == "  manifest: not measured; 0.9 and 0.02261; log10 BF +1.60 fired, -0.99 silent"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [check.name for check in ATP_CHECKS]


def test_measured_rates_stand_with_counts_and_intervals() -> None:
    rates = CheckRates.measured(broken=Tally(fired=398, runs=400), clean=Tally(fired=0, runs=2000))
    lines = list(model_lines(DetectionModel(title="m\x1b", journal=rates)))
    assert lines[0].startswith("rates m␛; ")
    assert lines[2:5] == [
        "  journal: log10 BF +3.60 fired, -2.21 silent",
        "    detection   0.993766, 398 of 400 runs, interval 0.984058 to 0.998960",
        "    false alarm 0.000250, 0 of 2000 runs, interval 0.000000 to 0.001255",
    ]


def test_states_that_are_left_out_are_counted_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = open_pack(str(PACKS / "many-oracles"))
    everything = judge_pack(pack)
    assert "atp_left_out" not in judgements_object(everything, DEFAULT_MODEL, 0.5)
    monkeypatch.setattr(judgement, "MAX_JUDGEMENTS", 1)
    found, rest = judge_pack(pack), len(everything) - 1
    line = list(judgements_lines(found, DEFAULT_MODEL, 0.5))[-1]
    assert line.startswith(f"ATP oracle: the worst 1 of {rest + 1} states; not listed: ")
    told = judgements_object(found, DEFAULT_MODEL, 0.5)
    assert len(list(told["atp"])) == 1
    assert sum(told["atp_left_out"].values()) == rest
    assert set(told["atp_left_out"]) == {"failed", "passed", "not_judged"}
