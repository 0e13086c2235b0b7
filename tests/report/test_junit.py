"""The JUnit XML states the facts of the report, and no text of a pack breaks it."""

import re
from collections import Counter
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from atp_tui.clean import clean, is_clean
from atp_tui.engine import Severity
from atp_tui.engine.verdict import Verdict
from atp_tui.report.junit import MAX_NAME, MAX_TEXT, junit
from atp_tui.report.model import Report, ResultRow, ViolationRow
from tests.hostile import PAYLOADS
from tests.program import FOREIGN, PACKS
from tests.report.test_model import report
from tests.strategies import texts

LEGAL: Final = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""Characters of XML 1.0, section 2.2."""


def root_of(*reports: Report) -> ET.Element:
    return ET.fromstring(junit(reports))  # noqa: S314 - made by this program a moment ago


def suite_of(found: Report) -> ET.Element:
    (suite,) = root_of(found)
    return suite


def row(oracle: str, violation_type: str, result: int = 0, severity: Severity = Severity.HIGH) -> ViolationRow:
    return ViolationRow(oracle, violation_type, severity, f"what {violation_type} is", (("key", "value"),), result)


def made(*oracles: tuple[str, tuple[str, ...]], path: str = "pack") -> Report:
    """A report of a pack whose oracles found violations of some types."""
    rows = tuple(row(name, found, number) for number, (name, types) in enumerate(oracles) for found in types)
    results = tuple(ResultRow(name, not types) for name, types in oracles)
    return replace(
        report(PACKS / "clean"),
        path=path,
        verdict=Verdict.FAILED if rows else Verdict.PASSED,
        violations=rows,
        results=results,
    )


def names(suite: ET.Element, kind: str = "oracle") -> list[str]:
    return [case.get("name", "") for case in suite.iter("testcase") if case.get("classname", "").endswith(f".{kind}")]


def as_read(case: ET.Element) -> tuple[str, str]:
    return " ".join(case.get("classname", "").split()), " ".join(case.get("name", "").split())


@pytest.mark.parametrize("name", FOREIGN)
def test_cases_are_the_oracles_with_their_types_and_the_checks_of_the_report(name: str) -> None:
    facts, suite = report(PACKS / name), suite_of(report(PACKS / name))
    expected = Counter(
        (facts.results[number].oracle_name, found)
        for number, rows in groupby(sorted(facts.violations, key=lambda row: row.result), key=lambda row: row.result)
        for found in {row.violation_type for row in rows}
    )
    failures = [found for case in suite.findall("testcase") for found in case.findall("failure")]
    oracles = [found for found in failures if found.text and found.text.startswith("severity: ")]
    assert len(oracles) == expected.total()
    assert Counter(found.get("type") for found in oracles) == Counter(clean(found) for _, found in expected.elements())
    passing = [
        result for number, result in enumerate(facts.results) if number not in {r.result for r in facts.violations}
    ]
    assert len(names(suite)) == (expected.total() + len(passing) or 1)
    checks = [case for case in suite.iter("testcase") if case.get("classname") == f"{clean(facts.path)}.soundness"]
    assert [case.get("name") for case in checks] == list(dict.fromkeys(found.check for found in facts.findings))
    failed = {case.get("name") for case in checks if case.find("failure") is not None}
    assert failed == {finding.check for finding in facts.findings if finding.ok is False}


def test_violations_of_one_oracle_are_a_case_each_and_those_of_one_type_share_one() -> None:
    suite = suite_of(made(("transfer", ("quiescence", "obligation_leak", "quiescence", "quiescence")), ("edge", ())))
    assert names(suite) == ["transfer: quiescence", "transfer: obligation_leak", "edge"]
    first = suite.find("testcase/failure")
    assert first is not None
    assert first.get("message") == "what quiescence is (and 2 more of this type)"
    assert (first.text or "").split("\n\n") == ["severity: High\ndescription: what quiescence is\nkey: value"] * 3


def test_oracles_of_one_name_are_cases_of_their_own_names() -> None:
    found = made(("transfer", ("quiescence",)), ("transfer", ("quiescence",)), ("transfer", ()), ("transfer", ()))
    suite = suite_of(found)
    assert names(suite) == ["transfer: quiescence", "transfer: quiescence (2)", "transfer", "transfer (2)"]


ODD_NAMES: Final = (
    ("a", "a ", " a", "a\u00a0", "a  b", "a b", ""),
    ("", " ", "(no name)"),
    ("a", "a (2)", "a"),
    ("a: b", "a"),
    ("x" * 1000, "x" * 1000, "x" * 1000 + "y"),
    ("a\tb", "a\u2409b"),
)


@pytest.mark.parametrize("odd", ODD_NAMES)
def test_no_two_cases_are_one_to_a_reader(odd: tuple[str, ...]) -> None:
    found = made(*((name, ("b",) * (number % 2)) for number, name in enumerate(odd)))
    assert_readable(root_of(found, found, replace(found, path="pack "), replace(found, path="other")))


def assert_readable(root: ET.Element) -> None:
    """Hold the rules of Jenkins, Azure Pipelines and GitLab: one outcome a case, names given, short, and once each."""
    suites, cases = list(root), list(root.iter("testcase"))
    assert len({" ".join(suite.get("name", "").split()) for suite in suites}) == len(suites)
    assert len({as_read(case) for case in cases}) == len(cases)
    for case in cases:
        assert all(as_read(case))
        assert all(len(case.get(name, "")) <= 255 for name in ("classname", "name"))
        assert len(case) <= 1
        assert all(child.tag in ("failure", "skipped") and child.get("message") is not None for child in case)
    for each in (*suites, root):
        inside = list(each.iter("testcase"))
        assert int(each.get("tests", "")) == len(inside)
        assert int(each.get("failures", "")) == sum(case.find("failure") is not None for case in inside)
    for suite in suites:
        assert [child.tag for child in suite] == ["properties", *["testcase"] * (len(suite) - 1)]
        assert int(suite.get("skipped", "")) == sum(case.find("skipped") is not None for case in suite)
        assert suite.get("errors") == "0"


@pytest.mark.parametrize("name", FOREIGN)
def test_readers_take_the_foreign_packs(name: str) -> None:
    assert_readable(root_of(report(PACKS / name), report(PACKS / "damaged")))


@pytest.mark.parametrize("name", FOREIGN)
def test_every_text_is_clean(name: str) -> None:
    document = junit([report(PACKS / name)]).decode()
    assert all(is_clean(line) for line in document.split("\n"))


@given(
    st.one_of(texts, st.sampled_from([*PAYLOADS.values(), "]]>", "<!--", "&amp;", "\ufffe", "\uffff", "\ud800", "'\""]))
)
def test_hostile_text_is_legal_in_each_place(text: str) -> None:
    found = made((text, (text, "b")), path=text.replace("\0", ""))
    rows = tuple(msgspec.structs.replace(each, description=text, evidence=((text, text),)) for each in found.violations)
    found = replace(
        found, violations=rows, metadata=((text, text),), seeds=((text, 1),), replay_line=text, recorded_line=text
    )
    document = junit([found])
    assert LEGAL.fullmatch(document.decode())
    root = ET.fromstring(document)  # noqa: S314 - made by this program a moment ago
    assert etree.tostring(etree.fromstring(document), method="c14n") == ET.canonicalize(document.decode()).encode()
    assert_readable(root)
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert (failure.get("message"), failure.get("type")) == (clean(text), clean(text))
    assert f"{clean(f'{text}: {text}')}" in (failure.text or "")


def test_several_packs_are_a_suite_each() -> None:
    root = root_of(report(PACKS / "clean"), report(PACKS / "damaged"))
    assert [suite.get("failures") == "0" for suite in root] == [True, False]


def test_an_oracle_that_failed_and_lists_nothing_is_a_failure() -> None:
    facts = replace(made(("edge", ())), verdict=Verdict.FAILED, results=(ResultRow("edge", passed=False),))
    failure = suite_of(facts).find("testcase/failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("unlisted", "failed without a listed violation")


def test_a_pack_that_nobody_judged_has_a_skipped_case() -> None:
    suite = suite_of(report(PACKS / "empty"))
    assert names(suite) == ["no oracle"]
    (skipped,) = (case.find("skipped") for case in suite.iter("testcase") if case.get("name") == "no oracle")
    assert skipped is not None
    assert skipped.get("message") == "NOT JUDGED: no oracle result is recorded"
    assert (suite.get("failures"), int(suite.get("skipped", "0")) >= 1) == ("0", True)


def test_a_long_text_is_cut_and_its_lines_are_counted() -> None:
    evidence = tuple((f"key {number}", "v" * 90) for number in range(2000))
    facts = made(("transfer", ("quiescence",)))
    facts = replace(facts, violations=(msgspec.structs.replace(facts.violations[0], evidence=evidence),))
    text = suite_of(facts).findtext("testcase/failure") or ""
    *shown, last = text.split("\n")
    assert len(text) <= MAX_TEXT + 100
    assert last == f"{2001 - len(shown):,} more lines; 'atp-tui check --format json' lists all of them"
    assert len(shown) > 900


def test_a_long_name_is_cut() -> None:
    (name,) = names(suite_of(made(("x" * 10_000, ()))))
    assert MAX_NAME - 5 < len(name) <= MAX_NAME
    assert name.endswith("more characters>")


def test_a_path_is_the_name_of_its_suite() -> None:
    assert suite_of(report(str(PACKS / "clean"))).get("name") == str(Path(PACKS / "clean"))
