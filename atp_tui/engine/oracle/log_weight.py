"""What the recorded answers of the checks of a log weigh."""

from collections.abc import Mapping
from typing import Final

from atp_tui.engine.ledger import EvidenceLedger, LedgerEntry
from atp_tui.engine.oracle.atp import AtpOracleResult, UntoldCheck
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.evidence import check_evidence
from atp_tui.engine.oracle.log_checks import checks_of_log
from atp_tui.engine.oracle.model import DetectionModel
from atp_tui.engine.record import OracleResult, OracleStats

NO_REASON: Final = "the log does not say why"


def weigh_log(
    result: OracleResult, answers: Mapping[str, tuple[Answer, str]], model: DetectionModel
) -> tuple[AtpOracleResult, tuple[UntoldCheck, ...]]:
    """Return a result with the weight of each answer, and the checks that could not tell, which have none.

    Args:
        result: What the checks found.
        answers: What each said, by its name, with the reason of one that could not tell.
        model: The rates of the checks.
    """
    checks = checks_of_log(result.oracle_name).values()
    told = [(check, *answers[check.name]) for check in checks if check.name in answers]
    judged = [(check, answer is Answer.FIRED) for check, answer, _ in told if answer is not Answer.CANNOT_TELL]
    entries = tuple(
        LedgerEntry(oracle_name=result.oracle_name, evidence=check_evidence(check, model.rates_of(check), fired=fired))
        for check, fired in judged
    )
    weighed = AtpOracleResult(
        oracle_name=result.oracle_name,
        violations=result.violations,
        stats=OracleStats(events_recorded=len(judged), entities_tracked=len(result.violations)),
        passed=not result.violations,
        ledger=EvidenceLedger(entries=entries),
    )
    untold = ((check, why) for check, answer, why in told if answer is Answer.CANNOT_TELL)
    return weighed, tuple(UntoldCheck(check, why or NO_REASON) for check, why in untold)
