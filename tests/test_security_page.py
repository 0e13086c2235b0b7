"""What docs/security.md promises is held by tests that exist, and its limits are those of the program."""

import ast
import re
from pathlib import Path

import pytest

from atp_tui.store import limits
from atp_tui.store.limits import LIMITS, Limit

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<promise>[^|]+) \| `(?P<test>tests/[^`]+)` \|$", re.MULTILINE)
NAMED = re.compile(
    r"^(_?[A-Z_]*LIMIT|MAX_(?:EVENT|LINE|DEPTH|LENGTH|MARKS|PATTERN|BROKEN|TOTAL)): Final = ", re.MULTILINE
)
ROOMS = ("clean.py", "engine", "store", "rerun", "cli", "report")

NO_LIMIT_OF_READING = {
    "engine/evidence.py:_LIMIT",
    "engine/soundness/finding.py:_LIMIT",
    "store/head.py:QUICK_LIMIT",
    "store/logs/cache.py:_INDEX_LIMIT",
    "store/trace/ending_scan.py:OPEN_LIMIT",
}
"""Bounds of what is computed or said, or of a quick way beside another one, which take nothing from a pack."""


def test_the_page_has_a_row_for_each_promise() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) >= 20
    assert len(re.findall(r"^\| [^|]+ \| `tests/", PAGE, re.MULTILINE)) == len(rows)
    assert len({promise for promise, _ in rows}) == len(rows)


@pytest.mark.parametrize("named", [found["test"] for found in ROW.finditer(PAGE)])
def test_a_promise_names_a_test_that_exists(named: str) -> None:
    path, _, name = named.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    tests = [node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    assert [test for test in tests if test.startswith("test_")]
    assert not name or name in tests


def test_every_limit_stands_in_the_table() -> None:
    package = Path(limits.__file__).parents[1]
    sources = [path for room in ROOMS for path in [package / room, *(package / room).rglob("*.py")] if path.is_file()]
    assigned = {
        f"{path.relative_to(package).as_posix()}:{name}"
        for path in sources
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    text = Path(limits.__file__).read_text(encoding="utf-8")
    used = {name for _, name in re.findall(r'Limit\(\s*"([^"]+)",\s*(\w+),', text)}
    assert {place for place in assigned if place.split(":")[1] not in used} == NO_LIMIT_OF_READING
    assert len(used) <= len(LIMITS)


@pytest.mark.parametrize(
    ("most", "unit", "told"),
    [
        (64 << 20, "bytes", "64 MiB"),
        (8 << 30, "bytes", "8 GiB"),
        (1000, "bytes", "1,000 bytes"),
        (1000, "names", "1,000 names"),
    ],
)
def test_a_limit_is_told_as_people_say_it(most: int, unit: str, told: str) -> None:
    assert Limit("x", most, unit, "y", "z").told == told


def test_every_limit_has_a_reason_and_says_what_happens_past_it() -> None:
    assert all(limit.why and limit.past and limit.most > 0 for limit in LIMITS)
    assert len({limit.what for limit in LIMITS}) == len(LIMITS)
