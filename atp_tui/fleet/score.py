"""How well the groups of a fleet match the mechanisms that the lab knows to be behind its violations."""

from dataclasses import dataclass

from atp_tui.engine.grouping_score import GroupingScore, score_of
from atp_tui.fleet.connection import Fleet


@dataclass(frozen=True, slots=True)
class FleetScore:
    """The scores of a fleet, over the violations whose mechanism is known."""

    types: GroupingScore
    """If oracle and type alone made the groups."""
    level_one: GroupingScore
    """If the fingerprints of level 1 did."""
    level_two: GroupingScore
    """If those of level 2 did."""
    groups: GroupingScore
    """The groups as they are, with all that people changed."""
    unknown: int
    """Violations that are left out, because nobody has found their cause."""


def score(fleet: Fleet) -> FleetScore:
    """Return the scores of a fleet, in time and memory linear to its violations with a known mechanism."""
    with fleet.reading():
        rows = fleet.rows(
            "SELECT v.kind, v.level1, v.level2, p.grp, m.name FROM mechanism m"
            " JOIN violation v USING (campaign, number, place) JOIN print p ON p.id = v.print"
        )
        total = fleet.count("SELECT count(*) FROM violation")
    return FleetScore(
        types=score_of((kind, name) for kind, _, _, _, name in rows),
        level_one=score_of((one, name) for _, one, _, _, name in rows),
        level_two=score_of((two, name) for _, _, two, _, name in rows),
        groups=score_of((group, name) for _, _, _, group, name in rows),
        unknown=total - len(rows),
    )
