"""A fleet as JUnit XML."""

import xml.etree.ElementTree as ET
from dataclasses import replace

from atp_tui.clean import is_clean
from atp_tui.fleet.report.junit import junit_chunks
from atp_tui.fleet.rows import GroupRow, Status
from tests.fleet_rows import GROUPS, TOTALS


def cases_of(*rows: GroupRow, unreadable: int = 0) -> list[ET.Element]:
    root = ET.fromstring(b"".join(junit_chunks(replace(TOTALS, unreadable=unreadable), rows)))  # noqa: S314 - made a moment ago
    cases = list(root.iter("testcase"))
    assert len({case.get("name") for case in cases}) == len(cases)
    for each in (root, *root):
        assert int(each.get("tests", "")) == len(cases)
        assert int(each.get("failures", "")) == sum(case.find("failure") is not None for case in cases)
    assert int(root[0].get("skipped", "")) == sum(case.find("skipped") is not None for case in cases)
    return cases


def test_a_group_is_a_case_that_fails_unless_somebody_accepted_it() -> None:
    found = {status: [child.tag for child in cases_of(replace(GROUPS[0], status=status))[0]] for status in Status}
    assert found == {
        Status.NEW: ["failure"],
        Status.REGRESSED: ["failure"],
        Status.FIXED: ["failure"],
        Status.KNOWN: ["skipped"],
        Status.MUTED: ["skipped"],
    }


def test_the_message_says_how_often_and_what() -> None:
    failure = cases_of(GROUPS[1])[0][0]
    assert failure.get("type") == "group.regressed"
    assert str(failure.get("message")).startswith("regressed, Medium: 1,904 runs (4.5 %): quiescence")
    assert failure.text == "'atp-tui fleet show 2' says more"


def test_packs_that_cannot_be_read_are_a_failure_of_their_own() -> None:
    assert cases_of()[-1].find("failure") is None
    failure = cases_of(unreadable=3)[-1].find("failure")
    assert failure is not None
    assert failure.get("message") == "3 packs cannot be read"


def test_groups_of_one_title_are_cases_of_their_own_names() -> None:
    assert [case.get("name") for case in cases_of(GROUPS[4], GROUPS[4])][:2] == ["loser_drain", "loser_drain (2)"]


def test_hostile_texts_are_clean_and_short() -> None:
    hostile = "]]>\x1b<&\"'\u202e\ufffe\n" * 500
    case = cases_of(replace(GROUPS[0], title=hostile, note=hostile))[0]
    assert len(case.get("name", "")) <= 255
    assert is_clean(case.get("name", ""))
    assert is_clean(case[0].get("message", ""))
    assert is_clean(case[0].text or "")
