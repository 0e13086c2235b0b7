"""The crashpack record and its builder."""

from itertools import pairwise

import pytest

from atp_tui.engine import (
    SCHEMA_VERSION,
    Crashpack,
    CrashpackBuilder,
    InvalidFormatError,
    OracleResult,
    OracleStats,
    Severity,
    TraceEvent,
    Violation,
)
from atp_tui.engine.budget import SharedTexts


def violation(severity: Severity) -> Violation:
    return Violation(violation_type="t", description="d", severity=severity)


def failing(*severities: Severity) -> OracleResult:
    return OracleResult(oracle_name="o", passed=False, violations=tuple(map(violation, severities)))


def test_severities_stand_in_the_order_of_the_format() -> None:
    assert [*Severity] == ["Low", "Medium", "High", "Critical"]
    assert [severity.rank for severity in Severity] == [0, 1, 2, 3]
    for low, high in pairwise(Severity):
        assert low < high
        assert low <= high
        assert high > low
        assert high >= low
        assert not high <= low
        assert not low >= high
    assert max(Severity) is Severity.CRITICAL
    assert max("Low", Severity.HIGH, key=Severity) == "High"
    with pytest.raises(ValueError, match="high"):
        _ = Severity.LOW < "high"


def test_a_result_says_what_it_lists() -> None:
    found = failing(Severity.HIGH, Severity.CRITICAL, Severity.LOW, Severity.HIGH)
    assert found.has_violations
    assert found.high_severity_violations == (found.violations[0], found.violations[3])
    assert found.max_severity is Severity.CRITICAL
    clean = OracleResult(oracle_name="o", passed=True)
    assert (clean.has_violations, clean.high_severity_violations, clean.max_severity) == (False, (), None)


def test_a_pack_says_what_its_results_list() -> None:
    results = (failing(Severity.LOW), OracleResult(oracle_name="p", passed=True), failing(Severity.HIGH, Severity.LOW))
    pack = Crashpack(oracle_results=results)
    assert [(result.oracle_name, found.severity) for result, found in pack.violations] == [
        ("o", "Low"),
        ("o", "High"),
        ("o", "Low"),
    ]


def test_an_empty_builder_gives_an_empty_pack() -> None:
    assert CrashpackBuilder().build() == Crashpack()
    assert Crashpack().schema_version == SCHEMA_VERSION == 1


def test_builder_keeps_results_in_order_and_the_last_trace_seed_and_metadata() -> None:
    first, second = TraceEvent.of(1, 1, "a"), TraceEvent.of(2, 2, "b")
    results = (failing(Severity.LOW), failing(), failing(Severity.LOW))
    pack = (
        CrashpackBuilder()
        .oracle_result(results[0])
        .trace((first, second))
        .seed("b", 1)
        .seed("a", 2)
        .artifact_path("z")
        .metadata("k", "old")
        .oracle_result(results[1])
        .trace((second,))
        .seed("b", 3)
        .artifact_path("y")
        .artifact_path("z")
        .metadata("k", "new")
        .oracle_result(results[2])
        .build()
    )
    assert pack.oracle_results == results
    assert pack.trace_events == (second,)
    assert list(pack.seeds.items()) == [("a", 2), ("b", 3)]
    assert pack.artifact_paths == ("z", "y")
    assert pack.metadata == {"k": "new"}


def test_a_built_pack_does_not_change_with_its_builder() -> None:
    builder = CrashpackBuilder().seed("a", 1).artifact_path("p")
    pack = builder.build()
    builder.seed("a", 2).artifact_path("q").metadata("k", "v").oracle_result(failing())
    assert pack == Crashpack(seeds={"a": 1}, artifact_paths=("p",))
    assert builder.build() != pack


@pytest.mark.parametrize(
    ("builder", "place"),
    [
        (CrashpackBuilder().seed("a", -1), "seeds.a"),
        (CrashpackBuilder().seed("a", 2**64), "seeds.a"),
        (CrashpackBuilder().seed("a", True), "seeds.a"),
        (CrashpackBuilder().metadata("k", "\ud800"), "metadata.k"),
        (CrashpackBuilder().artifact_path("\ud800"), "artifact_paths[0]"),
        (CrashpackBuilder().trace(({},)), "trace_events[0]"),  # type: ignore[arg-type]
    ],
)
def test_what_the_format_does_not_allow_is_refused_when_the_pack_is_built(
    builder: CrashpackBuilder, place: str
) -> None:
    with pytest.raises(InvalidFormatError) as caught:
        builder.build()
    assert caught.value.place == place


def test_a_path_given_twice_is_kept_where_it_first_stood() -> None:
    assert Crashpack(artifact_paths=("b", "a", "b", "c", "a")).artifact_paths == ("b", "a", "c")


def test_a_compacted_result_is_the_same_with_its_texts_shared() -> None:
    texts = SharedTexts(100)
    violations = tuple(
        Violation(violation_type="t", description="d", severity=Severity.LOW, evidence={b"k1".decode(): "v", "a": "b"})
        for _ in range(2)
    )
    result = OracleResult(
        oracle_name="o", violations=violations, stats=OracleStats(entities_tracked=3, events_recorded=4), passed=False
    )
    found = result.compacted(texts)
    assert found == result
    assert found.changed(passed=True).stats == result.stats
    one, other = ([*violation.evidence][-1] for violation in found.violations)
    assert one is other
