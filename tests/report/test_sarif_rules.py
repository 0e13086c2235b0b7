"""Every rule of SARIF says what it is and what to do, and no text of a pack acts in it."""

from atp_tui.engine import Severity
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.qlog.judge.checks import CHECKS
from atp_tui.engine.records.judge import RECORD_CHECK_NAMES
from atp_tui.report.sarif_rules import MEANINGS
from tests.sarif_runs import made, row, run_of_reports


def test_every_type_of_the_oracles_has_a_meaning() -> None:
    of_logs = {check.violation_type for check in CHECKS} | {"path_consistency", "close_seen_once", *RECORD_CHECK_NAMES}
    assert set(MEANINGS) == {check.violation_type for check in ATP_CHECKS} | of_logs | {"unlisted"}
    assert all(meaning.endswith(".") for meaning in MEANINGS.values())


def test_a_rule_has_the_level_of_its_worst_result() -> None:
    rows = (row("a", Severity.MEDIUM), row("a", Severity.LOW), row("b", Severity.LOW), row("quiescence"))
    rules = {rule["id"]: rule for rule in run_of_reports(made(*rows))["tool"]["driver"]["rules"]}
    levels = {name: rule["defaultConfiguration"]["level"] for name, rule in rules.items()}
    assert levels == {"violation/a": "warning", "violation/b": "note", "violation/quiescence": "error"}
    assert rules["violation/b"]["properties"] == {
        "tags": ["crashpack", "violation"],
        "precision": "high",
        "problem.severity": "recommendation",
    }
    assert rules["violation/quiescence"]["properties"]["precision"] == "very-high"
    assert rules["violation/quiescence"]["fullDescription"]["text"] == MEANINGS["quiescence"]


def test_a_long_type_is_a_rule_of_its_own() -> None:
    rules = [
        rule["id"] for rule in run_of_reports(made(row("x" * 999), row("x" * 998 + "y")))["tool"]["driver"]["rules"]
    ]
    assert len(set(rules)) == 2
    assert all(len(rule) == 255 for rule in rules)


def test_a_type_cannot_write_markdown() -> None:
    (rule,) = run_of_reports(made(row("[a](http://b) <img> `c` @d")))["tool"]["driver"]["rules"]
    assert r"\[a\]\(http\:\/\/b\) \<img\> \`c\` \@d" in rule["help"]["markdown"]
