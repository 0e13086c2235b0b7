"""Which options make a group more frequent, or less: told only where it is certain.

The rates with an option and without it are compared by their Wilson intervals; an option is told where these part. So
many options are looked at that one in twenty would part by chance, were it not that two intervals of 95 % which part
differ far more certainly than that; how many were looked at is told beside them.
"""

import math
from typing import Final, NamedTuple

from atp_tui.engine.statistics import wilson
from atp_tui.fleet.connection import Fleet, natural, whole
from atp_tui.fleet.counts import FEATURED, KNOWN
from atp_tui.fleet.rows import Influence
from atp_tui.fleet.values import text

LISTED: Final = 20
"""Influences that are told."""


class Influences(NamedTuple):
    """What was found about the options of a group."""

    certain: tuple[Influence, ...]
    """The strongest first."""
    tested: int
    """How many options were looked at."""


def influence(option: str, seen: int, runs: int, without_seen: int, without_runs: int) -> Influence:
    """Return how often a group is seen with an option and without it."""
    low, high = wilson(seen, runs)
    without_low, without_high = wilson(without_seen, without_runs)
    return Influence(option, seen, runs, without_seen, without_runs, low, high, without_low, without_high)


def influences_of(fleet: Fleet, group: int) -> Influences:
    """Return the triggers and suppressors of a group, from the runs whose options are known."""
    runs = fleet.count("SELECT count FROM tally WHERE what = ?", (FEATURED,))
    counted = fleet.rows("SELECT feature, runs FROM grp_feature WHERE grp = ?", (group,))
    seen = {whole(feature): natural(count) for feature, count in counted}
    found = []
    for bit, label, stored in fleet.rows("SELECT bit, label, runs FROM feature ORDER BY bit"):
        with_runs = natural(stored)
        if 0 < with_runs < runs:
            # Sums of a damaged database may say that a part is more than the whole.
            with_seen = min(seen.get(whole(bit), 0), with_runs)
            without_seen = min(max(seen.get(KNOWN, 0) - with_seen, 0), runs - with_runs)
            found.append(influence(text(label), with_seen, with_runs, without_seen, runs - with_runs))
    certain = sorted((each for each in found if each.is_trigger or each.is_suppressor), key=_strength, reverse=True)
    return Influences(tuple(certain[:LISTED]), len(found))


def write_influences(fleet: Fleet) -> None:
    """Write the strongest influence on each group beside it, where it has changed."""
    changed = []
    for group, before in fleet.rows("SELECT id, influence FROM grp WHERE violations > 0 OR influence <> ''"):
        words = influence_words(influences_of(fleet, group))
        if words != before:
            changed.append((words, group))
    if changed:
        with fleet.writing() as db:
            db.executemany("UPDATE grp SET influence = ? WHERE id = ?", changed)


def influence_words(found: Influences) -> str:
    """Return the strongest influence in a few words: ``torn-journal x41``; empty where none is certain."""
    if not found.certain:
        return ""
    first = found.certain[0]
    ratio = _ratio(first)
    return f"{first.option} {'only' if math.isinf(ratio) else f'x{ratio:.2g}'}"


def _ratio(found: Influence) -> float:
    """How many times as often a group is seen with an option as without it."""
    with_rate, without_rate = found.with_seen / found.with_runs, found.without_seen / found.without_runs
    return with_rate / without_rate if without_rate else math.inf


def _strength(found: Influence) -> float:
    """How far the intervals are apart, in proportion."""
    low, high = (found.low, found.without_high) if found.is_trigger else (found.without_low, found.high)
    return low / high if high else math.inf
