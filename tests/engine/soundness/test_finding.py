"""What a check tells, and when two JSON values are the same."""

import json

import pytest
from hypothesis import given

from atp_tui.clean import is_clean
from atp_tui.engine.json_difference import json_of, same
from atp_tui.engine.lines import LineFault
from atp_tui.engine.soundness.finding import MAX_TOLD, Report
from tests.strategies import json_values, texts


@given(json_values)
def test_a_value_is_the_same_as_itself_in_any_order_of_keys(value: object) -> None:
    assert same(value, json.loads(json.dumps(value)))
    if isinstance(value, dict):
        assert same(value, dict(reversed(value.items())))


@given(json_values, json_values)
def test_values_are_the_same_exactly_when_their_json_is(one: object, other: object) -> None:
    assert same(one, other) == same(other, one)
    if json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True):
        assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (0, False), ("1", 1), (None, False), ([], {}), ([1], [True]), ({"a": 1}, {"a": True}), ([1], [1, 1])],
)
def test_values_that_only_look_the_same(one: object, other: object) -> None:
    assert not same(one, other)
    assert not same(other, one)


def test_one_is_one_with_a_point_too() -> None:
    assert same({"a": [1, -0.0]}, {"a": [1.0, 0]})


@given(texts, texts)
def test_what_is_told_is_clean_and_cut(expected: str, found: str) -> None:
    report = Report("x")
    report.tell(None, expected, found * 500)
    (finding,) = report.findings
    assert is_clean(finding.expected)
    assert is_clean(finding.found)
    assert len(finding.found) <= 400


def test_a_comparison_names_its_place() -> None:
    report = Report("x")
    report.compare([1], {"é": "\n"}, "place")
    assert [(found.ok, found.expected, found.found) for found in report.findings] == [
        (False, "place: [1]", 'place: {"é": "\\n"}')
    ]


def test_what_cannot_be_written_is_named() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert json_of(deep) == "an array"


def test_faults_are_told_up_to_a_bound() -> None:
    report = Report("x")
    report.faults("journal", tuple(LineFault(line, "a", "b") for line in range(1, MAX_TOLD + 3)), "good")
    assert len(report.findings) == MAX_TOLD + 1
    assert (report.findings[0].expected, report.findings[0].found) == ("journal line 1: a", "journal line 1: b")
    assert report.findings[-1].found == "2 more faults"
    report = Report("x")
    report.faults("journal", (), "good")
    assert [(found.ok, found.found) for found in report.findings] == [(True, "good")]


@pytest.mark.parametrize("count", [MAX_TOLD, MAX_TOLD + 1])
def test_as_many_faults_as_the_bound_allows_need_no_count(count: int) -> None:
    report = Report("x")
    report.faults("journal", tuple(LineFault(line, "a", "b") for line in range(1, count + 1)), "good")
    assert [found.ok for found in report.findings] == [False] * count
    assert (report.findings[-1].found == "1 more faults") is (count > MAX_TOLD)
    assert report.findings[MAX_TOLD - 1].found == f"journal line {MAX_TOLD}: b"
