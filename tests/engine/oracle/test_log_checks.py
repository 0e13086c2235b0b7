"""The checks of logs as they are weighed are those that judge them."""

from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.log_checks import LOG_CHECKS, STRUCTURED, STRUCTURED_CHECKS, checks_of_log
from atp_tui.engine.oracle.model import DEFAULT_MODEL, CheckRates, DetectionModel
from atp_tui.engine.qlog.judge.check import Damage
from atp_tui.engine.qlog.judge.checks import CHECKS
from atp_tui.engine.qlog.packets import EndPackets
from atp_tui.engine.qlog.pair_checks import judge_pair
from atp_tui.engine.records.builtin import builtin
from atp_tui.engine.records.judge import RecordJudge
from atp_tui.engine.statistics import Tally


def test_a_row_is_that_of_the_check() -> None:
    pair = [found for found, _ in judge_pair(EndPackets(), EndPackets(), (Damage(), Damage()))]
    rows = {(each.name, each.violation_type, each.severity, str(each.group)) for each in CHECKS}
    rows |= {(each.check, each.violation_type, each.severity, str(each.group)) for each in pair}
    files = {each for each in ATP_CHECKS if each.name == "artifact_presence"}
    rows |= {(each.name, each.violation_type, each.severity, str(each.group)) for each in files}
    assert {(each.name, each.violation_type, each.severity, each.group) for each in LOG_CHECKS} == rows
    assert len(checks_of_log("quic client")) == len(LOG_CHECKS)


def test_without_measured_rates_the_severity_of_the_log_counts() -> None:
    check = checks_of_log("quic client")["repair_recovery"]
    assert DEFAULT_MODEL.rates_of(check) == CheckRates.assumed(check)
    assert DEFAULT_MODEL.rates_of(check) != DEFAULT_MODEL.rates("repair_recovery")
    measured = CheckRates.measured(Tally(fired=9, runs=10), Tally(fired=0, runs=10))
    assert DetectionModel(title="t", repair_recovery=measured).rates_of(check) == measured


def test_a_row_of_a_structured_log_is_that_of_the_check() -> None:
    judged = RecordJudge(builtin("otlp")).finish(Damage(), {})
    rows = {(each.check, each.violation_type, each.severity, str(each.group)) for each in judged}
    weighed = {(each.name, each.violation_type, each.severity, each.group) for each in STRUCTURED_CHECKS}
    assert {row for row in weighed if row[0] != "artifact_presence"} == rows
    assert checks_of_log(STRUCTURED)["region_closure"] != checks_of_log("quic client")["region_closure"]
