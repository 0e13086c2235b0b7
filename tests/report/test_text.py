"""The text of a report: one fact a line, and the same facts as its JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.clean import clean, is_clean
from atp_tui.engine import Crashpack, OracleResult, Severity, TraceEvent, Violation, write_record
from atp_tui.engine.evidence import NO_DOUBT, oracle_sentence
from atp_tui.report.json import json_object
from atp_tui.report.model import Report, title_of
from atp_tui.report.text import text_lines
from tests.hostile import PAYLOADS
from tests.program import FOREIGN, PACKS, copy_of
from tests.report.test_model import report

WORDS = {True: "passed", False: "failed", None: "outcome not recorded"}


def facts(found: Mapping[str, Any]) -> list[str]:
    """The lines that must stand in a text that says what the JSON object *found* says."""
    version = "none" if found["schema_version"] is None else found["schema_version"]
    lines = [f"schema version: {version};"]
    for row in found["violations"]:
        lines.append(f"  {row['severity']}: {row['violation_type']} ({row['oracle_name']}): {row['description']}")
        lines += [f"    {key}: {value}" for key, value in row["evidence"].items()]
    for row in found["ledger"]:
        name = "no name recorded" if row["oracle_name"] is None else row["oracle_name"]
        number = "no Bayes factor recorded" if row["log10_bf"] is None else f"log10 BF {row['log10_bf']:+.2f}"
        lines.append(f"  {name} ({WORDS[row['passed']]}): {number}, {row['strength'] or 'no strength recorded'}")
    for row in found["soundness"]:
        if not row["ok"]:
            sign = "note" if row["ok"] is None else "FAIL"
            said = f"expected {row['expected']}, found {row['found']}" if row["ok"] is False else row["found"]
            lines.append(f"  {sign}: {title_of(row['check'])}: {said}")
    lanes = ", ".join(f"{lane} {count:,}" for lane, count in found["trace"]["lanes"].items())
    lines.append(f"trace: {found['trace']['events']:,} events ({lanes})")
    lines.append(f"replay: {found['replay'] or 'not shown'}")
    lines.append(f"recorded command: {found['replay_command'] or 'not shown'}")
    return lines


def assert_same_facts(about: Report) -> None:
    found, lines = json_object(about), [*text_lines(about)]
    assert all(is_clean(line) for line in lines)
    rest = iter(lines)
    first = next(rest)
    assert first.startswith(clean(f"{found['path']}: "))
    word = found["verdict"].replace("_", " ").upper()
    assert f": {word}" in first
    assert first.split("; ")[-1].startswith("intact " if found["sound"] else "DAMAGED ")
    for fact in facts(found):
        assert any(line.startswith(clean(fact)) for line in rest), fact
    assert next(rest, None) is None


@pytest.mark.parametrize("name", FOREIGN)
def test_text_and_json_state_the_same_facts(name: str) -> None:
    assert_same_facts(report(PACKS / name))


texts = st.sampled_from([*PAYLOADS.values(), "transfer", "", " ", "a: b"]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=8
)
violations = st.builds(
    Violation,
    violation_type=texts,
    description=texts,
    severity=st.sampled_from(Severity),
    evidence=st.dictionaries(texts, texts, max_size=2),
)
results = st.builds(
    OracleResult, oracle_name=texts, violations=st.lists(violations, max_size=3).map(tuple), passed=st.booleans()
)
events = st.builds(
    TraceEvent.message, st.integers(0, 9), st.integers(0, 9), st.just("Log"), st.sampled_from(["path", "quic", "fec"])
)
crashpacks = st.builds(
    Crashpack,
    oracle_results=st.lists(results, max_size=3).map(tuple),
    trace_events=st.lists(events, max_size=3).map(tuple),
    seeds=st.dictionaries(texts, st.integers(0, 2**64 - 1), max_size=2),
    artifact_paths=st.lists(texts, max_size=2).map(tuple),
    metadata=st.dictionaries(texts, texts, max_size=2),
)


@given(crashpacks)
def test_text_and_json_of_any_pack_state_the_same_facts(
    tmp_path_factory: pytest.TempPathFactory, crashpack: Crashpack
) -> None:
    path = tmp_path_factory.getbasetemp() / "record.json"
    path.write_bytes(write_record(crashpack))
    assert_same_facts(report(path))


def test_the_lines_of_a_pack_that_failed() -> None:
    lines = [*text_lines(report(PACKS / "many-oracles"))]
    assert lines[0].endswith(": FAILED 1 Critical 2 High 1 Medium 1 Low; intact 23/23")
    assert lines[1] == "schema version: 1; oracles: 4"
    assert lines[2] == "  Critical: storm (net:edge): Retry storm"
    assert f"  replica 0 (passed): log10 BF -1.00, Against: {oracle_sentence(-1.0, 'replica 0')}" in lines
    assert "soundness: 23 of 23 checks hold" in lines
    assert "trace: 900 events (path 531, quic 143, repair 228)" in lines
    assert "seeds: __=3 a-b=1 a_b=2 ключ=4" in lines
    assert "metadata: commit: c0ffee" in lines


def test_a_refused_replay_command_gives_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(write_record(Crashpack(oracle_results=(OracleResult(oracle_name="a\x1bb", passed=True),))))
    assert [*text_lines(report(path))][-1].startswith(
        "recorded command: not shown: the name of an oracle contains an invisible character"
    )


def test_a_factor_against_a_failed_oracle_does_not_doubt_its_violations(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    ledger = path / "evidence-ledger.json"
    ledger.write_text(ledger.read_text().replace('"log10_bf": 1.6', '"log10_bf": -1.6'))
    (line,) = (line for line in text_lines(report(path)) if "log10 BF -1.60" in line)
    assert "times less likely if an invariant of transfer was broken" in line
    assert line.endswith(f"; {NO_DOUBT}")
