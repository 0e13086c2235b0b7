"""What one check says for or against a violation, with the numbers that make it.

Source: EVIDENCE.md, "A check's Bayes factor".
"""

import math
from typing import Final

from atp_tui.engine.evidence import BayesFactor, Evidence, EvidenceLine, EvidenceStrength, LogLikelihoods, sentence
from atp_tui.engine.oracle.model import CheckRates
from atp_tui.engine.oracle.weighed import WeighedCheck
from atp_tui.engine.statistics import Tally

FIRED: Final = "BF = P(fires | broken) / P(fires | clean) = d / f"
SILENT: Final = "BF = P(silent | broken) / P(silent | clean) = (1 - d) / (1 - f)"


def check_evidence(check: WeighedCheck, rates: CheckRates, *, fired: bool) -> Evidence:
    """Return the evidence that a check gives by firing or by being silent.

    In log10, detection is the term with d and structural the term with f, so that their sum is the total.
    """
    log10_bf = rates.log10_bf(fired=fired)
    detection = math.log10(rates.detection if fired else 1 - rates.detection)
    return Evidence(
        invariant=check.violation_type,
        passed=not fired,
        bayes_factor=BayesFactor(
            log10_bf=log10_bf,
            hypothesis=f"{check.violation_type} violation",
            strength=EvidenceStrength.from_log10_bf(log10_bf),
        ),
        log_likelihoods=LogLikelihoods(structural=log10_bf - detection, detection=detection, total=log10_bf),
        evidence_lines=(
            EvidenceLine(
                equation=FIRED if fired else SILENT,
                substitution=_substitution(rates, log10_bf, fired=fired),
                intuition=f"{check.name} {'fired' if fired else 'was silent'}: "
                f"{sentence(log10_bf, broke=f'{check.name} was broken', held='it held')}",
            ),
        ),
    )


def _substitution(rates: CheckRates, log10_bf: float, *, fired: bool) -> str:
    d, f = f"{rates.detection:.4g}", f"{rates.false_alarm:.4g}"
    ratio = f"{d} / {f}" if fired else f"(1 - {d}) / (1 - {f})"
    told = f"d={d}{_counted(rates.broken)}, f={f}{_counted(rates.clean)}"
    return f"{told}: {ratio} = {10**log10_bf:.4g}, log10 BF = {log10_bf:+.2f}"


def _counted(tally: Tally | None) -> str:
    return "" if tally is None else f" ({tally.fired} of {tally.runs} runs)"
