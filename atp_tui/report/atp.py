"""What the ATP oracle found, as text and as JSON: checks, groups, the combined factor and a posterior."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from atp_tui.clean import CleanText, clean
from atp_tui.engine.evidence import ASKED, NO_DOUBT
from atp_tui.engine.json_text import compact, loads
from atp_tui.engine.ledger import LedgerEntry
from atp_tui.engine.oracle.atp import AtpOracleResult, UntoldCheck
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.checks import ATP_CHECK_OF, ATP_CHECKS
from atp_tui.engine.oracle.combine import COMBINING, EVERY_GROUP, NOT_EVERY, ONE_GROUP, combine
from atp_tui.engine.oracle.judgement import AtpJudgement, Judgements, Outcome
from atp_tui.engine.oracle.model import DetectionModel
from atp_tui.engine.oracle.state import AtpTransferState
from atp_tui.engine.oracle.summary import EvidenceSummary
from atp_tui.engine.oracle.weighed import WeighedCheck
from atp_tui.engine.record import OracleResult
from atp_tui.engine.statistics import LEVEL, Tally


def result_lines(result: OracleResult, untold: Sequence[UntoldCheck] = ()) -> Iterator[CleanText]:
    """Yield an oracle result as text: whether it passed, and each violation with its evidence.

    Args:
        result: The result.
        untold: The checks that cannot tell; where there is no other, nothing was judged.
    """
    stats, word = result.stats, Outcome.PASSED if result.passed else Outcome.FAILED
    if untold and not stats.events_recorded:
        word = Outcome.NOT_JUDGED
    found = f"{stats.entities_tracked} of {stats.events_recorded} checks found a violation"
    yield clean(f"{result.oracle_name}: {word}; {found}{f', {len(untold)} cannot tell' if untold else ''}")
    for violation in result.violations:
        yield clean(f"  {violation.severity}: {violation.violation_type}: {violation.description}")
        for key, value in violation.evidence.items():
            yield clean(f"    {key}: {value}")


def evidence_lines(
    result: AtpOracleResult,
    model: DetectionModel,
    prior: float,
    untold: Sequence[UntoldCheck] = (),
    checks: Mapping[str, WeighedCheck] = ATP_CHECK_OF,
) -> Iterator[CleanText]:
    """Yield the evidence of a result as text.

    Args:
        result: The result.
        model: The rates of the checks.
        prior: The probability before any evidence.
        untold: The checks that cannot tell.
        checks: The checks that may have written its ledger, by the type of their violations.
    """
    entries = result.ledger.entries
    combined = combine(entries, checks)
    yield clean(f"evidence: what the checks found is certain; this weighs {ASKED}")
    yield clean(f"check by check; rates {model.title}:")
    for entry in entries:
        yield from _entry(entry, checks[entry.evidence.invariant])
    for each in untold:
        yield clean(f"  {each.check.name} ({each.check.group}): {each.sentence}")
    yield clean("group by group:")
    for group in combined.groups:
        yield clean(f"  {group.group} ({', '.join(group.invariants)}): log10 BF {group.log10_bf:+.2f}")
    any_doubt = f"; {NO_DOUBT}" if result.violations and combined.log10_any < 0 else ""
    yield clean(f"any one group: log10 BF {combined.log10_any:+.2f}: {combined.any_sentence}{any_doubt}")
    yield clean(f"  posterior {combined.posterior_any(prior):.3g} that {ONE_GROUP}, from a prior of {prior:.3g}")
    all_doubt = f"; {NOT_EVERY}" if result.violations and combined.log10_bf < 0 else ""
    yield clean(f"all groups: log10 BF {combined.log10_bf:+.2f}, {combined.strength}: {combined.sentence}{all_doubt}")
    yield clean(f"  posterior {combined.posterior(prior):.3g} that {EVERY_GROUP}, from a prior of {prior:.3g}")
    yield clean(f"  {COMBINING}")
    yield clean(f"summary: {EvidenceSummary.of(entries).line}")


def judgement_lines(judgement: AtpJudgement, model: DetectionModel, prior: float) -> Iterator[CleanText]:
    """Yield the judgement of a pack as text."""
    source = judgement.known.source.value if judgement.known else "not known"
    yield clean(f"ATP oracle on the state of {judgement.result.oracle_name}, {source}:")
    result, untold = judgement.result, judgement.untold
    lines = (*result_lines(result, untold), *evidence_lines(result, model, prior, untold, judgement.checks))
    yield from (clean(f"  {line}") for line in lines)
    for note in judgement.notes:
        yield clean(f"  note: {note}")


def judgements_lines(found: Judgements, model: DetectionModel, prior: float) -> Iterator[CleanText]:
    """Yield the judgements of a pack as text, one after the other, then how many were left out."""
    for judgement in found:
        yield from judgement_lines(judgement, model, prior)
    if found.left_out:
        total = len(found) + sum(found.left_out.values())
        left_out = ", ".join(f"{count:,} {outcome}" for outcome, count in found.left_out.items())
        yield clean(f"ATP oracle: the worst {len(found):,} of {total:,} states; not listed: {left_out}")


def judgements_object(found: Judgements, model: DetectionModel, prior: float) -> Mapping[str, Any]:
    """Return what ``check --atp --format json`` adds for a pack.

    ``atp`` is an iterator, so that the judgements are made one after the other while they are written.
    """
    left_out = {outcome.name.lower(): count for outcome, count in found.left_out.items()}
    return {
        "atp": (judgement_object(judgement, model, prior) for judgement in found),
        **({"atp_left_out": left_out} if left_out else {}),
    }


def model_lines(model: DetectionModel) -> Iterator[CleanText]:
    """Yield the rates of a model as text, each with its counts and its interval where it was measured."""
    yield clean(f"rates {model.title}; intervals after Jeffreys, {LEVEL:.0%}:")
    for check in ATP_CHECKS:
        rates = model.rates(check.name)
        weights = f"log10 BF {rates.log10_bf(fired=True):+.2f} fired, {rates.log10_bf(fired=False):+.2f} silent"
        if rates.broken is None or rates.clean is None:
            yield clean(f"  {check.name}: not measured; {rates.detection:.4g} and {rates.false_alarm:.4g}; {weights}")
            continue
        yield clean(f"  {check.name}: {weights}")
        yield clean(f"    detection   {_measured(rates.detection, rates.broken)}")
        yield clean(f"    false alarm {_measured(rates.false_alarm, rates.clean)}")


def _measured(rate: float, tally: Tally) -> str:
    low, high = tally.interval()
    return f"{rate:.6f}, {tally.fired} of {tally.runs} runs, interval {low:.6f} to {high:.6f}"


def _entry(entry: LedgerEntry, check: WeighedCheck) -> Iterator[CleanText]:
    evidence = entry.evidence
    word, factor = Answer.SILENT if evidence.passed else Answer.FIRED, evidence.bayes_factor
    yield clean(f"  {check.name} ({check.group}): {word}, log10 BF {factor.log10_bf:+.2f}, {factor.strength}")
    yield from (clean(f"    {line.substitution}") for line in evidence.evidence_lines)


def result_object(
    result: AtpOracleResult,
    state: AtpTransferState,
    model: DetectionModel,
    prior: float,
    checks: Mapping[str, WeighedCheck] = ATP_CHECK_OF,
) -> Mapping[str, Any]:
    """Return the object that ``oracle --atp --format json`` prints: the result, then what its ledger weighs."""
    entries = result.ledger.entries
    combined, summary = combine(entries, checks), EvidenceSummary.of(entries)
    return {
        **loads(compact(result)),
        "state": loads(compact(state)),
        "model": model.title,
        "groups": [
            {"group": group.group, "invariants": list(group.invariants), "log10_bf": group.log10_bf}
            for group in combined.groups
        ],
        "combined": {"log10_bf": combined.log10_bf, "strength": combined.strength.value, "how": COMBINING},
        "any_group": {"log10_bf": combined.log10_any},
        "posterior": {
            "prior": prior,
            "posterior": combined.posterior(prior),
            "hypothesis": EVERY_GROUP,
            "posterior_any_group": combined.posterior_any(prior),
            "hypothesis_any_group": ONE_GROUP,
        },
        "summary": {
            "strengths": {strength.value: count for strength, count in summary.counts.items()},
            "for_violation": summary.for_violation,
            "strongly": summary.strongly,
            "line": summary.line,
        },
    }


def judgement_object(judgement: AtpJudgement, model: DetectionModel, prior: float) -> Mapping[str, Any]:
    """Return the object that ``check --atp --format json`` adds for one judgement of a pack."""
    told = result_object(judgement.result, judgement.state, model, prior, judgement.checks)
    told_state = {name: None if name in judgement.lacking else value for name, value in told["state"].items()}
    cannot_tell = [
        {"check": each.check.name, "violation_type": each.check.violation_type, "why": each.why}
        for each in judgement.untold
    ]
    return {
        **told,
        "state": told_state,
        **({"cannot_tell": cannot_tell} if cannot_tell else {}),
        "source": judgement.known.source.value if judgement.known else None,
        "notes": list(judgement.notes),
    }
