"""Faults in combination: any set of them, on any seed, runs to its end or its deadline, and each outcome is explained.

A strike of some faults always breaks what they declare. The others change what the network or the memory does, which
the transfer may survive; it must then be complete, with the bytes that were sent.
"""

import random
from itertools import combinations
from typing import Final

import pytest

from atp_tui.lab.decision import Fired
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.lab.scenario import SCENARIOS
from tests.soak_figures import figure

PAIRS: Final = tuple(combinations(FAULTS, 2))
SEEDS: Final = 200
TRIPLES: Final = 200

CERTAIN: Final = frozenset(
    {"torn-journal", "reordered-journal", "stuck-operation", "unshielded-cleanup", "split-outcome"}
)
"""The faults whose strike nothing makes up for."""


def explain(run: LabRun) -> list[str]:
    """Return what of the outcome of a run its faults do not explain."""
    struck = {decision.fault for decision in run.decisions if isinstance(decision, Fired)}
    found = {violation.violation_type for violation in run.result.violations}
    declared = {name: kind for name in struck if (kind := FAULTS[name].violation_type) is not None}
    explained = {*declared.values(), *({"quiescence"} if "blackout" in struck and _spent(run) else ())}
    wrong = [f"{kind} without a fault that breaks it" for kind in found - explained]
    wrong += [
        f"{name} struck without {kind}" for name, kind in declared.items() if name in CERTAIN and kind not in found
    ]
    return wrong + _unexplained(run, struck, found)


def _spent(run: LabRun) -> bool:
    """Whether a block was given up because its repair budget was spent: a blackout swallows repair symbols, too."""
    given_up = {
        message.removeprefix("repair budget of ").removesuffix(" is spent").replace(" for ", " to ")
        for event in run.events
        if event.fields.kind == "RepairSpent" and (message := event.fields.message)
    }
    last = run.events[-1].fields
    return last.kind == "Deadline" and any(f"deliver {place}" in (last.message or "") for place in given_up)


def _unexplained(run: LabRun, struck: set[str], found: set[str]) -> list[str]:
    """What the trace and the stored bytes do not bear out."""
    wrong = []
    if run.is_complete is ("quiescence" in found):
        wrong.append("ended by itself with operations pending, or by the deadline without")
    if run.is_complete and (set(run.digests.stored) == {run.digests.sent}) is ("manifest_integrity" in found):
        wrong.append("the manifest is not that of the stored bytes")
    excused = _excused(run, struck)
    wrong += [
        f"{name} did not strike in a run that was complete"
        for name in set(run.options.faults) - struck - excused
        if run.is_complete
    ]
    return wrong


def _excused(run: LabRun, struck: set[str]) -> set[str]:
    """The faults whose place a complete transfer need not reach, since another fault or the network was first."""
    opened = {event.fields.message for event in run.events if event.fields.kind == "HandshakeComplete"}
    near = [f"path {path} to replica {to}" for path in range(run.options.paths) for to in range(run.options.replicas)]
    excused = set()
    if not {f"quic connection open on {link}" for link in near} <= opened:
        # They strike when a handshake is complete, and the transfer was over before, on other paths.
        excused |= {"heavy-loss", "lost-finished"}
    if "torn-journal" in struck:
        excused.add("reordered-journal")
    return excused


def outcomes(runs: list[LabOptions]) -> list[str]:
    """Run transfers, and return what is wrong with them."""
    return [
        f"{options.scenario} {options.seed} {options.faults}: {wrong}"
        for options in runs
        for wrong in explain(run_transfer(options, with_qlogs=False))
    ]


def drawn(dice: random.Random, count: int) -> LabOptions:
    """Return a scenario, drawn, with so many faults beside its own, its size and its places drawn too."""
    scenario = SCENARIOS[dice.choice(list(SCENARIOS))]
    own = scenario.options().faults
    faults = tuple(dict.fromkeys([*own, *dice.sample(list(FAULTS), count)]))
    replicas = max(dice.randint(1, 3), *(FAULTS[name].replicas for name in faults))
    size = dice.choice([20_481, 60_000, 120_000])
    return scenario.options(dice.getrandbits(64), faults=faults, replicas=replicas, size=size)


FEW_PAIRS = [pair for pair in PAIRS if abs(list(FAULTS).index(pair[0]) - list(FAULTS).index(pair[1])) in {1, 4}]
"""Pairs of which each fault is in two or more."""


@pytest.mark.parametrize(
    "pair",
    [pytest.param(pair, marks=() if pair in FEW_PAIRS else pytest.mark.soak, id="+".join(pair)) for pair in PAIRS],
)
def test_a_pair_of_faults_runs_to_its_end_and_breaks_what_it_should(pair: tuple[str, ...]) -> None:
    assert outcomes([SCENARIOS["clean"].options(PAIRS.index(pair), faults=pair)]) == []


@pytest.mark.parametrize("seed", [2, 37])
def test_a_power_cut_takes_the_record_that_would_have_been_late(seed: int) -> None:
    """On these seeds both faults choose the same record of the same replica."""
    run = run_transfer(SCENARIOS["clean"].options(seed, faults=("torn-journal", "reordered-journal")))
    assert {found.violation_type for found in run.result.violations} == {"journal_consistency"}
    assert [each.fault for each in run.decisions if isinstance(each, Fired)] == ["torn-journal"]


def test_a_few_triples_of_faults_do_too() -> None:
    dice = random.Random(3)
    assert outcomes([drawn(dice, 3) for _ in range(6)]) == []


def test_all_faults_at_once_do_too() -> None:
    assert outcomes([SCENARIOS["clean"].options(seed, faults=tuple(FAULTS)) for seed in range(4)]) == []


def test_a_blackout_that_swallows_the_repair_symbols_keeps_a_block_from_being_delivered() -> None:
    faults = ("flipped-bit", "torn-journal", "stuck-operation", "unshielded-cleanup", "split-outcome", "blackout")
    options = SCENARIOS["five-violations"].options(1994449174685571641, faults=faults, replicas=2, size=20_481)
    run = run_transfer(options)
    assert "stuck-operation" not in {each.fault for each in run.decisions if isinstance(each, Fired)}
    assert "quiescence" in {violation.violation_type for violation in run.result.violations}
    assert _spent(run)
    assert explain(run) == []


@pytest.mark.soak
@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_every_pair_of_faults_on_many_seeds(pair: tuple[str, ...]) -> None:
    wrong = outcomes([SCENARIOS["clean"].options(seed, faults=pair) for seed in range(SEEDS)])
    figure("lab: pairs of faults break what they should", SEEDS, len(wrong))
    assert wrong == []


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_random_triples_of_faults_in_every_scenario(part: int) -> None:
    dice = random.Random(part)
    wrong = outcomes([drawn(dice, 3) for _ in range(TRIPLES // 4)])
    figure("lab: triples of faults break what they should", TRIPLES // 4, len(wrong))
    assert wrong == []
