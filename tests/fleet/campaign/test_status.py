import json
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError
from atp_tui.fleet.campaign.directory import opened
from atp_tui.fleet.campaign.status import CampaignStatus, status, table_digest
from atp_tui.fleet.report.campaign import campaign_lines, campaign_object
from tests.campaigns import digest_in, inline, run, status_in

PARTS = ("passed", "failed", "lab_errors", "killed", "timeouts", "not_yet")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of which some runs are missing."""
    found = tmp_path_factory.mktemp("campaign")
    run(found, inline(runs=6, keep=0))
    run(found, inline(runs=100, seconds=1e-9, keep=0))
    return found


def change(folder: Path, *statements: str) -> CampaignStatus:
    """The status of a campaign whose rows have been changed; they are as before afterwards."""
    with opened(str(folder)) as fleet:
        db = fleet._db
        db.execute("BEGIN")
        try:
            for statement in statements:
                db.execute(statement)
            return status(fleet, is_running=False)
        finally:
            db.rollback()


def text_of(found: CampaignStatus) -> list[str]:
    return ["".join(part.text for part in line) for line in campaign_lines(found)]


def test_counts_add_up_in_both_formats(folder: Path) -> None:
    found = change(
        folder,
        "UPDATE run SET outcome = 4 WHERE number = 1",
        "UPDATE run SET outcome = 5 WHERE number = 2",
        "UPDATE run SET outcome = 6, seed = -1 WHERE number = 3",
        "INSERT INTO lab_error VALUES ((SELECT id FROM campaign WHERE kind = 'campaign'), 1, 'E', 'p:1', 'm\x1b')",
    )
    told = campaign_object(found)
    assert told["runs"] == sum(int(str(told[part])) for part in PARTS) == 100
    assert (found.lab_errors, found.timeouts, found.killed, found.not_yet) == (1, 1, 1, 94)
    lines = text_of(found)
    assert lines[1].startswith("100 runs: ")
    assert lines[1].endswith(", 1 lab errors, 1 killed, 1 timed out, 94 not yet")
    assert lines[-3:] == [
        "lab error: E at p:1 in 1 run, first in run 1: m␛",
        "timed out: run 2, seed 2",
        f"killed: run 3, seed {2**64 - 1}",
    ]
    assert json.loads(json.dumps(told))["lost"][1] == {"outcome": "killed", "number": 3, "seed": 2**64 - 1}


def test_guards_are_shown_as_they_are(folder: Path) -> None:
    good = change(folder)
    assert good.is_trusted
    assert text_of(good)[2] == "canary ok: 1 of 1 showed the failure that they must show"
    bad = change(folder, "UPDATE guard SET is_met = 0, found = 'no violation' WHERE kind = 'canary'")
    assert not bad.is_trusted
    words = "canary FAILED: 0 of 1 showed the failure that they must show; the first that did not: no violation"
    assert text_of(bad)[2] == words
    missing = change(folder, "DELETE FROM guard WHERE kind = 'determinism'")
    assert not missing.is_trusted
    assert text_of(missing)[3] == "determinism MISSING: none was run"


def test_what_is_said_of_the_unseen_is_said_with_its_limits(folder: Path) -> None:
    lines = text_of(change(folder))
    assert any(
        line.startswith("the next run is of a new kind: estimated at ") and "Good-Turing" in line for line in lines
    )
    (bound,) = [line for line in lines if line.startswith("a kind of failure that was not seen: at most ")]
    assert bound.endswith("of the runs (95 %), for this specification on this build alone")
    nothing = change(folder, "DELETE FROM run", "DELETE FROM violation")
    assert not any("new kind" in line or "not seen" in line for line in text_of(nothing))


def test_a_campaign_that_says_it_runs_and_does_not_was_killed(folder: Path) -> None:
    assert change(folder, "UPDATE campaign SET state = 'running'").state == "killed"


def test_a_fleet_without_a_campaign_is_refused(tmp_path: Path) -> None:
    with opened(str(tmp_path)):
        pass
    for ask in (status_in, digest_in):
        with pytest.raises(IoError, match="expected a campaign, found none; 'atp-tui campaign run' begins one"):
            ask(tmp_path)


@pytest.mark.parametrize("row", ["spec_json = '{}'", "spec_json = 3", "name = x'00'", "spec_json = '['"])
def test_a_hostile_row_is_told(folder: Path, row: str) -> None:
    with pytest.raises(InvalidFormatError):
        change(folder, f"UPDATE campaign SET {row}")  # noqa: S608 - own words


@pytest.mark.parametrize("values", ["outcome = 99", "outcome = 'x'", "seed = x'00'"])
def test_hostile_runs_are_told(folder: Path, values: str) -> None:
    with opened(str(folder)) as fleet:
        fleet._db.execute("BEGIN")
        fleet._db.execute(f"UPDATE run SET {values}")  # noqa: S608 - own words
        try:
            with pytest.raises(CrashpackError):
                table_digest(fleet)
        finally:
            fleet._db.rollback()
