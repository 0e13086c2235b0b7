"""The files of a pack read together."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import Crashpack, JournalDigest, SerializationError, render
from tests.examples import examples
from tests.foreign import failed, files_of, findings_of, reading_of
from tests.strategies import crashpacks, damaged, json_values

SMALL = render(Crashpack(seeds={"a": 1}, metadata={"k": "v"}, artifact_paths=("p",)))
LEDGER = "evidence-ledger.json"


@given(crashpacks)
def test_the_files_give_the_record_back_without_its_trace(pack: Crashpack) -> None:
    files = render(pack)
    found = reading_of(files)
    assert found.crashpack == pack.changed(trace_events=())
    assert found.digest == JournalDigest.of(files["journal"]) == found.files.journal_digest
    assert found.ledger is not None
    assert {**found.ledger.document, "entries": json.loads(files[LEDGER])["entries"]} == json.loads(files[LEDGER])
    assert len(found.ledger.entries) == len(pack.oracle_results)
    assert found.ledger_fault is None
    assert found.manifest is not None
    assert found.manifest.artifact_paths == pack.artifact_paths


@given(crashpacks)
def test_without_a_manifest_the_ledger_gives_the_rest_of_the_record(pack: Crashpack) -> None:
    paths = tuple(path for path in pack.artifact_paths if path not in SMALL)
    files = render(pack)
    del files["manifest"]
    found = reading_of(files)
    assert found.crashpack == pack.changed(trace_events=(), artifact_paths=paths)
    assert found.manifest is None


@given(st.sampled_from(["seeds", "artifact_paths", "metadata", "entries"]), json_values)
def test_without_a_manifest_no_value_of_the_ledger_makes_reading_fail(name: str, value: object) -> None:
    files = {"journal": SMALL["journal"], LEDGER: json.dumps(json.loads(SMALL[LEDGER]) | {name: value}).encode()}
    assert reading_of(files).crashpack.oracle_results == ()
    assert "files" in failed(findings_of(files))


@pytest.mark.parametrize("value", [{}, {"a": 1}, "paths", 3, None, True])
def test_without_a_manifest_paths_that_are_no_array_are_left_out(value: object) -> None:
    files = {LEDGER: json.dumps({"artifact_paths": value, "seeds": {"a": 1}}).encode()}
    assert reading_of(files).crashpack == Crashpack(seeds={"a": 1})


def test_nothing_at_all_is_an_empty_record() -> None:
    found = reading_of({})
    assert found.crashpack == Crashpack()
    assert (found.journal, found.digest, found.manifest, found.ledger, found.ledger_fault) == (None,) * 5


def test_a_ledger_that_cannot_be_read_is_told() -> None:
    found = reading_of(SMALL | {LEDGER: b"{"})
    assert found.ledger is None
    assert isinstance(found.ledger_fault, SerializationError)


def test_the_pack_of_another_writer_is_read_in_full() -> None:
    found = reading_of(files_of("other-writer"))
    assert [(result.oracle_name, len(result.violations)) for result in found.crashpack.oracle_results] == [
        ("transfer", 3),
        ("edge", 0),
    ]
    assert found.crashpack.seeds == {"lab": 99}
    assert found.crashpack.metadata == {"writer": "another lab"}


@examples(200)
@given(st.data())
def test_no_damage_to_any_file_makes_reading_or_the_checks_fail(data: st.DataObject) -> None:
    pack = render(data.draw(crashpacks))
    files = dict(pack)
    for name in data.draw(st.lists(st.sampled_from([*pack]), unique=True)):
        files[name] = data.draw(damaged(pack[name]))
    for name in data.draw(st.lists(st.sampled_from([*pack]), max_size=2)):
        files.pop(name, None)
    findings = findings_of(files)
    gone = pack.keys() - files.keys()
    assert not gone or "files" in failed(findings)
