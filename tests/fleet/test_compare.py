"""What becomes of groups between two fleets."""

import dataclasses

import pytest

from atp_tui.engine.record import Severity
from atp_tui.fleet.compare import Change, Comparison, Side, SideGroup, compare
from atp_tui.fleet.rows import Proof, Status

GROUP = SideGroup(1, "quiescence", Status.NEW, Severity.MEDIUM, 30, ("v1/2:aa",), None)


def side(name: str, *groups: SideGroup, runs: int = 1000) -> Side:
    return Side(name, runs, groups)


def other(group: SideGroup = GROUP, **changed: object) -> SideGroup:
    return dataclasses.replace(group, **changed)  # type: ignore[arg-type]


def only(found: Comparison) -> tuple[Change, str]:
    (one,) = found.groups
    return one.change, one.words


def test_a_group_of_both_is_known_whatever_its_number_and_title() -> None:
    found = compare(side("A", GROUP), side("B", other(id=9, title="else", runs=25)))
    assert only(found) == (Change.KNOWN, "both show it")
    assert found.groups[0].runs == (30, 25)


def test_a_group_of_both_says_when_it_is_seen_more_or_less_often() -> None:
    more = only(compare(side("A", GROUP), side("B", other(runs=90))))
    assert more == (Change.KNOWN, "both show it, more often now: 30 of 1,000 runs, now 90 of 1,000: p < 0.001")
    less = only(compare(side("A", GROUP), side("B", other(runs=15))))
    assert less == (Change.KNOWN, "both show it, less often now: 30 of 1,000 runs, now 15 of 1,000: p 0.017")


@pytest.mark.parametrize("status", [Status.FIXED, Status.REGRESSED])
def test_a_group_that_was_fixed_and_is_seen_is_regressed(status: Status) -> None:
    assert only(compare(side("A", other(status=status)), side("B", GROUP)))[0] is Change.REGRESSED


def test_a_group_that_is_only_new_is_new_where_chance_is_unlikely() -> None:
    assert only(compare(side("A"), side("B", GROUP))) == (
        Change.NEW,
        "30 of 1,000 runs of B, 0 of 1,000 of A: p < 0.001",
    )


def test_three_of_a_thousand_are_not_proved_new() -> None:
    change, words = only(compare(side("A"), side("B", other(runs=3))))
    assert (change, words) == (
        Change.NOT_PROVED,
        "3 of 1,000 runs of B, 0 of 1,000 of A: p 0.12, too few runs to say",
    )
    assert not change.fails


@pytest.mark.parametrize(
    ("proof", "change"), [(Proof.PASSES, Change.NEW), (Proof.OTHER, Change.NEW), (Proof.FAILS, Change.KNOWN)]
)
def test_a_proof_decides_over_the_count(proof: Proof, change: Change) -> None:
    for runs in (1, 900):
        found = compare(side("A"), side("B", other(runs=runs)), lambda _, on_base: proof if on_base else Proof.NOT_RUN)
        assert only(found)[0] is change


@pytest.mark.parametrize(
    ("proof", "change"),
    [(Proof.PASSES, Change.GONE), (Proof.FAILS, Change.KNOWN), (Proof.NOT_RUN, Change.GONE)],
)
def test_a_group_that_is_not_seen_any_more_is_run_on_the_new_build(proof: Proof, change: Change) -> None:
    found = compare(side("A", GROUP), side("B"), lambda _, on_base: Proof.NOT_RUN if on_base else proof)
    assert only(found)[0] is change


def test_gone_in_too_few_runs_says_so() -> None:
    assert only(compare(side("A", other(runs=3)), side("B")))[1].endswith("p 0.12, too few runs to say")
    assert not only(compare(side("A", other(runs=30)), side("B")))[1].endswith("too few runs to say")


def test_groups_are_joined_through_a_merge_on_either_side() -> None:
    merged = other(fingerprints=("v1/2:aa", "v1/2:bb"))
    parts = side("B", GROUP, other(id=2, fingerprints=("v1/2:bb",)))
    for found in (compare(side("A", merged), parts), compare(parts, side("A", merged))):
        assert only(found)[0] is Change.KNOWN


def test_only_groups_of_one_side_are_verified_and_each_once() -> None:
    asked: list[tuple[int, bool]] = []

    def verify(group: SideGroup, on_base: bool) -> Proof:
        asked.append((group.id, on_base))
        return Proof.PASSES

    gone, new = other(id=2, fingerprints=("b",)), other(id=3, fingerprints=("c",))
    compare(side("A", GROUP, gone), side("B", GROUP, new), verify)
    assert sorted(asked) == [(2, False), (3, True)]


def test_new_come_first_and_of_them_the_worst() -> None:
    groups = [
        other(id=1, fingerprints=("a",), severity=Severity.LOW),
        other(id=2, fingerprints=("b",), severity=Severity.CRITICAL),
        other(id=3, fingerprints=("c",), runs=1),
    ]
    found = compare(side("A", other(id=4, fingerprints=("d",))), side("B", *groups))
    assert [(each.change, (*each.new, *each.base)[0].id) for each in found.groups] == [
        (Change.NEW, 2),
        (Change.NEW, 1),
        (Change.NOT_PROVED, 3),
        (Change.GONE, 4),
    ]
    assert [each.new[0].id for each in found.of(Change.NEW)] == [2, 1]


def test_a_hundred_thousand_groups_are_joined_in_linear_time() -> None:
    chain = [other(id=at, fingerprints=(f"{at}", f"{at + 1}")) for at in range(100_000)]
    assert only(compare(side("A", *chain[::2]), side("B", *chain[1::2])))[0] is Change.KNOWN


SEARCHED = other(kinds=("v1/1:aa",))
OPEN = other(id=2, fingerprints=("v1/1:aa",), kinds=("v1/1:aa",), is_searched=False, runs=900)


@pytest.mark.parametrize(
    ("base", "new", "words"),
    [
        (SEARCHED, OPEN, "B has runs with the same fingerprint of level 1 whose cause was not searched for"),
        (OPEN, SEARCHED, "A has runs with the same fingerprint of level 1 whose cause was not searched for"),
    ],
)
def test_runs_that_nobody_looked_into_may_be_of_a_group(base: SideGroup, new: SideGroup, words: str) -> None:
    found = compare(side("A", base), side("B", new))
    assert {each.change for each in found.groups} == {Change.UNDECIDED}
    assert words in {each.words for each in found.groups}
    assert not Change.UNDECIDED.fails


def test_a_proof_decides_where_runs_were_not_looked_into() -> None:
    found = compare(side("A", OPEN), side("B", SEARCHED), lambda group, _: PROOFS[group.is_searched])
    assert [each.change for each in found.groups] == [Change.NEW, Change.UNDECIDED]
    assert found.groups[0].words == "its cause passes on A"


PROOFS = {True: Proof.PASSES, False: Proof.NOT_RUN}


def test_runs_of_another_kind_leave_no_doubt() -> None:
    found = compare(side("A", other(OPEN, kinds=("v1/1:bb",), fingerprints=("v1/1:bb",))), side("B", SEARCHED))
    assert {each.change for each in found.groups} == {Change.NEW, Change.GONE}


def test_where_some_runs_were_not_looked_into_their_number_says_nothing() -> None:
    found = compare(side("A", SEARCHED, OPEN), side("B", other(SEARCHED, runs=900)))
    (known,) = found.of(Change.KNOWN)
    assert known.words == (
        "both show it; how often is not known:"
        " A has runs with the same fingerprint of level 1 whose cause was not searched for"
    )
