"""Explorer, text, JSON, JUnit and SARIF state the same facts; the last two are read by programs that are not ours."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import pytest
from junitparser import Failure, JUnitXml
from sarif import loader

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.clean import clean
from atp_tui.report.model import title_of
from atp_tui.tui.widgets.line_list import LineList
from tests.cli.conftest import Call
from tests.explorer import Hand, cursor_row, main_screen, opened, press, rows, said
from tests.program import FOREIGN, PACKS

SAMPLES: Final = sorted(path for path in SAMPLE_PACKS.iterdir() if path.is_dir())
RECORDS: Final = sorted(PACKS.glob("*.record.json"))
PATHS: Final = (*SAMPLES, *(PACKS / name for name in FOREIGN), *RECORDS)
TELLING: Final = (PACKS / "damaged", PACKS / "hostile-text", PACKS / "many-oracles.record.json", PACKS / "empty")
"""One of each kind: the explorer is slower to ask than the others."""
LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {"Critical": "error", "High": "error", "Medium": "warning", "Low": "note"}
)
_MARK: Final = "\u25cc"
"""Where a text begins with a combining mark it is shown on this; the same text within a line needs it not."""


class Facts(NamedTuple):
    """What every face must say."""

    verdict: str
    soundness: str
    violations: list[str]
    """Each as ``SEVERITY: TYPE (ORACLE): DESCRIPTION``, sorted."""
    faults: list[str]
    """Each failed finding as ``TITLE: expected EXPECTED, found FOUND``, sorted."""


def same(text: str) -> str:
    return clean(text.replace(_MARK, ""))


def ordered(verdict: str, soundness: str, violations: list[str], faults: list[str]) -> Facts:
    return Facts(verdict, soundness, sorted(map(same, violations)), sorted(map(same, faults)))


def of_json(call: Call, path: Path) -> Facts:
    found = json.loads(call("check", "--format", "json", path).out)
    counts = {severity: sum(each["severity"] == severity for each in found["violations"]) for severity in LEVELS}
    listing = " ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    judged = {each["check"] for each in found["soundness"] if each["ok"] is not None}
    failed = {each["check"] for each in found["soundness"] if each["ok"] is False}
    verdict = {
        ("passed", True): "PASSED",
        ("failed", False): f"FAILED {listing}",
        ("not_judged", None): "NOT JUDGED: no oracle result is recorded",
    }
    return ordered(
        verdict[found["verdict"], found["passed"]],
        f"{'intact' if found['sound'] else 'DAMAGED'} {len(judged) - len(failed)}/{len(judged)}",
        [f"{each['severity']}: {clean(each['violation_type'])} ({clean(each['oracle_name'])}): "
         f"{clean(each['description'])}" for each in found["violations"]],
        [f"{title_of(each['check'])}: expected {clean(each['expected'])}, found {clean(each['found'])}"
         for each in found["soundness"] if each["ok"] is False],
    )  # fmt: skip


def of_text(call: Call, path: Path) -> Facts:
    head, *lines = call("check", path).out.decode().splitlines()
    verdict, soundness = head.removeprefix(f"{path}: ").split("; ")
    told = lines[: lines.index("evidence ledger:")] if "evidence ledger:" in lines else lines
    return ordered(
        verdict,
        soundness,
        [line.removeprefix("  ") for line in told if re.match(rf"  (?:{'|'.join(LEVELS)}): ", line)],
        [line.removeprefix("  FAIL: ") for line in lines if line.startswith("  FAIL: ")],
    )


def of_junit(call: Call, path: Path) -> Facts:
    (suite,) = JUnitXml.fromstring(call("check", "--format", "junit", path).out)
    properties = {each.name: each.value for each in suite.properties()}  # type: ignore[no-untyped-call]
    violations, faults, failed = [], [], 0
    for case in suite:
        for failure in case.result:
            if not isinstance(failure, Failure):
                continue
            failed += 1
            if case.classname.endswith(".soundness"):
                faults += failure.text.split("\n")
            else:
                violations += of_failure(case.name, failure)
    assert (suite.failures, suite.errors) == (failed, 0)
    return ordered(properties["verdict"], properties["soundness"], violations, faults)


def of_failure(name: str, failure: Failure) -> list[str]:
    """The violations of one case: an oracle's, all of one type."""
    oracle = re.sub(rf": {re.escape(failure.type)}(?: \(\d+\))?$", "", name)
    violations = []
    for block in failure.text.split("\n\n"):
        severity, *rest = block.split("\n")
        told = [line.removeprefix("description: ") for line in rest if line.startswith("description: ")]
        described = told[0] if told else failure.message
        violations.append(f"{severity.removeprefix('severity: ')}: {failure.type} ({oracle}): {described}")
    return violations


def of_sarif(call: Call, path: Path, folder: Path) -> Facts:
    file = folder / "found.sarif"
    file.write_bytes(call("check", "--format", "sarif", path).out)
    (run,) = loader.load_sarif_file(str(file)).runs
    violations, faults = [], []
    for record, result in zip(run.get_records(), run.get_results(), strict=True):
        kind, _, name = record["Code"].partition("/")
        if kind == "soundness":
            faults.append(record["Description"])
            continue
        properties = result["properties"]
        assert record["Severity"] == LEVELS[properties["severity"]]
        oracle, described = properties["oracle_name"], properties["description"]
        assert same(record["Description"]).startswith(same(f"{oracle}: {described}"))
        violations.append(f"{properties['severity']}: {name} ({oracle}): {described}")
    (told,) = run.run_data["properties"]["packs"]
    return ordered(told["verdict"], told["soundness"], violations, faults)


async def of_explorer(pilot: Hand) -> Facts:
    verdict, soundness = re.split(r" \| ", rows(pilot)[0])[-2:]
    word = re.search(r"(PASSED|FAILED.*|NOT JUDGED.*)$", verdict)
    assert word is not None
    return ordered(word[0], soundness, await _violations(pilot), await _faults(pilot))


async def _violations(pilot: Hand) -> list[str]:
    await press(pilot, "v", "g")
    violations = []
    for _ in range(main_screen(pilot).query_one("#violation-list", LineList).row_count):
        if not re.match(rf"> (?:{'|'.join(LEVELS)}) \(\d+\)$", cursor_row(pilot, "violation-list")):
            head, described = said(pilot, "detail-text").split("\n")[:2]
            parts = re.fullmatch(r"(\w+) (.*)  found by (.*)", head)
            assert parts is not None
            violations.append(f"{parts[1]}: {parts[2]} ({parts[3]}): {described}")
        await press(pilot, "down")
    return violations


async def _faults(pilot: Hand) -> list[str]:
    await press(pilot, "9", "g")
    faults: list[str] = []
    while cursor_row(pilot, "soundness-list").startswith("> FAIL"):
        title, expected, found = said(pilot, "soundness-detail").split("\n")
        faults.append(
            f"{title}: expected {expected.removeprefix('expected  ')}, found {found.removeprefix('found     ')}"
        )
        if len(faults) == main_screen(pilot).query_one("#soundness-list", LineList).row_count:
            break
        await press(pilot, "down")
    return faults


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_check_prints_agrees_in_every_form(call: Call, path: Path, tmp_path: Path) -> None:
    facts = of_json(call, path)
    assert of_text(call, path) == facts
    assert of_junit(call, path) == facts
    assert of_sarif(call, path, tmp_path) == facts


@pytest.mark.parametrize("path", TELLING, ids=lambda path: f"{path.parent.name}-{path.name}")
async def test_the_explorer_agrees_with_check(call: Call, path: Path) -> None:
    facts = of_json(call, path)
    async with opened(path) as pilot:
        assert await of_explorer(pilot) == facts


@pytest.mark.soak
@pytest.mark.parametrize("path", [path for path in PATHS if path not in TELLING], ids=lambda path: path.name)
async def test_the_explorer_agrees_with_check_on_every_other_pack(call: Call, path: Path) -> None:
    facts = of_json(call, path)
    async with opened(path) as pilot:
        assert await of_explorer(pilot) == facts


def test_the_packs_hold_what_the_faces_must_agree_on(call: Call) -> None:
    found = [of_json(call, path) for path in PATHS]
    assert {each.verdict.split()[0] for each in found} == {"PASSED", "FAILED", "NOT"}
    assert any(each.faults for each in found)
    assert {line.split(":")[0] for each in found for line in each.violations} == set(LEVELS)
