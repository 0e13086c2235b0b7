"""``atp-tui fleet score``: how well the groups match what the lab knows."""

from typing import TYPE_CHECKING, Final

import click

from atp_tui.cli.exits import Exit
from atp_tui.cli.fleet.database_option import FORMATS, db_option, opened
from atp_tui.cli.output import print_json, print_line

if TYPE_CHECKING:
    from atp_tui.engine.grouping_score import GroupingScore

_HEAD: Final = ("groups by", "groups", "per mechanism", "precision", "recall", "B-cubed F", "purity")


@click.command(name="score")
@db_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(db: str, form: str) -> int:
    """Measure how well the groups match known faults.

    The lab knows which faults it injected, so the mechanism behind a violation is known once its cause was found.
    Precision is the share of pairs in one group that have one mechanism, recall the share of pairs of one mechanism
    that are in one group. Violations whose cause nobody has found are left out and counted.
    """
    from dataclasses import asdict

    from atp_tui.engine.counted import counted
    from atp_tui.fleet.score import score

    with opened(db) as fleet:
        found = score(fleet)
    ways = {"type": found.types, "level 1": found.level_one, "level 2": found.level_two, "now": found.groups}
    if form == "json":
        scores = {
            name: {**asdict(each), "groups_per_mechanism": each.groups_per_mechanism} for name, each in ways.items()
        }
        print_json({"scores": scores, "left_out": found.unknown})
        return Exit.OK
    members, mechanisms = counted(found.groups.members, "violation"), counted(found.groups.mechanisms, "mechanism")
    print_line(f"{members} of {mechanisms}; {found.unknown:,} left out")
    for line in _table([_HEAD, *(_row(name, each) for name, each in ways.items())]):
        print_line(line)
    return Exit.OK


def _row(name: str, score: "GroupingScore") -> tuple[str, ...]:
    shares = (score.groups_per_mechanism, score.pair_precision, score.pair_recall, score.b3_f, score.purity)
    per, *others = shares
    return (name, f"{score.groups:,}", f"{per:.2f}", *(f"{share:.3f}" for share in others))


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
