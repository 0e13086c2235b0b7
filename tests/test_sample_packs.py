"""The packs that ship with the program: made anew they are the same, and they show what their README says."""

import re
from pathlib import Path

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.report.model import Report, report_of, verdict
from atp_tui.report.text import soundness_word
from atp_tui.store.pack import examine_pack, open_pack
from tools.make_sample_packs import packs, write

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


def test_the_script_gives_the_same_bytes_again(tmp_path: Path) -> None:
    assert {name: tree(SAMPLE_PACKS / name) for name in FOLDERS} == packs()
    (tmp_path / "clean").mkdir()
    (tmp_path / "clean" / "stale").touch()
    write(tmp_path)
    assert {name: tree(tmp_path / name) for name in FOLDERS} == packs()


def test_the_readme_tells_of_every_pack() -> None:
    assert sorted(name for name, *_ in ROWS) == FOLDERS
    assert len(FOLDERS) == 9
    for name in FOLDERS:
        assert f"**{name}**" in README


@pytest.mark.parametrize(("name", "code", "word", "soundness"), ROWS)
def test_every_pack_gives_the_verdict_that_the_readme_tells(name: str, code: str, word: str, soundness: str) -> None:
    found = report(name)
    assert found.exit_code == int(code)
    assert verdict(found.passed, found.violations) == word
    assert soundness_word(found).rsplit(" ", 1)[0] == soundness
    assert 200 <= found.events <= 500
    assert all(count > 50 for _, count in found.lanes)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("manifest-mismatch", "manifest_integrity"),
        ("journal-gap", "journal_consistency"),
        ("pending-operations", "quiescence"),
        ("leaked-permit", "obligation_leak"),
        ("split-outcome", "path_consistency"),
    ],
)
def test_there_is_one_pack_for_every_kind_of_violation(name: str, kind: str) -> None:
    assert [row.violation_type for row in report(name).violations] == [kind]
    assert kind in {row.violation_type for row in report("five-violations").violations}


def test_the_cause_of_the_leaked_permit_can_be_found() -> None:
    said = lines("leaked-permit")
    assert "permit 8 opened by worker path-1" in said
    assert not any(line.startswith("permit 8 settled") for line in said)
    cancelled = said.index("worker path-1 cancelled: path 0 was first with block 3")
    assert said.index("permit 8 opened by worker path-1") < cancelled
    opened = {line.split()[1] for line in said if re.match(r"permit \d+ opened", line)}
    settled = {line.split()[1] for line in said if re.match(r"permit \d+ settled", line)}
    assert opened - settled == {"8"}


def test_the_cause_of_the_journal_gap_can_be_found() -> None:
    said = [line for line in lines("journal-gap") if line.startswith("replica 1 appends journal record")]
    assert [line.split(":")[0].split()[-1] for line in said] == ["1", "2", "3", "4", "7", "8", "9", "10", "11", "12"]


def test_the_cause_of_the_pending_operations_can_be_found() -> None:
    said = lines("pending-operations")
    begun = {line.split()[1] for line in said if " begun: " in line}
    done = {line.split()[1] for line in said if line.startswith("operation") and line.endswith("done")}
    assert begun - done == {"6", "12", "6:", "12:"} & begun
    assert any("waits for its disk with operation 6" in line for line in said)


def test_the_cause_of_the_manifest_mismatch_can_be_found() -> None:
    said = lines("manifest-mismatch")
    digests = {line.split(",")[0]: line.split()[-1] for line in said if ", digest " in line}
    assert digests["replica 0 holds block 3"] == digests["raptorq block 3 decoded"] == digests["block 3 cut"]
    assert digests["replica 1 holds block 3"] != digests["raptorq block 3 decoded"]


def test_the_cause_of_the_split_outcome_can_be_found() -> None:
    said = lines("split-outcome")
    assert "replica 0 tells of block 4: path 1 drained" in said
    assert "replica 1 tells of block 4: path 1 won" in said


def test_further_artifacts_are_there() -> None:
    files = open_pack(str(SAMPLE_PACKS / "two-oracles")).reading.files
    assert files.artifacts == {"notes/run.txt": "", "qlog/path-0.txt": "", "qlog/path-1.txt": ""}
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
