import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.fleet.campaign import minimize
from atp_tui.fleet.campaign.conduct import Doing, Reason, conduct
from atp_tui.fleet.campaign.directory import opened
from atp_tui.fleet.campaign.minimize import CauseSearch
from atp_tui.fleet.queries import group_page
from atp_tui.fleet.rows import GroupFilter, GroupOrder
from atp_tui.fleet.schema import Search
from tests.campaigns import SPEC, digest_in, fleet_in, inline, run
from tests.fleet_packs import require_healthy

RUNS = 8

pytestmark = pytest.mark.usefixtures("remembered_runs")


def found(folder: Path) -> int:
    """Violations whose cause was found."""
    with fleet_in(folder) as fleet:
        return fleet.count("SELECT count(*) FROM violation WHERE search = ?", (Search.FOUND,))


def test_each_kind_has_its_cause_while_the_campaign_runs(tmp_path: Path) -> None:
    told: list[Doing] = []
    done_at: list[int] = []

    def look(doing: Doing) -> None:
        told.append(doing)
        end = time.monotonic() + 60
        while not done_at and os.path.exists(tmp_path / "packs") and time.monotonic() < end:
            if found(tmp_path):
                done_at.append(doing.done)
            time.sleep(0.05)

    settings = inline(runs=RUNS, keep=1, batch_seconds=0.01)
    with opened(str(tmp_path)) as fleet:
        assert conduct(fleet, str(tmp_path), SPEC, replace(settings, minimizes=True), look) is Reason.RUNS
        require_healthy(fleet)
        rows = group_page(fleet, GroupOrder.IMPACT, GroupFilter(), 0, -1)
    assert done_at
    assert done_at[0] < RUNS
    assert [doing.done for doing in told if doing.searched is None][-1] == RUNS
    assert any(row.level == 2 for row in rows)
    # A kind of which one pack is kept has one cause, and its other violations wait.
    assert len(list((tmp_path / "packs").iterdir())) <= found(tmp_path) == told[-1].searched
    # The table is the same without the causes.
    run(tmp_path / "without", settings)
    assert digest_in(tmp_path) == digest_in(tmp_path / "without")


def test_a_wish_to_stop_ends_the_search(tmp_path: Path) -> None:
    run(tmp_path, inline(runs=RUNS))
    with opened(str(tmp_path)) as fleet, CauseSearch(fleet.path, lambda: True) as search:
        search.finish(lambda _: None)
    assert (search.searched, found(tmp_path)) == (0, 0)


def test_leaving_it_waits_for_no_search(tmp_path: Path) -> None:
    run(tmp_path, inline(runs=RUNS))
    with opened(str(tmp_path)) as fleet:
        with pytest.raises(KeyError), CauseSearch(fleet.path, lambda: False):
            raise KeyError
        require_healthy(fleet)


def test_what_goes_wrong_in_the_search_is_raised_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise IoError("", "no space left on device", file="fleet.db")

    monkeypatch.setattr(minimize, "search_causes", full)
    with pytest.raises(IoError, match="no space left"):
        run(tmp_path, inline(runs=RUNS, minimizes=True))
    assert digest_in(tmp_path)[1] == RUNS
