"""The checks of logs as they are weighed are those that judge them."""

from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.log_checks import LOG_CHECK_OF, LOG_CHECKS
from atp_tui.engine.oracle.model import DEFAULT_MODEL, CheckRates, DetectionModel
from atp_tui.engine.qlog.judge.check import Damage
from atp_tui.engine.qlog.judge.checks import CHECKS
from atp_tui.engine.qlog.packets import EndPackets
from atp_tui.engine.qlog.pair_checks import judge_pair
from atp_tui.engine.statistics import Tally


def test_a_row_is_that_of_the_check() -> None:
    pair = [found for found, _ in judge_pair(EndPackets(), EndPackets(), (Damage(), Damage()))]
    rows = {(each.name, each.violation_type, each.severity, str(each.group)) for each in CHECKS}
    rows |= {(each.check, each.violation_type, each.severity, str(each.group)) for each in pair}
    files = {each for each in ATP_CHECKS if each.name == "artifact_presence"}
    rows |= {(each.name, each.violation_type, each.severity, str(each.group)) for each in files}
    assert {(each.name, each.violation_type, each.severity, each.group) for each in LOG_CHECKS} == rows
    assert len(LOG_CHECK_OF) == len(LOG_CHECKS)


def test_without_measured_rates_the_severity_of_the_log_counts() -> None:
    check = LOG_CHECK_OF["repair_recovery"]
    assert DEFAULT_MODEL.rates_of(check) == CheckRates.assumed(check)
    assert DEFAULT_MODEL.rates_of(check) != DEFAULT_MODEL.rates("repair_recovery")
    measured = CheckRates.measured(Tally(fired=9, runs=10), Tally(fired=0, runs=10))
    assert DetectionModel(title="t", repair_recovery=measured).rates_of(check) == measured
