"""``atp-tui scenarios``: what the lab can run."""

import json

from atp_tui.lab.scenario import SCENARIOS
from tests.cli.conftest import Call


def test_each_scenario_is_a_line(call: Call) -> None:
    outcome = call("scenarios")
    assert (outcome.code, outcome.err) == (0, b"")
    lines = outcome.out.decode().splitlines()
    assert [line.split()[0] for line in lines] == list(SCENARIOS)
    assert [line.split(maxsplit=1)[1] for line in lines] == [each.sentence for each in SCENARIOS.values()]


def test_as_json_each_tells_its_faults_and_what_they_break(call: Call) -> None:
    outcome = call("scenarios", "--format", "json")
    assert (outcome.code, outcome.err) == (0, b"")
    told = {each["name"]: each for each in json.loads(outcome.out)}
    assert list(told) == list(SCENARIOS)
    assert told["clean"]["faults"] == told["clean"]["violation_types"] == []
    assert told["bad-night"]["faults"] == ["flipped-bit", "torn-journal", "stuck-operation"]
    assert told["bad-night"]["violation_types"] == ["journal_consistency", "manifest_integrity", "quiescence"]


def test_an_argument_is_wrong_usage(call: Call) -> None:
    assert call("scenarios", "clean").code == 2
