"""The JUnit XML states the facts of the report, and no text of a pack breaks it."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from atp_tui.clean import clean, is_clean
from atp_tui.report.junit import junit
from tests.program import FOREIGN, PACKS
from tests.report.test_model import report


def suite_of(path: Path) -> ET.Element:
    (suite,) = ET.fromstring(junit([report(path)]))  # noqa: S314 - made by this program a moment ago
    return suite


@pytest.mark.parametrize("name", FOREIGN)
def test_oracles_violations_and_checks_are_those_of_the_report(name: str) -> None:
    facts, suite = report(PACKS / name), suite_of(PACKS / name)
    cases = suite.findall("testcase")
    oracles = [case for case in cases if case.get("classname") == f"{clean(facts.path)}.oracle"]
    checks = [case for case in cases if case.get("classname") == f"{clean(facts.path)}.soundness"]
    assert [case.get("name") for case in oracles] == [clean(result.oracle_name) for result in facts.results]
    failures = [(found.get("type"), found.get("message")) for case in oracles for found in case.findall("failure")]
    expected = [(clean(row.violation_type), clean(row.description)) for row in facts.violations]
    assert sorted(map(str, failures)) == sorted(map(str, expected))
    failed = {case.get("name") for case in checks if case.find("failure") is not None}
    assert failed == {finding.check for finding in facts.findings if finding.ok is False}
    assert int(suite.get("tests", "")) == len(cases)
    assert int(suite.get("failures", "")) == sum(case.find("failure") is not None for case in cases)


@pytest.mark.parametrize("name", FOREIGN)
def test_every_text_is_clean(name: str) -> None:
    document = junit([report(PACKS / name)]).decode()
    assert all(is_clean(line) for line in document.split("\n"))


def test_several_packs_are_a_suite_each() -> None:
    root = ET.fromstring(junit([report(PACKS / "clean"), report(PACKS / "damaged")]))  # noqa: S314 - as above
    assert [suite.get("failures") == "0" for suite in root] == [True, False]
    assert int(root.get("tests", "")) == sum(int(suite.get("tests", "")) for suite in root)
