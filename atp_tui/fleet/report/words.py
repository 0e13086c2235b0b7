"""The words for a fleet's figures, once for every format that prints them."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.fleet.indexing import IndexProgress
from atp_tui.fleet.rows import Influence, Totals
from atp_tui.store.kept_import import shown_at

OUTCOMES: Final = (
    ("failed", "failed"),
    ("passed", "passed"),
    ("not_judged", "not judged"),
    ("unknown", "unknown"),
    ("lab_errors", "lab errors"),
    ("timeouts", "timed out"),
    ("killed", "killed"),
)
"""The outcomes of runs, which add up to the runs: the field of the totals, and its words."""

PACKS: Final = (("readable", "readable"), ("unreadable", "unreadable"), ("unread", "not read yet"))
"""The packs, which add up likewise."""

SOUNDNESS: Final = (("sound", "intact"), ("not_sound", "DAMAGED"), ("unexamined", "not examined"))
"""The readable packs, which add up likewise."""


def sum_line(total: int, noun: str, parts: tuple[tuple[str, str], ...], totals: Totals) -> str:
    """Return a total with its parts: ``3 packs: 2 readable, 1 unreadable``; parts of 0 are left out."""
    told = [f"{getattr(totals, field):,} {words}" for field, words in parts if getattr(totals, field)]
    return counted(total, noun) + (f": {', '.join(told)}" if told else "")


def share(rate: float) -> str:
    """Return a rate as a percentage: ``0.7 %``; one that is above 0 is never written as 0."""
    percent = rate * 100
    return f"{percent:.1f} %" if percent >= 0.05 or not percent else "< 0.1 %"  # noqa: PLR2004 - half the last digit


def moment(ns: int) -> str:
    """Return a time in nanoseconds since 1970 as date and time in UTC, to the minute; ``-`` beyond the year 9999."""
    try:
        return datetime.fromtimestamp(ns // 1_000_000_000, UTC).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return "-"


def influence_line(influence: Influence) -> str:
    """Return how an option changes the rate of a group, as a sentence without a full stop."""
    word = "trigger" if influence.is_trigger else "suppressor"
    one = f"{influence.with_seen:,} of {influence.with_runs:,} runs with it"
    other = f"{influence.without_seen:,} of {influence.without_runs:,} without"
    return (
        f"{word} {influence.option}: {one} ({share(influence.low)} to {share(influence.high)}), {other} "
        f"({share(influence.without_low)} to {share(influence.without_high)})"
    )


def path_text(path: bytes) -> str:
    """Return a path as text, that of an imported log as the log; bytes that are no UTF-8 stand as escapes."""
    return os.fsencode(shown_at(os.fsdecode(path))).decode("utf-8", "backslashreplace")


def near_path(path: bytes) -> str:
    """Return a path as text, from the working directory on where it is inside; that of an imported log as the log."""
    if shown_at(os.fsdecode(path)) != os.fsdecode(path):
        return path_text(path)
    try:
        here = os.getcwdb().rstrip(b"/") + b"/"
    except OSError:
        here = b"/"
    return path_text(path.removeprefix(here) if here != b"/" else path)


_STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "known": "looking for packs",
        "what": "reading packs",
        "why": "searching for causes",
        "sound": "checking integrity",
    }
)


def progress_words(progress: IndexProgress) -> str:
    """Return how far an indexing is."""
    of = f" of {progress.total:,}" if progress.total is not None else ""
    return f"indexing: {_STEPS.get(progress.step, progress.step)}, {progress.done:,}{of}"
