"""``atp-tui fleet score``."""

import json
from pathlib import Path

from tests.cli.conftest import Call
from tests.lab_packs import written


def test_the_scores_of_each_way_to_group(call: Call, tmp_path: Path) -> None:
    written(tmp_path, "torn-journal")
    call("fleet", tmp_path, "--format", "text", "--jobs", "1", "--sound", "none")
    lines = call("fleet", "score", "--db", tmp_path).out.decode().splitlines()
    assert lines[0] == "1 violation of 1 mechanism; 0 left out"
    assert [line.split("  ")[0] for line in lines[1:]] == ["groups by", "type", "level 1", "level 2", "now"]
    told = json.loads(call("fleet", "score", "--db", tmp_path, "--format", "json").out)
    assert told["scores"]["now"]["pair_precision"] == 1
    assert told["left_out"] == 0


def test_a_fleet_without_known_faults_has_nothing_to_score(call: Call, tmp_path: Path) -> None:
    call("fleet", tmp_path, "--format", "text")
    assert call("fleet", "score", "--db", tmp_path).out.startswith(b"0 violations of 0 mechanisms; 0 left out\n")
