"""Figures in words: sums add up, and an empty list says why it is empty."""

import re
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.cells import cell_len
from atp_tui.fleet.indexing import IndexReport
from atp_tui.fleet.rows import GroupFilter, GroupOrder, Proof, Status, Totals
from atp_tui.tui.fleet_words import (
    GLOSSARY,
    ORDERS,
    PROOF_STYLES,
    STATUS_STYLES,
    STATUSES,
    empty_words,
    index_words,
    pack_words,
    run_words,
    short,
    status_words,
)
from atp_tui.tui.group_lines import columns_for
from atp_tui.tui.keymap import DEFAULT_KEYMAP
from tests.fleet_rows import TOTALS

NOTHING = Totals(*[0] * len(fields(Totals)))
OUTCOMES = ("passed", "failed", "not_judged", "unknown", "lab_errors", "timeouts", "killed")
STATES = ("sound", "not_sound", "unexamined", "unreadable", "unread")


def numbers(words: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", words)]


@given(st.tuples(*[st.integers(0, 10**7)] * 7), st.tuples(*[st.integers(0, 10**7)] * 5))
def test_runs_and_packs_are_sums_of_what_is_shown(outcomes: tuple[int, ...], states: tuple[int, ...]) -> None:
    shown = dict(zip((*OUTCOMES, *STATES), (*outcomes, *states), strict=True))
    totals = replace(NOTHING, runs=sum(outcomes), packs=sum(states), readable=sum(states[:3]), **shown)
    for words in (run_words(totals), pack_words(totals)):
        whole, *parts = numbers(words)
        assert whole == sum(parts)


def test_the_sums_of_a_usual_fleet() -> None:
    assert run_words(TOTALS) == "41,872 runs = 12,519 failed + 29,310 passed + 31 lab errors + 12 killed"
    assert pack_words(TOTALS) == (
        "2,219 packs = 2,190 intact + 3 DAMAGED + 11 not examined + 2 unreadable + 13 not read yet"
    )
    assert run_words(NOTHING) == "0 runs"


@given(st.integers(0, 10**12 - 1))
def test_a_short_number_has_at_most_six_cells(number: int) -> None:
    assert 0 < cell_len(short(number)) <= 6


def test_an_empty_list_says_why() -> None:
    def words(totals: Totals | None, which: GroupFilter = GroupFilter(), *, is_indexing: bool = False) -> str:  # noqa: B008
        return empty_words(totals, which, DEFAULT_KEYMAP.shown, is_indexing=is_indexing)

    assert words(None) == "reading …"
    assert words(NOTHING).startswith("the fleet is empty; 'atp-tui fleet DIRECTORY' indexes")
    assert words(NOTHING, is_indexing=True).startswith("no group so far")
    assert words(replace(NOTHING, packs=2, unreadable=2)) == "none of 2 packs can be read (e: list with the reasons)"
    assert words(replace(NOTHING, runs=3, passed=3)) == "no violation in 3 runs"
    assert "have not been grouped" in words(replace(NOTHING, runs=3, failed=3))
    assert words(TOTALS, GroupFilter(text="x")) == "5 groups, none matches the filter (esc: clear it)"
    assert words(TOTALS, GroupFilter(build="x")) == "5 groups, none was seen on this build (b: choose another)"
    assert words(TOTALS) == "5 groups, none but muted ones (f: show them)"
    assert "has this status (f:" in words(TOTALS, GroupFilter(statuses=frozenset({Status.FIXED})))


def test_the_statuses_of_a_list_have_a_word() -> None:
    assert status_words(GroupFilter().statuses) == "all but muted"
    assert status_words(frozenset(Status)) == "all statuses"
    assert status_words(frozenset({Status.FIXED, Status.NEW})) == "new, fixed"


def test_the_tables_have_every_value() -> None:
    assert set(ORDERS) == set(GroupOrder)
    assert set(STATUS_STYLES) == set(Status)
    assert set(PROOF_STYLES) == set(Proof)
    assert set(STATUSES) == set(Status) - {Status.REGRESSED}, "which only the program sets"


def test_every_figure_of_the_screen_is_explained() -> None:
    told = " ".join(" ".join(row) for section in GLOSSARY for row in section.rows)
    words = [*re.findall(r"[a-zA-Z]+(?: [a-z]+)*", f"{run_words(TOTALS)} {pack_words(TOTALS)}".replace(",", ""))]
    assert [word for word in words if word not in told] == []
    for column in columns_for(117, (), GroupOrder.IMPACT):
        assert column.heading in told, column.heading


def test_an_indexing_says_what_it_did() -> None:
    report = IndexReport(met=3, new=2, changed=1, refused=[(b"/x", "no such directory")])
    counts = "indexed 3 packs: 2 new, 1 changed, 0 gone"
    assert index_words(report) == f"{counts}; 1 path cannot be read: /x: no such directory"
    assert index_words(IndexReport(met=3, new=2, changed=1)) == counts
