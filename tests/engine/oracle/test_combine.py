"""Many checks together: means in a group, sums between groups, and a model that is calibrated."""

import math
import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, product
from statistics import fmean

import pytest

from atp_tui.engine import (
    ATP_CHECKS,
    DEFAULT_MODEL,
    AtpOracleChecks,
    AtpTransferOracle,
    AtpTransferState,
    CombinedEvidence,
    EvidenceStrength,
    EvidenceSummary,
    InvalidFormatError,
    combine,
)
from atp_tui.engine.ledger import LedgerEntry
from atp_tui.engine.oracle.check import Check, CheckGroup
from atp_tui.engine.oracle.combine import log10_mean
from atp_tui.engine.oracle.evidence import check_evidence
from atp_tui.engine.oracle.model import DetectionModel

DRAWS = 2000

BY_HAND = tuple(
    check
    for check in ATP_CHECKS
    if check.name
    in {
        *("manifest", "journal", "quiescence", "obligations", "path_consistency"),
        *("region_closure", "task_completion", "repair_recovery", "trace_order", "artifact_presence"),
    }
)
"""The checks for which figures were worked out by hand."""


def ledger(
    fired: set[str], model: DetectionModel = DEFAULT_MODEL, checks: Sequence[Check[AtpTransferState]] = ATP_CHECKS
) -> tuple[LedgerEntry, ...]:
    """The ledger of a run of some checks, of which these fired."""
    return tuple(
        LedgerEntry(oracle_name="X", evidence=check_evidence(check, model.rates(check.name), fired=check.name in fired))
        for check in checks
    )


def test_groups_and_their_order() -> None:
    assert [(group.group, group.invariants) for group in combine(ledger(set(), checks=BY_HAND)).groups] == [
        ("data", ("manifest_integrity", "repair_recovery")),
        ("journal", ("journal_consistency",)),
        ("structure", ("quiescence", "obligation_leak", "region_closure", "task_completion")),
        ("paths", ("path_consistency",)),
        ("record", ("trace_order", "artifact_presence")),
    ]
    assert {check.group for check in ATP_CHECKS} == set(CheckGroup)


def test_against_figures_worked_out_by_hand() -> None:
    """Quiescence and obligations fire: 10 and 39.81072 in a group with two silent factors, the rest silent."""
    combined = combine(ledger({"quiescence", "obligations"}, checks=BY_HAND))
    by_group = {group.group: group.log10_bf for group in combined.groups}
    # Silent: High 0.1 / 0.977393 = 0.102313, Medium 0.1 / 0.91 = 0.109890, Critical 0.1 / 0.996417 = 0.100360,
    # Low 0.1 / 0.773930 = 0.129211.
    assert by_group["data"] == pytest.approx(math.log10((0.102313 + 0.100360) / 2), abs=1e-5)
    assert by_group["data"] == pytest.approx(-0.99424, abs=1e-5)
    assert by_group["journal"] == by_group["paths"] == pytest.approx(-0.99007, abs=1e-5)
    assert by_group["structure"] == pytest.approx(math.log10((10 + 39.81072 + 0.102313 + 0.109890) / 4), abs=1e-5)
    assert by_group["structure"] == pytest.approx(1.09711, abs=1e-5)
    assert by_group["record"] == pytest.approx(-0.88870, abs=1e-5)
    assert combined.log10_bf == pytest.approx(-0.99424 - 0.99007 + 1.09711 - 0.99007 - 0.88870, abs=5e-5)
    assert combined.strength is EvidenceStrength.AGAINST
    by_hand = (0.101337 + 0.102313 + 12.505731 + 0.102313 + 0.129211) / 5
    assert 10**combined.log10_any == pytest.approx(by_hand, abs=1e-4)
    # Odds of 1 to 99 times 2.588 give 0.02614 to 1.
    assert combined.posterior_any(0.01) == pytest.approx(0.02548, abs=1e-5)


def test_sums_over_all_groups_at_their_strongest() -> None:
    combined = combine(ledger({check.name for check in BY_HAND}, checks=BY_HAND))
    # log10 of (10^1.6 + 10^2.4) / 2, 1.6, log10 of (10 + 2 * 10^1.6 + 10) / 4, 1.6 and 0.6.
    assert combined.log10_bf == pytest.approx(2.16288 + 1.6 + 1.39627 + 1.6 + 0.6, abs=2e-5)
    assert combined.strength is EvidenceStrength.VERY_STRONG
    assert combined.posterior(0.5) == pytest.approx(1, abs=1e-6)


def test_no_check_leaves_the_prior_as_it_was() -> None:
    combined = combine(())
    assert (combined.groups, combined.log10_bf, combined.log10_any) == ((), 0, 0)
    assert combined.posterior(0.25) == pytest.approx(0.25)
    assert combined.sentence == "the record is as likely if every group broke as if none did"


@pytest.mark.parametrize("prior", [0, 1, -0.5, 1.5, math.nan])
def test_a_prior_is_a_probability(prior: float) -> None:
    with pytest.raises(InvalidFormatError, match="prior"):
        combine(ledger(set())).posterior(prior)


def test_an_invariant_of_no_check_is_a_group_by_itself() -> None:
    first, *_ = ledger(set())
    foreign = first.changed(evidence=first.evidence.changed(invariant="jitter"))
    assert [group.group for group in combine([first, foreign]).groups] == ["data", "jitter"]


def test_a_mean_stays_in_range() -> None:
    assert log10_mean([400, 400]) == 400
    assert log10_mean([400, -400]) == pytest.approx(400 - math.log10(2))
    assert log10_mean([-400]) == -400


def healthy(dice: random.Random, dependence: float, model: DetectionModel) -> set[str]:
    """The checks that raise a false alarm in a healthy run.

    With the probability *dependence* all checks of a group go by one draw, else each by its own; either way each fires
    with its own rate of false alarms.
    """
    shared = {group: dice.random() for group in CheckGroup}
    is_shared = dice.random() < dependence
    draws = {check.name: shared[check.group] if is_shared else dice.random() for check in ATP_CHECKS}
    return {name for name, draw in draws.items() if draw < model.rates(name).false_alarm}


MILD = DetectionModel.read({check.name: {"detection": 0.5, "false_alarm": 0.3} for check in ATP_CHECKS})
"""Rates at which a mean over few runs lies close to its expectation; by default rare large factors make the mean."""


@cache
def drawn(seed: int, dependence: float, model: DetectionModel) -> list[CombinedEvidence]:
    """What the checks of so many healthy runs weigh together."""
    dice = random.Random(f"{seed} {dependence}")
    return [combine(ledger(healthy(dice, dependence, model), model)) for _ in range(DRAWS)]


@pytest.mark.parametrize("dependence", [0.0, 0.5, 1.0])
def test_over_healthy_runs_the_mean_factor_is_about_one(dependence: float) -> None:
    found = drawn(1, dependence, MILD)
    assert 0.9 <= fmean(10**each.log10_bf for each in found) <= 1.1
    assert 0.9 <= fmean(10**each.log10_any for each in found) <= 1.1


@pytest.mark.parametrize("model", [DEFAULT_MODEL, MILD])
@pytest.mark.parametrize("dependence", [0.0, 0.5, 1.0])
def test_over_healthy_runs_a_large_factor_is_rare(dependence: float, model: DetectionModel) -> None:
    found = drawn(1, dependence, model)
    for factor in (3, 20, 150):
        assert sum(10**each.log10_bf >= factor for each in found) <= DRAWS / factor
        assert sum(10**each.log10_any >= factor for each in found) <= DRAWS / factor


def outcomes(
    checks: Sequence[Check[AtpTransferState]], model: DetectionModel, *, share: bool
) -> Iterator[tuple[float, set[str]]]:
    """Every outcome of some checks in a healthy run, with its probability."""
    alarms = {check.name: model.rates(check.name).false_alarm for check in checks}
    if share:
        for low, high in pairwise(sorted({0.0, 1.0, *alarms.values()})):
            yield high - low, {name for name, alarm in alarms.items() if low < alarm}
        return
    for fired in product((False, True), repeat=len(checks)):
        flags = dict(zip(alarms, fired, strict=True))
        chance = math.prod(alarms[name] if flag else 1 - alarms[name] for name, flag in flags.items())
        yield chance, {name for name, flag in flags.items() if flag}


@pytest.mark.parametrize("share", [True, False])
@pytest.mark.parametrize("model", [DEFAULT_MODEL, MILD])
@pytest.mark.parametrize("group", CheckGroup)
def test_the_expected_factor_of_a_group_is_exactly_one(
    group: CheckGroup, model: DetectionModel, *, share: bool
) -> None:
    checks = [check for check in ATP_CHECKS if check.group is group]
    expected = 0.0
    for chance, fired in outcomes(checks, model, share=share):
        (found,) = [each for each in combine(ledger(fired, model)).groups if each.group == group]
        expected += chance * 10**found.log10_bf
    assert expected == pytest.approx(1, abs=1e-12)


def test_a_product_inside_a_group_would_be_misled() -> None:
    """The reason for the groups: the product over four checks that go by one draw has a mean far above 1."""
    checks = [check for check in ATP_CHECKS if check.group is CheckGroup.STRUCTURE]
    rates = [DEFAULT_MODEL.rates(check.name) for check in checks]
    least = min(each.false_alarm for each in rates)
    assert least * math.prod(each.detection / each.false_alarm for each in rates) > 1000


def test_a_summary_counts_by_strength() -> None:
    summary = EvidenceSummary.of(ledger({"repair_recovery", "journal", "quiescence"}, checks=BY_HAND))
    assert {strength.value: count for strength, count in summary.counts.items() if count} == {
        "Against": 7,
        "Positive": 1,
        "Strong": 1,
        "VeryStrong": 1,
    }
    assert (summary.entries, summary.for_violation, summary.strongly) == (10, 3, 2)
    assert summary.line == (
        "3 of 10 speak for a violation, 2 of them strongly (1 VeryStrong, 1 Strong, 1 Positive, 7 Against)"
    )


def test_a_negligible_factor_speaks_for_nothing() -> None:
    model = DetectionModel.read({"journal": {"detection": 0.5, "false_alarm": 0.4}})
    summary = EvidenceSummary.of(ledger({"journal"}, model))
    assert summary.counts[EvidenceStrength.NEGLIGIBLE] == 1
    assert (summary.for_violation, summary.strongly) == (0, 0)


def test_a_summary_of_nothing_says_so() -> None:
    off = AtpOracleChecks.without(tuple(AtpOracleChecks.model_fields))
    result = AtpTransferOracle(checks=off).check(AtpTransferState())
    assert EvidenceSummary.of(result.ledger.entries).line == "nothing was checked"
