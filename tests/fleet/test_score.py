"""The score of a fleet whose packs know their faults."""

from pathlib import Path

import pytest

from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.deeds import merge
from atp_tui.fleet.index import IndexOptions, index
from atp_tui.fleet.queries import group_page
from atp_tui.fleet.rows import GroupFilter, GroupOrder
from atp_tui.fleet.score import score
from tests.lab_packs import written
from tests.program import copy_of

SCENARIOS = ("torn-journal", "flipped-bit", "lost-finished")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packs of the lab with one fault each, one that is not of the lab, and their database."""
    folder = tmp_path_factory.mktemp("fleet")
    for scenario in SCENARIOS:
        written(folder, scenario)
    copy_of("five-violations", folder)
    with open_fleet(str(folder), create=True) as fleet:
        index(fleet, [bytes(folder)], IndexOptions(sound="none"))
    return folder


def test_every_violation_whose_cause_was_found_counts_and_the_others_are_left_out(folder: Path) -> None:
    with open_fleet(str(folder)) as fleet:
        found = score(fleet)
    assert found.groups.members == found.groups.mechanisms == found.level_two.groups == 3
    assert found.unknown == 5
    assert (found.groups.pair_precision, found.groups.pair_recall, found.groups.groups_per_mechanism) == (1, 1, 1)


def test_a_wrong_merge_lowers_the_precision_of_the_groups_alone(folder: Path) -> None:
    with open_fleet(str(folder)) as fleet:
        rows = group_page(fleet, GroupOrder.IMPACT, GroupFilter(), 0, -1)
        one, other = [row.id for row in rows if row.level == 2][:2]
        merge(fleet, one, other)
        found = score(fleet)
    assert found.groups.pair_precision == 0
    assert found.groups.purity == pytest.approx(2 / 3)
    assert found.level_two.pair_precision == 1
