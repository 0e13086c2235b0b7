"""The ATP oracle on packs, and model files."""

import json
from pathlib import Path

import pytest

from atp_tui.engine import (
    ATP_CHECKS,
    CHECKS,
    DEFAULT_MODEL,
    AtpOracleChecks,
    AtpTransferState,
    CrashpackError,
    InvalidFormatError,
    IoError,
    SerializationError,
    TransferState,
    combine,
)
from atp_tui.engine.json_text import dumps
from atp_tui.engine.oracle.check import Source
from atp_tui.engine.oracle.judgement import NO_ORACLE, NO_TRACE, NOTHING_RECORDED, TRACE_UNREAD
from atp_tui.engine.oracle.recorded_state import StateSource
from atp_tui.store.atp import MODEL_LIMIT, count_trace, judge_pack, read_model_file
from atp_tui.store.open import open_pack
from tests.program import PACKS, RECORDED, copy_of

SAMPLES = Path(__file__).resolve().parents[2] / "sample_packs"


def counted(path: Path) -> dict[str, int]:
    """What a trace shows, counted in another way: event by event as plain JSON."""
    opened: dict[str, set[str]] = {"region": set(), "task": set()}
    reversals, last = 0, None
    for event in json.loads(path.read_bytes()):
        time, kind, data = event.get("time"), event.get("kind"), event.get("data")
        if isinstance(time, int):
            reversals += last is not None and time < last
            last = time
        for key, begins, ends in (
            ("region", ("RegionCreated",), ("RegionCloseComplete", "RegionCancelled")),
            ("task", ("Spawn",), ("Complete",)),
        ):
            about = next(iter(data.values())) if isinstance(data, dict) and data else None
            if isinstance(about, dict) and kind in begins:
                opened[key].add(about[key])
            elif isinstance(about, dict) and kind in ends:
                opened[key].discard(about[key])
    counts = {"open_regions": len(opened["region"]), "unfinished_tasks": len(opened["task"])}
    return counts | {"time_reversals": reversals, "unrecovered_blocks": 0}


@pytest.mark.parametrize("name", ["clean", "five-violations", "many-oracles", "other-writer"])
def test_the_trace_of_a_foreign_pack_is_counted(name: str) -> None:
    found = count_trace(str(PACKS / name / "transfer.atp-trace")).counts()
    expected = counted(PACKS / name / "transfer.atp-trace")
    assert {field: found[field] for field in expected} == expected


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))
def test_on_a_sample_pack_the_checks_fire_that_the_pack_s_own_oracle_fired(name: str) -> None:
    pack = open_pack(str(SAMPLES / name))
    shared = {check.violation_type for check in ATP_CHECKS[:5]}
    for judgement, result in zip(judge_pack(pack), pack.crashpack.oracle_results, strict=True):
        recorded = {violation.violation_type for violation in result.violations}
        found = {violation.violation_type for violation in judgement.result.violations}
        assert found & shared == recorded & shared
        assert judgement.result.oracle_name == result.oracle_name
        assert judgement.known is not None
        recorded_state = result.oracle_name == "transfer"
        assert judgement.known.source is (StateSource.RECORDED if recorded_state else StateSource.EVIDENCE)


def test_a_recorded_state_is_taken(tmp_path: Path) -> None:
    folder = copy_of("clean", tmp_path)
    (folder / "transfer-state.json").write_bytes(dumps({"transfer": TransferState(journal_gaps=7)}))
    (judgement,) = judge_pack(open_pack(str(folder)))
    assert judgement.known is not None
    assert judgement.known.source is StateSource.RECORDED
    assert judgement.state.journal_gaps == 7
    assert judgement.state.open_regions == counted(folder / "transfer.atp-trace")["open_regions"]
    assert judgement.notes  # the record says that nothing broke


def test_missing_artifacts_are_counted(tmp_path: Path) -> None:
    folder = copy_of("five-violations", tmp_path)
    (before,) = judge_pack(open_pack(str(folder)))
    (folder / "notes").mkdir()
    (folder / "notes" / "run.txt").touch()
    (after,) = judge_pack(open_pack(str(folder)))
    assert (before.state.missing_artifacts, after.state.missing_artifacts) == (1, 0)


def test_a_trace_that_cannot_be_read_is_not_judged(tmp_path: Path) -> None:
    folder = copy_of("five-violations", tmp_path)
    (folder / "transfer.atp-trace").unlink()
    (judgement,) = judge_pack(open_pack(str(folder)))
    ran = {entry.evidence.invariant for entry in judgement.result.ledger.entries}
    assert ran == {check.violation_type for check in ATP_CHECKS if check.source is not Source.TRACE}
    assert NO_TRACE in judgement.notes
    untold = {check.name for check in ATP_CHECKS if check.source is Source.TRACE}
    assert {each.check.name for each in judgement.untold} == untold
    assert {each.sentence for each in judgement.untold} == {f"cannot tell: {TRACE_UNREAD}"}


@pytest.mark.parametrize("name", RECORDED)
def test_a_record_in_one_file_says_the_same_but_for_its_artifacts(name: str) -> None:
    one = judge_pack(open_pack(str(PACKS / f"{name}.record.json")))
    other = judge_pack(open_pack(str(PACKS / name)), checks=AtpOracleChecks(artifact_presence=False))
    assert [each.result for each in one] == [each.result for each in other]
    why = "a record in one file has no artifacts"
    assert all(f"{why}, so their presence was not checked" in each.notes for each in one)
    assert all({each.check.name: each.why for each in told.untold}["artifact_presence"] == why for told in one)


def test_a_pack_that_no_oracle_judged_is_judged_by_its_trace() -> None:
    (judgement,) = judge_pack(open_pack(str(PACKS / "empty")))
    assert (judgement.known, judgement.state) == (None, AtpTransferState())
    assert judgement.notes == (NOTHING_RECORDED,)
    assert judgement.result.oracle_name == "atp_transfer"
    assert {each.check.name: each.why for each in judgement.untold} == {check.name: NO_ORACLE for check in CHECKS}
    ran = {entry.evidence.invariant for entry in judgement.result.ledger.entries}
    assert ran == {check.violation_type for check in ATP_CHECKS if check.source is not Source.STATE}


def test_a_recorded_state_that_lacks_a_field_cannot_tell_what_it_lacks(tmp_path: Path) -> None:
    folder = copy_of("clean", tmp_path)
    whole = {name: getattr(TransferState(), name) for name in TransferState.model_fields}
    (folder / "transfer-state.json").write_bytes(dumps({"transfer": whole}))
    (before,) = judge_pack(open_pack(str(folder)))
    del whole["journal_gaps"], whole["manifest_hash"]
    (folder / "transfer-state.json").write_bytes(dumps({"transfer": whole}))
    (after,) = judge_pack(open_pack(str(folder)))
    assert (before.untold, before.notes) == ((), ())
    assert [(each.check.name, each.why) for each in after.untold] == [
        ("manifest", "transfer-state.json does not record manifest_hash"),
        ("journal", "transfer-state.json does not record journal_gaps"),
    ]
    assert after.notes == ()
    gone = {"manifest_integrity", "journal_consistency"}
    kept = tuple(entry for entry in before.result.ledger.entries if entry.evidence.invariant not in gone)
    assert after.result.ledger.entries == kept
    groups = {group.group: group.invariants for group in combine(after.result.ledger.entries).groups}
    assert "journal" not in groups
    assert groups["data"] == ("repair_recovery",)
    assert combine(kept).posterior() > combine(before.result.ledger.entries).posterior()


def test_malformed_entries_are_counted() -> None:
    (judgement,) = judge_pack(open_pack(str(PACKS / "damaged")))
    assert any(note == "1 entry of the trace is malformed and not counted" for note in judgement.notes)


MODEL = """\
title = "a lab"
[journal]
detection = 0.9
false_alarm = 0.01
broken = { fired = 90, runs = 100 }
clean = { fired = 10, runs = 1000 }
"""


def test_a_model_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "model.toml"
    path.write_text(MODEL)
    model = read_model_file(str(path))
    assert (model.title, model.journal.false_alarm) == ("a lab", 0.01)
    assert model.manifest == DEFAULT_MODEL.manifest


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"\xff", SerializationError, "UTF-8"),
        (b"[journal", SerializationError, "TOML"),
        (b"a = 1\na = 2", SerializationError, "TOML"),
        (b"a = " + b"[" * 5000, SerializationError, "TOML"),
        (b"a = " + b"9" * 5000, SerializationError, "TOML"),
        (MODEL.replace("0.9", "1.0").encode(), InvalidFormatError, "journal.detection"),
        (MODEL.replace("clean", "dirty").encode(), InvalidFormatError, "journal.dirty"),
        (MODEL.replace("runs = 1000", "runs = 100").encode(), InvalidFormatError, "journal.clean"),
        (b"title = 2026-01-01", InvalidFormatError, "title"),
        (b"#" * (MODEL_LIMIT + 1), IoError, "at most"),
    ],
)
def test_what_is_no_model_is_one_line(tmp_path: Path, content: bytes, error: type[CrashpackError], said: str) -> None:
    path = tmp_path / "model.toml"
    path.write_bytes(content)
    with pytest.raises(error) as raised:
        read_model_file(str(path))
    assert said in str(raised.value)
    assert str(raised.value).startswith(str(path))


@pytest.mark.parametrize("content", [b"", b"{}", b"7", b"[1, 2]"])
def test_a_file_without_events_is_no_trace(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "trace"
    path.write_bytes(content)
    with pytest.raises(IoError, match="trace events"):
        count_trace(str(path))


def test_an_empty_array_is_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    path.write_bytes(b"[]")
    assert set(count_trace(str(path)).counts().values()) == {0}
