"""Checked fields, and errors that tell where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from atp_tui.clean import is_clean
from atp_tui.engine import Crashpack, InvalidFormatError, OracleResult, OracleStats, TransferState, Violation
from tests.strategies import U64_MAX, json_values

VIOLATION = {"violation_type": "t", "description": "d", "severity": "High"}
RESULT = {"oracle_name": "o", "passed": False, "violations": [VIOLATION]}


def fault(document: object) -> InvalidFormatError:
    with pytest.raises(InvalidFormatError) as caught:
        Crashpack.read(document)
    return caught.value


@pytest.mark.parametrize("value", [0, 1, 2**32, 2**63, U64_MAX - 1, U64_MAX])
def test_a_number_inside_u64_is_kept(value: int) -> None:
    assert OracleStats(events_recorded=value).events_recorded == value
    assert Crashpack(seeds={"a": value}).seeds["a"] == value


@pytest.mark.parametrize("value", [-1, U64_MAX + 1, 10**400, 1.0, 1.5, True, False, "1", None])
def test_what_is_no_u64_is_refused_by_name(value: object) -> None:
    assert fault({"seeds": {"lab": value}}).place == "seeds.lab"
    found = fault({"oracle_results": [RESULT | {"stats": {"entities_tracked": value}}]})
    assert found.place == "oracle_results[0].stats.entities_tracked"


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"oracle_results": [RESULT, RESULT | {"passed": 1}]}, "oracle_results[1].passed"),
        ({"oracle_results": [RESULT | {"passed": "true"}]}, "oracle_results[0].passed"),
        ({"oracle_results": [{"oracle_name": "o"}]}, "oracle_results[0].passed"),
        ({"oracle_results": [RESULT | {"oracle_name": 5}]}, "oracle_results[0].oracle_name"),
        ({"oracle_results": [RESULT | {"more": 5}]}, "oracle_results[0].more"),
        ({"oracle_results": [RESULT | {"violations": {}}]}, "oracle_results[0].violations"),
        ({"oracle_results": [RESULT | {"violations": [3]}]}, "oracle_results[0].violations[0]"),
        ({"oracle_results": {}}, "oracle_results"),
        ({"oracle_results": "ab"}, "oracle_results"),
        ({"artifact_paths": ["a", None]}, "artifact_paths[1]"),
        ({"metadata": {"a": 1}}, "metadata.a"),
        ({"metadata": []}, "metadata"),
        ({"schema_version": True}, "schema_version"),
        ({"schema_version": 1.0}, "schema_version"),
        ({"schema_version": 0}, "schema_version"),
        ({"trace_events": [{}]}, "trace_events[0]"),
    ],
)
def test_an_error_tells_the_path(document: object, place: str) -> None:
    assert fault(document).place == place


@pytest.mark.parametrize(
    ("violation", "place"),
    [
        (VIOLATION | {"severity": "high"}, "severity"),
        (VIOLATION | {"severity": 3}, "severity"),
        (VIOLATION | {"severity": None}, "severity"),
        ({"violation_type": "t", "severity": "Low"}, "description"),
        (VIOLATION | {"evidence": {"k": 1}}, "evidence.k"),
        (VIOLATION | {"evidence": [["k", "v"]]}, "evidence"),
    ],
)
def test_an_error_deep_inside_tells_the_whole_path(violation: object, place: str) -> None:
    found = fault({"oracle_results": [RESULT | {"violations": [VIOLATION, violation]}]})
    assert found.place == f"oracle_results[0].violations[1].{place}"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"passed": True}, "oracle_name: expected this field, found nothing"),
        ({"oracle_name": "a", "passed": 1}, "passed: expected true or false, found 1"),
        ({"oracle_name": True, "passed": True}, "oracle_name: expected a text, found true"),
        (
            {"oracle_name": "a\ud800", "passed": True},
            "expected a text that UTF-8 can carry, found the lone surrogate U+D800",
        ),
        ({"oracle_name": 10**5000, "passed": True}, "oracle_name: expected a text, found a number of 16610 bits"),
        ({"oracle_name": "a", "passed": True, "b\n": 1}, "b␊: expected no such field, found 1"),
    ],
)
def test_an_error_says_what_was_expected_and_found(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidFormatError) as caught:
        OracleResult(**fields)
    assert sentence in str(caught.value)


def test_a_number_too_long_to_tell_is_told_by_its_length() -> None:
    with pytest.raises(InvalidFormatError, match="found a number of 16610 bits"):
        OracleStats(events_recorded=10**5000)


@given(st.dictionaries(st.sampled_from([*Crashpack.model_fields]), json_values, min_size=1))
def test_any_document_is_a_record_or_an_error_in_one_clean_line(document: dict[str, object]) -> None:
    error: InvalidFormatError | None = None
    try:
        pack = Crashpack.read(document)
    except InvalidFormatError as found:
        error = found
    if error is not None:
        assert error.place.split(".")[0].split("[")[0] in document
        assert is_clean(str(error))
    else:
        assert Crashpack.read({name: getattr(pack, name) for name in Crashpack.model_fields}) == pack


def test_records_and_their_maps_are_frozen() -> None:
    violation = Violation.read(VIOLATION | {"evidence": {"k": "v"}})
    pack = Crashpack(
        oracle_results=[OracleResult(oracle_name="o", passed=False, violations=[violation])],
        seeds={"a": 1},
        metadata={"m": "x"},
        artifact_paths=["p"],
    )
    for record, field in ((pack, "seeds"), (violation, "severity"), (pack.oracle_results[0], "passed")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, field, None)
    for frozen in (pack.seeds, pack.metadata, violation.evidence):
        with pytest.raises(TypeError):
            frozen["k"] = "new"  # type: ignore[index]
        with pytest.raises(AttributeError):
            frozen.clear()  # type: ignore[union-attr]
    assert isinstance(pack.oracle_results, tuple)
    assert isinstance(pack.oracle_results[0].violations, tuple)
    assert isinstance(pack.artifact_paths, tuple)


def test_a_record_does_not_change_with_what_it_was_made_of() -> None:
    seeds, evidence = {"a": 1}, {"k": "v"}
    pack, violation = Crashpack(seeds=seeds), Violation.read(VIOLATION | {"evidence": evidence})
    seeds["b"], evidence["k"] = 2, "w"
    assert (pack.seeds, violation.evidence) == ({"a": 1}, {"k": "v"})


def test_maps_are_sorted_by_code_point() -> None:
    names = ["b", "a", "B", "é", "\U0001f642", "\uffff", "", "a b"]
    expected = ["", "B", "a", "a b", "b", "é", "\uffff", "\U0001f642"]
    assert list(Crashpack(seeds=dict.fromkeys(names, 1)).seeds) == expected
    assert list(Crashpack(metadata=dict.fromkeys(names, "")).metadata) == expected
    assert sorted(names, key=str.encode) == expected


def test_a_changed_record_is_checked_again() -> None:
    assert TransferState().changed(journal_gaps=3).journal_gaps == 3
    with pytest.raises(InvalidFormatError, match="journal_gaps"):
        TransferState().changed(journal_gaps=-1)
    with pytest.raises(InvalidFormatError, match="gaps: expected no such field"):
        TransferState().changed(gaps=1)
