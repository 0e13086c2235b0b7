"""A report as JUnit XML: a suite for each pack, a case for each oracle and for each check of soundness."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from atp_tui.clean import clean
from atp_tui.report.model import UNLISTED, Report, ViolationRow, title_of, verdict
from atp_tui.report.note import note_properties
from atp_tui.report.text import soundness_word


def junit(reports: Iterable[Report]) -> bytes:
    """Return the XML document of some reports; every text in it is clean, as XML cannot carry control characters."""
    root = ET.Element("testsuites", name="atp-tui check")
    for report in reports:
        _suite(root, report)
    total = sum(int(suite.get("tests", "0")) for suite in root)
    failures = sum(int(suite.get("failures", "0")) for suite in root)
    root.set("tests", str(total))
    root.set("failures", str(failures))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(root: ET.Element, report: Report) -> None:
    suite = ET.SubElement(root, "testsuite", name=clean(report.path))
    properties = ET.SubElement(suite, "properties")
    for name, seed in report.seeds:
        ET.SubElement(properties, "property", name=clean(f"seed.{name}"), value=str(seed))
    for key, value in report.metadata:
        ET.SubElement(properties, "property", name=clean(f"metadata.{key}"), value=clean(value))
    for name, word in (("verdict", verdict(report.passed, report.violations)), ("soundness", soundness_word(report))):
        ET.SubElement(properties, "property", name=name, value=word)
    for name, value in note_properties(report.note).items():
        ET.SubElement(properties, "property", name=name, value=value)
    if report.replay_line:
        ET.SubElement(properties, "property", name="replay_command", value=clean(report.replay_line))
    _oracle_cases(suite, report)
    _soundness_cases(suite, report)
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("errors", "0")


def _oracle_cases(suite: ET.Element, report: Report) -> None:
    for index, result in enumerate(report.results):
        case = _case(suite, "oracle", result.oracle_name, report)
        rows = [row for row in report.violations if row.result == index]
        for row in rows:
            failure = ET.SubElement(case, "failure", type=clean(row.violation_type), message=clean(row.description))
            failure.text = _evidence(row)
        if not result.passed and not rows:
            ET.SubElement(case, "failure", type="unlisted", message=UNLISTED)


def _soundness_cases(suite: ET.Element, report: Report) -> None:
    for check in dict.fromkeys(finding.check for finding in report.findings):
        case = _case(suite, "soundness", check, report)
        found = [finding for finding in report.findings if finding.check == check]
        for finding in found:
            said = f"expected {finding.expected}, found {finding.found}"
            if finding.ok is False:
                ET.SubElement(case, "failure", type=check, message=clean(f"{title_of(check)}: {said}"))
        if all(finding.ok is None for finding in found):
            ET.SubElement(case, "skipped", message=clean(f"expected {found[0].expected}, found {found[0].found}"))


def _case(suite: ET.Element, kind: str, name: str, report: Report) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=clean(f"{report.path}.{kind}"), name=clean(name))


def _evidence(row: ViolationRow) -> str:
    return "\n".join([f"severity: {row.severity}", *(clean(f"{key}: {value}") for key, value in row.evidence)])
