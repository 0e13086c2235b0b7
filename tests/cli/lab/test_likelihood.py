"""``atp-tui lab likelihood``."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from atp_tui.engine.likelihood import Likelihood
from atp_tui.rerun.likelihood import likelihood_of
from atp_tui.store.pack import Pack
from tests.cli.conftest import Call
from tests.kept_causes import make_fleet
from tests.program import PACKS, copy_of


def test_the_text_has_a_row_for_each_cut_and_a_sentence(call: Call, tmp_path: Path) -> None:
    pack = make_pack(tmp_path)
    outcome = call("lab", "likelihood", pack, "--cuts", "3", "--runs", "2")
    assert outcome.code == 0
    lines = outcome.out.decode().splitlines()
    assert lines[0] == "share of runs with a violation if everything before the cut is kept and the rest is redrawn"
    assert len(lines) == 6
    assert all(line.endswith("####") for line in lines[2:5])
    assert lines[5].startswith("inevitable from the beginning")
    assert call("lab", "likelihood", pack, "--cuts", "3", "--runs", "2").out == outcome.out


def test_json_counts_the_violation_that_is_named(call: Call, tmp_path: Path) -> None:
    pack = make_pack(tmp_path)
    outcome = call(
        "lab", "likelihood", pack, "--cuts", "2", "--runs", "1", "--violation", "manifest_integrity", "--format", "json"
    )
    told = json.loads(outcome.out)
    assert (told["violation"], told["runs_wanted"]) == ("manifest_integrity", 1)
    assert [cut["runs"] for cut in told["cuts"]] == [1, 1]


def make_pack(folder: Path) -> Path:
    """A small pack that fails whatever happens outside."""
    return make_fleet(folder / "packs") / "five"


def test_a_pack_of_another_lab_is_refused_in_a_line(call: Call, tmp_path: Path) -> None:
    outcome = call("lab", "likelihood", copy_of("five-violations", tmp_path))
    assert (outcome.code, outcome.out, len(outcome.told)) == (4, b"", 1)
    assert "names no lab" in outcome.told[0]


def test_wrong_numbers_are_refused(call: Call) -> None:
    for words in (["--cuts", "0"], ["--runs", "0"], ["--runs", "x"]):
        assert call("lab", "likelihood", PACKS / "clean", *words).code == 2


def test_ctrl_c_prints_what_is_done(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(pack: Pack, **more: Any) -> Likelihood:  # noqa: ANN401 - the real one has the types
        def tell(share: float) -> None:
            if share >= 2 / 60:
                os.kill(os.getpid(), signal.SIGINT)

        return likelihood_of(pack, **{**more, "progress": tell})

    monkeypatch.setattr("atp_tui.cli.lab.likelihood.likelihood_of", interrupted)
    outcome = call("lab", "likelihood", make_pack(tmp_path), "--cuts", "3", "--runs", "20")
    assert outcome.code == 130
    lines = outcome.out.decode().splitlines()
    assert lines[-1] == "stopped; 20 runs for each cut were wanted"
    assert [line.split()[2:5] for line in lines[2:5]] == [["1", "of", "1"], ["1", "of", "1"], ["0", "of", "0"]]
    assert outcome.told == ["atp-tui: stopping with the runs so far"]
