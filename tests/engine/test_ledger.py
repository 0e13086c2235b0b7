"""The evidence ledger, written and read."""

import json

import pytest
from hypothesis import given

from atp_tui.engine import (
    NINE_FILES,
    Crashpack,
    EvidenceLedger,
    InvalidFormatError,
    OracleResult,
    RecordedLedger,
    SerializationError,
)
from tests.foreign import RECORDED, files_of
from tests.strategies import crashpacks

NAMES = [
    *("transfer.atp-trace", "manifest", "journal", "journal.digest", "evidence-ledger.json"),
    *("pathlog", "quiclog", "repairlog", "replay_command.sh"),
]


@given(crashpacks)
def test_a_ledger_holds_an_entry_a_result_and_the_nine_names_first(pack: Crashpack) -> None:
    document = json.loads(EvidenceLedger.of(pack).write())
    assert list(document) == ["schema_version", "entries", "seeds", "artifact_paths", "metadata"]
    assert document["schema_version"] == 1
    assert [entry["oracle_name"] for entry in document["entries"]] == [
        result.oracle_name for result in pack.oracle_results
    ]
    assert {entry["artifact_path"] for entry in document["entries"]} <= {"transfer.atp-trace"}
    assert document["artifact_paths"] == [*NAMES, *(path for path in pack.artifact_paths if path not in NAMES)]
    assert list(document["seeds"].items()) == sorted(pack.seeds.items())
    assert list(document["metadata"].items()) == sorted(pack.metadata.items())


def test_the_nine_names_stand_once() -> None:
    paths = EvidenceLedger.of(Crashpack(artifact_paths=("a", "journal", "a", *NINE_FILES))).artifact_paths
    assert paths == (*NAMES, "a")
    assert sorted(NAMES) == sorted(NINE_FILES)


@given(crashpacks)
def test_a_written_ledger_is_read(pack: Crashpack) -> None:
    ledger = EvidenceLedger.of(pack)
    recorded = RecordedLedger.read(ledger.write())
    assert EvidenceLedger.read({**recorded.document, "entries": json.loads(ledger.write())["entries"]}) == ledger
    for entry, found in zip(ledger.entries, recorded.entries, strict=True):
        line = entry.evidence.evidence_lines[0]
        assert found.oracle_name == entry.oracle_name
        assert found.passed == entry.evidence.passed
        assert found.log10_bf == entry.evidence.bayes_factor.log10_bf
        assert found.strength == entry.evidence.bayes_factor.strength
        assert (found.equation, found.substitution, found.intuition) == (
            line.equation,
            line.substitution,
            line.intuition,
        )
        assert found.further == {}


@pytest.mark.parametrize("pack", RECORDED)
def test_foreign_ledgers_are_read_by_the_checked_record_too(pack: str) -> None:
    data = files_of(pack)["evidence-ledger.json"]
    assert EvidenceLedger.read(json.loads(data)).write() == data


def test_further_fields_of_another_writer_are_kept() -> None:
    ledger = RecordedLedger.read(files_of("other-writer")["evidence-ledger.json"])
    assert [entry.further for entry in ledger.entries] == [{"recorded_at": 0}, {"recorded_at": 1}]
    whole = json.loads(files_of("other-writer")["evidence-ledger.json"])
    assert {key: value for key, value in whole.items() if key != "entries"} == ledger.document


def test_an_unknown_strength_is_kept_as_text() -> None:
    data = EvidenceLedger.of(Crashpack(oracle_results=(OracleResult(oracle_name="x", passed=True),))).write()
    entry = RecordedLedger.read(data.replace(b'"Against"', b'"Decisive [b]"')).entries[0]
    assert entry.strength == "Decisive [b]"
    assert entry.log10_bf == -1.0


@pytest.mark.parametrize(
    "entries", ["{}", "3", "null", "[3, null, []]", '[{"evidence": 3}]', '[{"evidence": {"bayes_factor": []}}]']
)
def test_entries_of_another_shape_say_nothing(entries: str) -> None:
    found = RecordedLedger.read(f'{{"entries": {entries}}}'.encode()).entries
    assert all(entry.oracle_name is None and entry.log10_bf is None and entry.strength is None for entry in found)
    assert len(found) == entries.count("evidence")


@pytest.mark.parametrize(
    ("value", "number"), [("1", 1.0), ("1e999", float("inf")), ("9" * 400, None), ("true", None), ('"1"', None)]
)
def test_an_odd_factor(value: str, number: float | None) -> None:
    text = f'{{"entries": [{{"evidence": {{"bayes_factor": {{"log10_bf": {value}}}}}}}]}}'
    assert RecordedLedger.read(text.encode()).entries[0].log10_bf == number


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"a":1,"a":1}', b'{"a":NaN}', b"\xef\xbb\xbf{}"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(SerializationError):
        RecordedLedger.read(data)


@pytest.mark.parametrize(("data", "found"), [(b"[]", "an array"), (b"3", "a number"), (b"null", "null")])
def test_what_is_no_object_is_refused(data: bytes, found: str) -> None:
    with pytest.raises(InvalidFormatError, match=f"expected an object, found {found}"):
        RecordedLedger.read(data)
