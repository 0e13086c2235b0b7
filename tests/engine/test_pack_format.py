"""Records as nine files and as one document: golden bytes of foreign packs, and round trips."""

import json
import tracemalloc

import pytest
from hypothesis import given

from atp_tui.engine import (
    NINE_FILES,
    Crashpack,
    InvalidFormatError,
    SerializationError,
    pack_format,
    read_record,
    render,
    write_record,
)
from tests.foreign import RECORDED, files_of, reading_of, record_of
from tests.strategies import crashpacks

EMPTY = b"""{
  "schema_version": 1,
  "oracle_results": [],
  "trace_events": [],
  "seeds": {},
  "artifact_paths": [],
  "metadata": {}
}"""


@pytest.mark.parametrize("pack", RECORDED)
def test_the_nine_files_of_a_foreign_record_come_out_byte_for_byte(pack: str) -> None:
    made, given_files = render(read_record(record_of(pack))), files_of(pack)
    assert list(made) == list(NINE_FILES)
    assert {name: given_files[name] for name in NINE_FILES} == made


@pytest.mark.parametrize("pack", [pack for pack in RECORDED if pack != "many-oracles"])
def test_a_foreign_record_is_written_back_byte_for_byte(pack: str) -> None:
    assert write_record(read_record(record_of(pack))) == record_of(pack)


def test_a_record_with_its_seeds_unsorted_is_written_back_sorted() -> None:
    made = json.loads(write_record(read_record(record_of("many-oracles"))))
    assert made == json.loads(record_of("many-oracles"))
    assert list(made["seeds"]) == sorted(made["seeds"])


def test_an_empty_record_is_this_document() -> None:
    assert write_record(Crashpack()) == EMPTY
    assert read_record(EMPTY) == Crashpack()


@given(crashpacks)
def test_a_record_survives_its_document(pack: Crashpack) -> None:
    document = write_record(pack)
    assert read_record(document) == pack
    assert write_record(read_record(document)) == document
    assert list(json.loads(document)) == [*Crashpack.model_fields]


@given(crashpacks)
def test_a_record_survives_its_nine_files(pack: Crashpack) -> None:
    files = render(pack)
    found = reading_of(files)
    assert found.crashpack == pack.changed(trace_events=())
    assert (found.journal and found.journal.faults, found.manifest and found.manifest.faults) == ((), ())
    assert [json.dumps(event) for event in json.loads(files["transfer.atp-trace"])] == [
        json.dumps(json.loads(event.raw)) for event in pack.trace_events
    ]


@given(crashpacks)
def test_logs_hold_a_line_an_event_and_no_newline_at_the_end(pack: Crashpack) -> None:
    files = render(pack)
    for name, lane in (("pathlog", "path"), ("quiclog", "quic"), ("repairlog", "repair")):
        lines = [event.line for event in pack.trace_events if lane in {found.value for found in event.lanes}]
        assert files[name].decode() == "\n".join(lines)
        assert len(lines) == 0 or files[name].count(b"\n") == len(lines) - 1


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[]", "[3]", "oracle_results[0]"),
        ('"trace_events": []', '"trace_events": [{}, 3]', "trace_events[1]"),
        ('"trace_events": []', '"trace_events": {}', "trace_events"),
        ('"schema_version": 1', '"schema_version": 2', "schema_version"),
        ('"schema_version": 1', '"schema_version": 1.0', "schema_version"),
        ('"schema_version": 1', '"schema_version": true', "schema_version"),
        ('"schema_version": 1', '"schema_version": "1"', "schema_version"),
        ('"seeds": {}', '"seeds": {"a": -1}', "seeds.a"),
        ('"seeds": {}', '"seeds": {"a": 18446744073709551616}', "seeds.a"),
        ('"seeds": {}', '"seeds": {"a": 1.0}', "seeds.a"),
        ('"seeds": {}', '"seeds": []', "seeds"),
        ('"seeds": {}', '"seeds": {"a": 1, "a": 2}', "seeds"),
        ('"metadata": {}', '"metadata": {"a": null}', "metadata.a"),
        ('"artifact_paths": []', '"artifact_paths": ["a", 1]', "artifact_paths[1]"),
        ('"artifact_paths": []', '"artifact_paths": {}', "artifact_paths"),
    ],
)
def test_an_error_in_a_document_names_the_place(old: str, new: str, place: str) -> None:
    with pytest.raises((InvalidFormatError, SerializationError)) as caught:
        read_record(EMPTY.decode().replace(old, new, 1).encode())
    assert caught.value.place == place
    assert "\n" not in str(caught.value)


def test_an_error_deep_in_a_document_names_the_whole_path() -> None:
    document = json.loads(record_of("five-violations"))
    document["oracle_results"][0]["violations"][1]["severity"] = "high"
    with pytest.raises(InvalidFormatError) as caught:
        read_record(json.dumps(document).encode())
    assert str(caught.value) == (
        "oracle_results[0].violations[1].severity: expected one of 'Low', 'Medium', 'High' or 'Critical', found 'high'"
    )


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ("{}", "oracle_results: expected an array, found an object"),
        ('{"a": 1}', "oracle_results: expected an array, found an object"),
        ('"x"', "oracle_results: expected an array, found 'x'"),
        ("7", "oracle_results: expected an array, found 7"),
        ("[[]]", "oracle_results[0]: expected an object, found an array"),
        (
            '[{"oracle_name": "a", "passed": true}, {"oracle_name": "b"}]',
            "oracle_results[1].passed: expected this field",
        ),
        ('[{"oracle_name": "a", "passed": true, "passed": true}]', "oracle_results: expected JSON, found the key"),
        ('[{"oracle_name": "a", "passed": NaN}]', "expected JSON, found the constant NaN"),
    ],
)
def test_what_is_wrong_with_the_results_is_told_with_its_place(results: str, told: str) -> None:
    with pytest.raises((InvalidFormatError, SerializationError)) as caught:
        read_record(EMPTY.decode().replace('"oracle_results": []', f'"oracle_results": {results}', 1).encode())
    assert str(caught.value).startswith(told)


def test_of_two_faults_the_version_comes_first() -> None:
    document = EMPTY.replace(b'"oracle_results": []', b'"oracle_results": [1]').replace(
        b'_version": 1', b'_version": 2'
    )
    with pytest.raises(InvalidFormatError, match=r"^schema_version"):
        read_record(document)


def test_a_deep_value_costs_no_memory_before_it_is_refused() -> None:
    deep = b"[" * 500 + b"0," * 20_000 + b"0" + b"]" * 500
    tracemalloc.start()
    try:
        with pytest.raises(SerializationError, match="levels"):
            read_record(EMPTY.replace(b'"seeds": {}', b'"seeds": ' + deep))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("limit", "old", "new", "place"),
    [
        (
            "PART",
            '"oracle_results": []',
            '"oracle_results": [{"oracle_name": "a", "passed": true}, %s]',
            "oracle_results[1]",
        ),
        ("PART", '"seeds": {}', '"seeds": %s', "seeds"),
        ("PART", '"metadata": {}', '"metadata": %s', "metadata"),
        ("PART", '"artifact_paths": []', '"artifact_paths": %s', "artifact_paths"),
        ("EVENTS", '"trace_events": []', '"trace_events": %s', "trace_events"),
    ],
)
def test_a_part_of_a_document_with_too_many_values_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, limit: str, old: str, new: str, place: str
) -> None:
    monkeypatch.setattr(pack_format, f"RECORD_{limit}_LIMIT", 5)
    read_record(EMPTY.decode().replace('"artifact_paths": []', '"artifact_paths": ["a","b","c","d","e"]').encode())
    with pytest.raises(SerializationError, match="at most 5") as caught:
        read_record(EMPTY.decode().replace(old, new % "[0,0,0,0,0,0]", 1).encode())
    assert (caught.value.place, caught.value.advice) == (place, "a directory may have more")


def test_a_key_inside_of_a_field_may_have_the_name_of_a_field() -> None:
    document = EMPTY.replace(b'"metadata": {}', b'"metadata": {"seeds": "a\\"b", "metadata": ":"}')
    assert read_record(document).metadata == {"seeds": 'a"b', "metadata": ":"}


def test_a_field_that_stands_twice_in_a_document_is_refused() -> None:
    with pytest.raises(SerializationError, match="'seeds' twice"):
        read_record(EMPTY.replace(b'"metadata"', b'"s\\u0065eds": {}, "metadata"'))
    assert read_record(EMPTY.replace(b'"seeds"', b'"s\\u0065eds"')) == Crashpack()
    with pytest.raises(SerializationError, match="twice"):
        read_record(EMPTY.replace(b'"metadata": {}', b'"metadata": {}, "metadata": {}'))


@pytest.mark.parametrize("field", [*Crashpack.model_fields])
def test_a_field_that_is_missing_or_unknown_is_named(field: str) -> None:
    document = json.loads(EMPTY)
    document[f"{field}_"] = document.pop(field)
    with pytest.raises(InvalidFormatError, match=field):
        read_record(json.dumps(document).encode())


@pytest.mark.parametrize("data", [b"", b"{", EMPTY[:-1], EMPTY + b"x", b"\xef\xbb\xbf" + EMPTY, b"\xff"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(SerializationError):
        read_record(data)


def test_a_lone_surrogate_in_a_document_is_refused() -> None:
    with pytest.raises(SerializationError):
        read_record(EMPTY.replace(b'"metadata": {}', b'"metadata": {"a": "\\ud800"}'))
    with pytest.raises(SerializationError):
        read_record(EMPTY.replace(b'"trace_events": []', b'"trace_events": [{"a": "\\ud800"}]'))
