"""The packs that ship with the program: made anew they are the same, and they show what their README says."""

import re
from pathlib import Path

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine.oracle.checks import CHECKS
from atp_tui.engine.oracle.violation_relevance import relevance_of
from atp_tui.engine.replay.coordinator import ReplayCoordinator
from atp_tui.engine.replay.result import ReplayVerdict
from atp_tui.engine.trace import TraceEvent
from atp_tui.lab.fault_table import FAULTS, Fault
from atp_tui.report.model import Report, report_of, verdict_words
from atp_tui.report.text import soundness_word
from atp_tui.rerun.lab_runner import LabRunner
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from atp_tui.store.recorded_run import recorded_run
from tests.lab_versions import same_versions
from tools.make_sample_packs import write

README = (SAMPLE_PACKS / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([a-z-]+) \| (\d) \| (.*); (.*) \|$", README, re.MULTILINE)
FOLDERS = sorted(path.name for path in SAMPLE_PACKS.iterdir() if path.is_dir())


def report(name: str) -> Report:
    """The report about a sample pack."""
    pack = open_pack(str(SAMPLE_PACKS / name))
    return report_of(pack, examine_pack(pack))


def lines(name: str) -> list[str]:
    """What the events of a sample pack say, in order."""
    return [
        line.split(" ", 3)[3]
        for event in open_pack(str(SAMPLE_PACKS / name)).events
        if (line := getattr(event, "line", ""))
    ]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@same_versions
def test_the_script_gives_the_same_bytes_again(tmp_path: Path) -> None:
    (tmp_path / "clean").mkdir()
    (tmp_path / "clean" / "stale").touch()
    write(tmp_path)
    made = {path.name: tree(path) for path in tmp_path.iterdir()}
    assert sorted(made) == FOLDERS
    for name in FOLDERS:
        assert made[name] == tree(SAMPLE_PACKS / name), f"{name}: `python tools/make_sample_packs.py` makes it anew"


@same_versions
@pytest.mark.parametrize("name", FOLDERS)
def test_every_pack_can_be_run_again(name: str) -> None:
    recorded = recorded_run(open_pack(str(SAMPLE_PACKS / name)))
    expected = {
        "two-oracles": ReplayVerdict.PARTLY_COMPARED,
        "damaged": ReplayVerdict.SAME_FAILURE_DIVERGED,
    }.get(name, ReplayVerdict.EXACT)
    assert ReplayCoordinator(recorded, LabRunner(recorded)).replay().verdict is expected


def test_the_readme_tells_of_every_pack() -> None:
    assert sorted(name for name, *_ in ROWS) == FOLDERS
    assert set(FOLDERS) == {"clean", *FAULTS, "five-violations", "two-oracles", "damaged"}
    for name in FOLDERS:
        assert f"**{name}**" in README


@pytest.mark.parametrize(("name", "code", "word", "soundness"), ROWS)
def test_every_pack_gives_the_verdict_that_the_readme_tells(name: str, code: str, word: str, soundness: str) -> None:
    found = report(name)
    assert found.exit_code == int(code)
    assert verdict_words(found.verdict, found.violations) == word
    assert soundness_word(found).rsplit(" ", 1)[0] == soundness
    assert 300 <= found.events <= 1_200
    assert all(count > 0 for _, count in found.lanes)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_pack_of_a_fault_breaks_what_the_fault_is_for(fault: Fault) -> None:
    found = {row.violation_type for row in report(fault.name).violations}
    assert found == ({fault.violation_type} if fault.violation_type else set())


def test_five_violations_are_all_that_the_oracle_checks() -> None:
    for name in ("five-violations", "damaged"):
        assert {row.violation_type for row in report(name).violations} == {check.violation_type for check in CHECKS}


def test_packs_are_small() -> None:
    sizes = {name: sum(map(len, tree(SAMPLE_PACKS / name).values())) for name in FOLDERS}
    assert max(sizes.values()) < 300_000
    assert sum(sizes.values()) < 2_500_000


def saying(name: str, *words: str) -> list[str]:
    """What those events of a sample pack say that say all of some words."""
    return [line for line in lines(name) if all(word in line for word in words)]


def bearing(name: str) -> int:
    """How many events are related to the first violation of a sample pack."""
    pack = open_pack(str(SAMPLE_PACKS / name))
    wanted = relevance_of(pack.crashpack.oracle_results[-1].violations[0])
    return sum(isinstance(event, TraceEvent) and wanted.holds(event.fields) for event in pack.events)


@pytest.mark.parametrize(
    ("name", "count"), [("heavy-loss", "five"), ("lost-finished", "four"), ("flipped-bit", "three")]
)
def test_as_many_events_are_related_as_the_readme_says(name: str, count: str) -> None:
    assert f"**{name}**: {count} related events" in README
    assert bearing(name) == {"three": 3, "four": 4, "five": 5}[count]


@pytest.mark.parametrize(
    ("name", "count"),
    [("torn-journal", 6), ("reordered-journal", 6), ("stuck-operation", 2), ("split-outcome", 6)],
)
def test_as_many_events_are_related_as_the_readme_says_too(name: str, count: int) -> None:
    assert f"**{name}**: {'six' if count == 6 else 'two'} related events" in README
    assert bearing(name) == count


def test_the_clean_transfer_lost_its_first_datagram_and_was_repaired() -> None:
    said = [line for line in lines("clean") if line.startswith("udp datagram")]
    assert "udp datagram 0 on path 0 to replica 0 lost" in said[:8]
    assert saying("clean", "short of") == ["block 0 short of 5 symbols on replica 1"]
    assert len(saying("clean", "repair symbol", "replica 1")) == 4


def test_the_dark_path_loses_five_datagrams() -> None:
    assert saying("blackout", "path 1 is") == ["path 1 is dark", "path 1 is lit again"]
    assert len(saying("blackout", "in the dark")) == 5
    assert {line.split(" on ")[1] for line in saying("blackout", "repair symbol")} == {"path 0 to replica 0"}


def test_the_heavy_loss_spends_the_budget() -> None:
    assert saying("heavy-loss", "is spent") == ["repair budget of block 1 for replica 0 is spent"]
    said = saying("heavy-loss", "block 1 short") + saying("heavy-loss", "repair symbol")
    assert len(said) == 4
    story = [line for line in lines("heavy-loss") if line.endswith(" lost") or "short of" in line]
    assert sum(line.endswith(" lost") for line in story) == 9
    assert story.index("block 1 short of 5 symbols on replica 0") == 1


def test_the_lost_finished_keeps_one_end_closed() -> None:
    pack = open_pack(str(SAMPLE_PACKS / "lost-finished"))
    opened = {}
    for event in pack.events:
        if isinstance(event, TraceEvent) and event.fields.kind == "HandshakeComplete":
            opened[(event.fields.message or "").removeprefix("quic connection open on ")] = event.fields.time
    assert opened["path 0 to replica 0"] == 40_000_000
    assert opened["path 0 from replica 0"] == 180_001_000
    assert opened["path 1 from replica 0"] == 60_000_000
    assert saying("lost-finished", "path 0 to replica 0 lost") == ["udp datagram 1 on path 0 to replica 0 lost"]
    log = (SAMPLE_PACKS / "lost-finished" / "qlog" / "path-0-to-replica-0.qlog").read_text(encoding="utf-8")
    assert log.count('"trigger":"key_unavailable"') > 0


def test_the_flipped_bit_is_on_both_replicas() -> None:
    hashes = {line.rsplit(" ", 1)[1] for line in saying("flipped-bit", "manifest on replica")}
    (row,) = report("flipped-bit").violations
    assert hashes == {dict(row.evidence)["actual_hash"]}


def test_the_torn_journal_syncs_nothing() -> None:
    said = saying("torn-journal", "journal record") + saying("torn-journal", "power cut on")
    assert [line.rsplit(": ", 1)[1] for line in said if "synced on" in line] == ["none", "none"]
    assert "power cut on replica 0 with 2 unsynced" in said


def test_the_reordered_journal_is_out_of_order() -> None:
    assert "journal records synced on replica 0: 2 3 1" in saying("reordered-journal", "journal records")


def test_the_stuck_operations_are_begun_and_never_done() -> None:
    begun = {line.split(": ", 1)[1] for line in saying("stuck-operation", "operation begun")}
    done = {line.split(": ", 1)[1] for line in saying("stuck-operation", "operation done")}
    assert begun - done == {"seal replica 0", "report of replica 0"}


def test_the_leaked_permit_is_never_settled() -> None:
    permit = "permit for block 1 on path 1 to replica 0"
    assert saying("unshielded-cleanup", permit) == [f"{permit} opened by T17"]
    assert saying("unshielded-cleanup", "path 1 to replica 0 leaves the race of block 1")
    assert any('"task":"T17"' in line for line in saying("unshielded-cleanup", "Task"))
    assert bearing("unshielded-cleanup") == int(re.findall(r"unshielded-cleanup\*\*: (\d+) related events", README)[0])


def test_the_split_outcome_is_told_to_one_replica() -> None:
    assert saying("split-outcome", "outcomes reported") == [
        "outcomes reported by replica 1: path 0 won, path 1 racing",
        "outcomes reported by replica 0: path 0 won, path 1 drained",
    ]


def test_what_the_second_oracle_counted_is_there() -> None:
    (worst, _) = report("two-oracles").violations
    assert worst.violation_type == "loss_storm"
    assert str(sum(line.endswith(" lost") for line in lines("two-oracles"))) == dict(worst.evidence)["lost"]


def test_further_artifacts_are_there() -> None:
    files = open_pack(str(SAMPLE_PACKS / "two-oracles")).reading.files
    assert files.artifacts == dict.fromkeys(
        (
            "decisions.jsonl",
            "notes/run.txt",
            "qlog/path-0-to-replica-0.qlog",
            "qlog/path-1-to-replica-0.qlog",
            "transfer-state.json",
        ),
        "",
    )
    assert files.further == ()


def test_each_damage_is_told() -> None:
    failed = {finding.check for finding in report("damaged").findings if finding.ok is False}
    assert failed >= {
        "files",
        "trace",
        "journal_hash",
        "manifest_digest",
        "manifest_violations",
        "manifest_metadata",
        "replay_command",
    }
    assert any("curl" in finding.found for finding in report("damaged").findings)
