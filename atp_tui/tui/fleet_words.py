"""Figures of a fleet in words, and what each of these words means, for the page of keys."""

from collections.abc import Callable
from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.fleet.indexing import IndexReport
from atp_tui.fleet.report.words import OUTCOMES, PACKS, SOUNDNESS, path_text
from atp_tui.fleet.rows import GroupFilter, GroupOrder, Proof, Status, Totals
from atp_tui.tui.help_page import HelpSection
from atp_tui.tui.text import BAD, GOOD, QUIET, UNDECIDED

HEIGHTS: Final = [(0, "-tiny"), (20, "-short"), (30, "-tall")]
"""The class of the screens of a fleet by their height."""

USUAL: Final = GroupFilter()
"""The groups that are listed unless others are asked for."""

DAMAGED: Final = dict(SOUNDNESS)["not_sound"]
"""The word for packs whose integrity checks do not all pass."""

NONE: Final = "-"
"""Where there is nothing to say."""

STATUS_STYLES: Final = {
    Status.NEW: "bold",
    Status.REGRESSED: BAD,
    Status.KNOWN: "",
    Status.MUTED: "",
    Status.FIXED: GOOD,
}

PROOF_STYLES: Final = {Proof.FAILS: BAD, Proof.PASSES: GOOD, Proof.OTHER: UNDECIDED, Proof.NOT_RUN: QUIET}

ORDERS: Final = {
    GroupOrder.IMPACT: "highest severity first, then most runs",
    GroupOrder.RUNS: "most runs first",
    GroupOrder.LAST_SEEN: "seen most recently first",
    GroupOrder.FIRST_SEEN: "first seen most recently first",
    GroupOrder.TITLE: "alphabetically",
    GroupOrder.STATUS: "regressed and new first",
}
"""The orders of groups, each with what it means."""

STATUSES: Final = {
    Status.NEW: "nobody has looked at it",
    Status.KNOWN: "a known failure; it stays in the list",
    Status.MUTED: "known, and only listed on request",
    Status.FIXED: "fixed; a later build that shows it makes it regressed",
}
"""The statuses that a person can set, each with what it means."""

GLOSSARY: Final = (
    HelpSection(
        "What the figures mean",
        (
            ("runs", "runs of the lab, and runs recorded in packs; the outcomes after the = add up to them"),
            ("passed", "an oracle judged the run, and reported no violation"),
            ("failed", "an oracle reported a violation"),
            ("not judged", "no oracle judged the run"),
            ("unknown", "the readable part of the record shows no failure, and the rest cannot be read"),
            ("lab errors", "the lab itself failed; this is no verdict about the run"),
            ("timed out", "runs that did not end in time; killed are those whose process died"),
            ("not yet", "runs that the campaign has still to make"),
            ("canary", "a run of the campaign that must fail: ok if each did, MISSING if there was none"),
            ("determinism", "runs of the campaign that were repeated: ok if each gave the same trace twice"),
            ("new kind", "estimate that the next run fails in a way not seen before (Good-Turing)"),
            ("packs", "paths of crashpacks; two paths to one pack are two packs and one run"),
            ("intact", "packs whose integrity checks all pass; of a DAMAGED one some do not"),
            ("not examined", "packs that can be read; their integrity has not been checked so far"),
            ("unreadable", "packs that cannot be opened; there is a list with the reasons"),
            ("not read yet", "packs that the indexing has found and not opened so far"),
            ("not looked into", "violations whose cause has not been searched for"),
            ("STATUS", "new, known, muted, fixed, or regressed: fixed once, and seen on a later build"),
            ("SEV", "highest severity of the violations of the group"),
            (
                "GROUP",
                "what its violations have in common; + is an event a quiet run lacks, - one it alone has",
            ),
            ("RUNS", "runs with a violation of the group, each counted once"),
            ("RATE", "these runs as a share of all judged runs"),
            ("builds", "runs of the group on each build, the oldest build on the left"),
            ("PROOF", "result of replaying the cause: fails (the same failure), passes, other (another failure)"),
            ("TRIGGER", "the option that makes the group more or less frequent with certainty (95 %)"),
        ),
    ),
)
"""The words of the screen."""


def short(number: int) -> str:
    """Return a number in at most six cells up to a trillion."""
    for size, sign in ((10**9, "G"), (10**6, "M")):
        if number >= size:
            return f"{number / size:.1f}{sign}" if number < 100 * size else f"{number // size}{sign}"
    return f"{number:,}" if number < 100_000 else f"{number // 1000}k"  # noqa: PLR2004 - 99,999 has six cells


def run_words(totals: Totals, not_yet: int = 0) -> str:
    """Return the runs as a sum of their outcomes, without those that did not occur.

    Args:
        totals: What the fleet contains.
        not_yet: Runs that are still to be made.
    """
    words = _sum(counted(totals.runs + not_yet, "run"), totals, OUTCOMES)
    if not not_yet:
        return words
    return f"{words} {'+' if totals.runs else '='} {not_yet:,} not yet"


def pack_words(totals: Totals) -> str:
    """Return the packs as a sum of what is known of them, without those of which there are none."""
    parts = (*SOUNDNESS, *(part for part in PACKS if part[0] != "readable"))
    return _sum(counted(totals.packs, "pack"), totals, parts)


def _sum(whole: str, totals: Totals, parts: tuple[tuple[str, str], ...]) -> str:
    found = [f"{getattr(totals, field):,} {words}" for field, words in parts if getattr(totals, field)]
    return f"{whole} = {' + '.join(found)}" if found else whole


def index_words(report: IndexReport) -> str:
    """Return what an indexing has done."""
    counts = f"{report.new:,} new, {report.changed:,} changed, {report.gone:,} gone"
    words = f"indexed {counted(report.met, 'pack')}: {counts}"
    for path, reason in report.refused[:1]:
        words += f"; {counted(len(report.refused), 'path')} cannot be read: {path_text(path)}: {reason}"
    return words


def status_words(statuses: frozenset[Status]) -> str:
    """Return which statuses a list shows."""
    if statuses == frozenset(Status):
        return "all statuses"
    if statuses == USUAL.statuses:
        return "all but muted"
    return ", ".join(status.value for status in Status if status in statuses)


def empty_words(totals: Totals | None, which: GroupFilter, shown: Callable[[str], str], *, is_indexing: bool) -> str:
    """Return why no group is listed, and what to do.

    Args:
        totals: What the fleet contains; None before it was read.
        which: Which groups would be listed.
        shown: Gives the key of a command as it is shown to a person.
        is_indexing: Whether packs are being indexed now.
    """
    if totals is None:
        return "reading …"
    return _filtered_words(totals, which, shown) if totals.groups else _no_group_words(totals, shown, is_indexing)


def _no_group_words(totals: Totals, shown: Callable[[str], str], is_indexing: bool) -> str:
    if is_indexing:
        return "no group so far; groups appear while the packs are indexed"
    if not totals.packs and not totals.runs:
        return "the fleet is empty; 'atp-tui fleet DIRECTORY' indexes all crashpacks below a directory"
    if not totals.runs:
        return (
            f"none of {counted(totals.packs, 'pack')} can be read ({shown('fleet.unreadable')}: list with the reasons)"
        )
    if totals.failed:
        return "no group so far; the violations of the failed runs have not been grouped"
    return f"no violation in {counted(totals.runs, 'run')}"


def _filtered_words(totals: Totals, which: GroupFilter, shown: Callable[[str], str]) -> str:
    groups = counted(totals.groups, "group")
    if which.text:
        return f"{groups}, none matches the filter ({shown('back')}: clear it)"
    if which.build is not None:
        return f"{groups}, none was seen on this build ({shown('fleet.build')}: choose another)"
    if which.statuses == USUAL.statuses:
        return f"{groups}, none but muted ones ({shown('fleet.statuses')}: show them)"
    return f"{groups}, none has this status ({shown('fleet.statuses')}: choose another)"
