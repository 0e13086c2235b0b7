"""``atp-tui oracle --atp`` and ``atp-tui check --atp``."""

import json
from pathlib import Path

import pytest

from atp_tui.engine import ATP_CHECKS, CHECKS
from atp_tui.engine.evidence import ASKED
from atp_tui.engine.oracle.combine import EVERY_GROUP, NOT_EVERY, ONE_GROUP
from atp_tui.engine.oracle.state import LIFETIMES
from tests.cli.conftest import Call
from tests.program import FOREIGN, PACKS

MODEL = """\
title = "measured in a lab"
[journal]
detection = 0.8
false_alarm = 0.05
broken = { fired = 80, runs = 100 }
clean = { fired = 50, runs = 1000 }
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    path = tmp_path / "state.json"
    path.write_text('{"journal_gaps": 2, "missing_artifacts": 1}')
    return path


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    path = tmp_path / "trace"
    events = [
        {"time": 5, "kind": "Spawn", "data": {"Task": {"task": "T1", "region": "R1"}}},
        {"time": 4, "kind": "BlockShort", "data": {"Message": "block 1 short of 2 symbols on replica 0"}},
        {"kind": "Spawn"},
    ]
    path.write_text(json.dumps(events))
    return path


def test_the_text_tells_checks_groups_and_the_combined_factor(call: Call, state: Path) -> None:
    outcome = call("oracle", state, "--atp")
    assert (outcome.code, outcome.err) == (1, b"")
    lines = outcome.out.decode().splitlines()
    number = len(ATP_CHECKS)
    assert lines[0] == f"atp_transfer: FAILED; 2 of {number} checks found a violation"
    assert "  journal (journal): FIRED, log10 BF +1.60, Strong" in lines
    assert "    d=0.9, f=0.02261: 0.9 / 0.02261 = 39.81, log10 BF = +1.60" in lines
    assert sum(": silent, log10 BF " in line for line in lines) == number - 2
    assert any(line.startswith("  structure (quiescence, obligation_leak, region_closure, ") for line in lines)
    assert any(line.startswith("all groups: log10 BF ") for line in lines)
    assert f"evidence: what the checks found is certain; this weighs {ASKED}" in lines
    assert any("between groups the log10 add up" in line for line in lines)
    assert sum(line.endswith(f" that {ONE_GROUP}, from a prior of 0.01") for line in lines) == 1
    assert sum(line.endswith(f" that {EVERY_GROUP}, from a prior of 0.01") for line in lines) == 1
    assert [line.endswith(f"; {NOT_EVERY}") for line in lines if line.startswith("all groups:")] == [True]
    words = f"1 Strong, 1 Positive, {number - 2} Against"
    assert lines[-1] == f"summary: 2 of {number} speak for a violation, 1 of them strongly ({words})"


def test_json_has_an_entry_for_each_check(call: Call, state: Path) -> None:
    found = json.loads(call("oracle", state, "--atp", "--format", "json", "--name", "X").out)
    assert (found["oracle_name"], found["passed"]) == ("X", False)
    assert [each["evidence"]["invariant"] for each in found["ledger"]["entries"]] == [
        check.violation_type for check in ATP_CHECKS
    ]
    assert found["state"]["missing_artifacts"] == 1
    assert [group["group"] for group in found["groups"]] == ["data", "journal", "structure", "paths", "record"]
    assert found["combined"]["log10_bf"] == pytest.approx(sum(group["log10_bf"] for group in found["groups"]))
    odds = 10 ** found["combined"]["log10_bf"] / 99
    assert found["posterior"]["posterior"] == pytest.approx(odds / (1 + odds))
    assert found["posterior"]["prior"] == 0.01
    assert found["posterior"]["hypothesis"] == EVERY_GROUP
    assert found["posterior"]["hypothesis_any_group"] == ONE_GROUP
    strengths = {"Negligible": 0, "Positive": 1, "Strong": 1, "VeryStrong": 0}
    assert found["summary"]["strengths"] == {"Against": len(ATP_CHECKS) - 2, **strengths}


def test_a_trace_is_counted(call: Call, state: Path, trace: Path) -> None:
    outcome = call("oracle", state, "--atp", "--trace", trace, "--format", "json")
    found = json.loads(outcome.out)["state"]
    assert (found["unfinished_tasks"], found["unrecovered_blocks"], found["time_reversals"]) == (1, 1, 1)
    assert (found["journal_gaps"], found["missing_artifacts"]) == (2, 1)
    subjects = [lifetime.subject for lifetime in LIFETIMES]
    named = f"{', '.join(subjects[:-1])} or {subjects[-1]}"
    assert outcome.told == [f"atp-tui: {trace}: 1 events name no {named} where they should; they are not counted"]


def test_a_state_that_says_otherwise_than_the_trace_is_told(call: Call, state: Path, trace: Path) -> None:
    state.write_text('{"unfinished_tasks": 7, "time_reversals": 1}')
    outcome = call("oracle", state, "--atp", "--trace", trace)
    assert outcome.told[1:] == [f"atp-tui: {trace}: unfinished_tasks: 7 in the state, 1 in the trace; using the trace"]


def test_a_model_and_a_prior_are_taken(call: Call, state: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.toml"
    model.write_text(MODEL)
    found = json.loads(call("oracle", state, "--atp", "--model", model, "--prior", "0.5", "--format", "json").out)
    journal = found["ledger"]["entries"][1]["evidence"]
    assert found["model"] == "measured in a lab"
    assert 10 ** journal["bayes_factor"]["log10_bf"] == pytest.approx(16)
    assert "d=0.8 (80 of 100 runs), f=0.05 (50 of 1000 runs)" in journal["evidence_lines"][0]["substitution"]
    assert found["posterior"]["prior"] == 0.5


def test_each_check_can_be_left_out(call: Call, state: Path) -> None:
    for check in ATP_CHECKS:
        outcome = call("oracle", state, "--atp", "--without", check.name, "--format", "json")
        invariants = {each["evidence"]["invariant"] for each in json.loads(outcome.out)["ledger"]["entries"]}
        assert invariants == {each.violation_type for each in ATP_CHECKS} - {check.violation_type}


def test_a_clean_state_leaves_0(call: Call, state: Path) -> None:
    state.write_text("{}")
    outcome = call("oracle", state, "--atp")
    assert outcome.code == 0
    first = f"atp_transfer: PASSED; 0 of {len(ATP_CHECKS)} checks found a violation\n"
    assert outcome.out.startswith(first.encode())
    without = [word for check in ATP_CHECKS for word in ("--without", check.name)]
    outcome = call("oracle", state, "--atp", *without)
    assert (outcome.code, outcome.out.splitlines()[-1]) == (0, b"summary: nothing was checked")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trace", "t"), "--trace, --model and --prior require --atp"),
        (("--model", "m"), "--trace, --model and --prior require --atp"),
        (("--prior", "0.5"), "--trace, --model and --prior require --atp"),
        (("--atp", "--prior", "0"), "expected a number between 0 and 1"),
        (("--atp", "--prior", "nan"), "expected a number between 0 and 1"),
        (("--atp", "--prior", "1e999"), "expected a number between 0 and 1"),
        (("--atp", "--prior", "a\x1b[31m"), "expected a number between 0 and 1"),
        (("--atp", "--without", "region"), "expected a check (manifest, journal, "),
    ],
)
def test_wrong_usage(call: Call, state: Path, words: tuple[str, ...], said: str) -> None:
    outcome = call("oracle", state, *words)
    assert (outcome.code, outcome.out) == (2, b"")
    (line,) = outcome.told
    assert said in line


@pytest.mark.parametrize("option", ["--trace", "--model"])
def test_a_file_that_is_not_there_is_told(call: Call, state: Path, option: str) -> None:
    outcome = call("oracle", state, "--atp", option, "nowhere")
    assert (outcome.code, outcome.out) == (4, b"")
    assert outcome.told[0].startswith("atp-tui: nowhere: ")


def test_a_field_of_the_atp_state_needs_the_option(call: Call, state: Path) -> None:
    assert call("oracle", state).code == 4
    state.write_text('{"open_regions": 4294967296}')
    outcome = call("oracle", state, "--atp")
    assert outcome.code == 4
    assert "open_regions: expected an unsigned 32-bit integer" in outcome.told[0]


@pytest.mark.parametrize("name", FOREIGN)
def test_check_adds_the_atp_oracle_and_changes_nothing_else(call: Call, name: str) -> None:
    plain, atp = (call("check", PACKS / name, "--format", "json", *more) for more in ((), ("--atp",)))
    found = json.loads(atp.out)
    added = found.pop("atp")
    assert found == json.loads(plain.out)
    assert atp.code == max(plain.code, 1 if any(not each["passed"] for each in added) else 0)
    assert len(added) == max(len(found["ledger"]), 1)
    for each in added:
        untold = [told["check"] for told in each.get("cannot_tell", ())]
        assert untold == ([check.name for check in CHECKS] if name == "empty" else [])
        assert len(each["ledger"]["entries"]) == len(ATP_CHECKS) - len(untold)
        assert each["stats"]["entities_tracked"] == len(each["violations"])


def test_check_tells_as_text_what_it_tells_as_json(call: Call) -> None:
    pack = PACKS / "five-violations"
    (found,) = json.loads(call("check", pack, "--atp", "--format", "json").out)["atp"]
    text = call("check", pack, "--atp").out.decode()
    assert text.startswith(call("check", pack).out.decode())
    assert "ATP oracle on the state of transfer, derived from the evidence of the violations:\n" in text
    assert f"  summary: {found['summary']['line']}\n" in text
    for violation in found["violations"]:
        assert f"    {violation['severity']}: {violation['violation_type']}: {violation['description']}\n" in text


def test_several_packs_are_an_array(call: Call, tmp_path: Path) -> None:
    model = tmp_path / "model.toml"
    model.write_text(MODEL)
    outcome = call(
        "check",
        PACKS / "empty",
        PACKS / "clean",
        "nowhere",
        "--atp",
        "--model",
        model,
        "--prior",
        "0.2",
        "--format",
        "json",
    )
    assert outcome.code == 5
    assert [each["atp"][0]["model"] for each in json.loads(outcome.out)] == ["measured in a lab"] * 2
    assert [each["atp"][0]["posterior"]["prior"] for each in json.loads(outcome.out)] == [0.2] * 2


@pytest.mark.parametrize("words", [("--model", "m"), ("--prior", "0.2")])
def test_weighing_options_are_for_the_atp_oracle(call: Call, words: tuple[str, ...]) -> None:
    outcome = call("check", PACKS / "clean", *words)
    assert (outcome.code, outcome.out) == (2, b"")


def test_a_hostile_pack_is_told_clean(call: Call) -> None:
    text = call("check", PACKS / "hostile-text", "--atp").out.decode()
    assert all(character == "\n" or character.isprintable() for character in text)
