"""The journal: written, read, and read from writers that indent in another way."""

import itertools
import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import OracleResult, OracleStats, Severity, Violation, journal, lines
from atp_tui.engine.budget import KEPT_LIMIT, ROW, Budget
from atp_tui.engine.journal import JournalReading, read, write
from tests.foreign import files_of
from tests.strategies import KEYWORDS, cut, oracle_results, texts

GOLDEN = """\
# ATP Journal Digest
oracle: transfer
  events_recorded: 5
  entities_tracked: 2
  passed: false
  violations:
    - type: journal_consistency
      severity: High
      description: Journal has 2 gaps or ordering violations
      evidence:
        gap_count: 2
    - type: path_consistency
      severity: High
      description: Path outcomes are inconsistent across replicas
oracle: " edge"
  events_recorded: 0
  entities_tracked: 0
  passed: true
"""

RESULTS = (
    OracleResult(
        oracle_name="transfer",
        violations=(
            Violation(
                violation_type="journal_consistency",
                description="Journal has 2 gaps or ordering violations",
                severity=Severity.HIGH,
                evidence={"gap_count": "2"},
            ),
            Violation(
                violation_type="path_consistency",
                description="Path outcomes are inconsistent across replicas",
                severity=Severity.HIGH,
            ),
        ),
        stats=OracleStats(events_recorded=5, entities_tracked=2),
        passed=False,
    ),
    OracleResult(oracle_name=" edge", passed=True),
)


def indented(text: str, level: str, flat: str | None = None) -> str:
    """Write a journal with *level* for each level, or with *flat* before every line that is indented at all."""

    def before(match: re.Match[str]) -> str:
        return level * (len(match.group()) // 2) if flat is None else flat

    return re.sub("^ +", before, text, flags=re.MULTILINE)


LAYOUTS = {
    "one space a level": (" ", None),
    "a tab a level": ("\t", None),
    "seven spaces a level": (" " * 7, None),
    "one space whatever the level": ("", " "),
    "none at all": ("", ""),
}

keyword_texts = st.one_of(st.sampled_from(KEYWORDS), texts)
keyword_results = st.builds(
    OracleResult,
    oracle_name=keyword_texts,
    violations=st.lists(
        st.builds(
            Violation,
            violation_type=keyword_texts,
            description=keyword_texts,
            severity=st.sampled_from(Severity),
            evidence=st.dictionaries(keyword_texts, keyword_texts, max_size=6),
        ),
        max_size=3,
    ).map(tuple),
    passed=st.booleans(),
)


def test_golden() -> None:
    assert write(RESULTS) == GOLDEN
    assert read(GOLDEN).results == RESULTS
    assert read(GOLDEN).faults == ()


@given(st.lists(oracle_results, max_size=4).map(tuple))
def test_what_was_written_is_read(results: tuple[OracleResult, ...]) -> None:
    found = read(write(results))
    assert (found.results, found.faults) == (results, ())


@given(st.lists(oracle_results, max_size=4).map(tuple))
def test_every_line_has_its_own_newline_and_no_other_separator(results: tuple[OracleResult, ...]) -> None:
    text = write(results)
    assert text.endswith("\n")
    assert text[:-1].split("\n") == text.splitlines()


@pytest.mark.parametrize("layout", LAYOUTS)
@given(results=st.lists(keyword_results, max_size=3).map(tuple))
def test_another_indentation_is_read_the_same(layout: str, results: tuple[OracleResult, ...]) -> None:
    found = read(indented(write(results), *LAYOUTS[layout]))
    assert (found.results, found.faults) == (results, ())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("last", [True, False])
def test_an_evidence_key_named_oracle_is_evidence(layout: str, *, last: bool) -> None:
    violation = RESULTS[0].violations[0].changed(evidence={key: key for key in KEYWORDS})
    only = violation.changed(evidence={"oracle": "transfer"})
    results = tuple(RESULTS[0].changed(violations=(found,)) for found in (violation, only))
    results = results if last else (*results, RESULTS[1])
    found = read(indented(write(results), *LAYOUTS[layout]))
    assert (found.results, found.faults) == (results, ())


UNSORTED = GOLDEN.replace("        gap_count: 2\n", "        oracle: a\n        events_recorded: 5\n")


def test_unsorted_evidence_that_spells_the_head_of_a_block_is_evidence_where_indentation_tells() -> None:
    for layout in ("one space a level", "a tab a level", "one space whatever the level"):
        found = read(indented(UNSORTED, *LAYOUTS[layout]))
        assert found.results[0].violations[0].evidence == {"events_recorded": "5", "oracle": "a"}, layout


def test_unsorted_evidence_that_spells_a_block_is_ambiguous_without_indentation_and_read_as_a_block() -> None:
    found = read(indented(UNSORTED, *LAYOUTS["none at all"]))
    assert [dict(violation.evidence) for violation in found.results[0].violations] == [{}]
    assert found.faults


def test_a_block_cut_after_its_name_is_ambiguous_without_indentation_and_read_as_evidence() -> None:
    text = GOLDEN[: GOLDEN.index("    - type: path")] + "oracle: cut\n"
    assert read(indented(text, "", "")).results[0].violations[0].evidence == {"gap_count": "2", "oracle": "cut"}
    found = read(text)
    assert found.results[0].violations[0].evidence == {"gap_count": "2"}
    assert [fault.found for fault in found.faults] == ["'oracle: cut'"]


def test_the_journal_of_another_writer_is_read_in_full() -> None:
    found = read(files_of("other-writer")["journal"].decode())
    assert found.faults == ()
    assert [result.oracle_name for result in found.results] == ["transfer", "edge"]
    assert [dict(violation.evidence) for violation in found.results[0].violations][1:] == [
        {"gap_count": "2"},
        {"pending_count": "3"},
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("# ATP Journal Digest\n", "", 1),
        ("# ATP Journal Digest", "# ATP Journal", 1),
        ("oracle: transfer", "orakel: transfer", 2),
        ("events_recorded: 5", "events_recorded: 05", 3),
        ("events_recorded: 5", "events_recorded: -5", 3),
        ("events_recorded: 5", "events_recorded: ٥", 3),
        ("events_recorded: 5", "events_recorded: 18446744073709551616", 3),
        ("  events_recorded: 5\n", "  events_recorded: 5\n  events_recorded: 5\n", 4),
        ("passed: false", "passed: False", 5),
        ("passed: false", "passed: false ", 5),
        ("  violations:\n", "", 6),
        ("severity: High", "severity: high", 8),
        ("      severity: High\n", "", 7),
        ("      evidence:\n", "", 10),
        ("        gap_count: 2\n", "        gap_count: 2\n        gap_count: 2\n", 12),
        ("        gap_count: 2\n", "        gap_count: 2\n        a: 1\n", 11),
        ("        gap_count: 2\n", "        gap_count\n", 11),
        ("        gap_count: 2\n", "", 10),
        ("gap_count: 2", 'gap_count: "2"', 11),
        ("gap_count: 2", "gap_count: 2\r", 11),
        ("    - type: path", "\n    - type: path", 12),
        ("    - type: path", "    -type: path", 12),
        ('oracle: " edge"', "oracle:  edge", 15),
        ("  passed: true\n", "", 15),
        ("  passed: true\n", "  passed: true\n  violations:\n", 19),
        ("  passed: true\n", "  passed: true", 18),
        ("  passed: true\n", "  passed: true\n\n", 19),
        ("  passed: true\n", "  passed: true\n# end\n", 19),
    ],
)
def test_what_the_format_does_not_give_is_told_with_its_line(old: str, new: str, line: int) -> None:
    text = GOLDEN.replace(old, new, 1)
    assert text != GOLDEN
    faults = read(text).faults
    assert line in [fault.line for fault in faults]
    assert faults[0].place == f"line {faults[0].line}"


@given(texts, st.integers(0, len(GOLDEN)))
def test_no_text_makes_the_reader_fail(text: str, place: int) -> None:
    for whole in (text, GOLDEN[:place], GOLDEN[:place] + text + GOLDEN[place:]):
        found = read(whole)
        assert found.faults or write(found.results).replace(" ", "") == whole.replace(" ", "").replace("\t", "")


ODD_LINES = (
    "",
    "oracle: a",
    "  events_recorded: 18446744073709551616",
    "  passed: true",
    "  violations:",
    "    - type: quiescence",
    "      severity: High",
    "      evidence:",
    "        evidence:",
    "        a: 1",
    "         b: 1",
    '        "c: 1": 1',
    "        - type: a",
    "        d",
    "    e: 1",
    "\toracle: b",
)
"""Lines that may stand anywhere in a journal that is not as the format gives it."""


@st.composite
def changed_journals(draw: st.DrawFn) -> str:
    """Journals with a few lines changed, left out, put in or indented in another way."""
    found = write(draw(st.lists(keyword_results, max_size=3).map(tuple))).split("\n")
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(found) - 1))
        line = found[place]
        changes = [(), (line, line), (f" {line}",), *((odd,) for odd in ODD_LINES), *((odd, line) for odd in ODD_LINES)]
        found[place : place + 1] = draw(st.sampled_from(changes)) or [""] * (len(found) == 1)
    return "\n".join(found)


def line_by_line(source: list[bytes], left: int) -> JournalReading:
    """Read a journal without the patterns that find a whole part."""
    with pytest.MonkeyPatch.context() as change:
        for name in ("PLAIN_ORACLE", "PLAIN_VIOLATION"):
            change.setattr(journal, name, re.compile("(?!)"))
        return read(source, Budget(left))


@given(st.data(), changed_journals(), st.sampled_from([1 << 20, 40, 100]), st.integers(0, 30))
def test_a_part_that_is_read_at_once_is_what_its_lines_say(
    data: st.DataObject, text: str, most: int, rows: int
) -> None:
    """Whatever stands beside it, however the bytes are cut, and wherever the room ends."""
    source = data.draw(cut(text.encode()))
    left = data.draw(st.sampled_from([1 << 20, ROW * rows + 50]))
    with pytest.MonkeyPatch.context() as change:
        change.setattr(lines, "MAX_TEXT_LINE", most)
        assert read(source, Budget(left)) == line_by_line(source, left)


@pytest.mark.parametrize("odd", ODD_LINES)
def test_an_odd_line_at_any_place_is_read_as_line_by_line(odd: str) -> None:
    found = GOLDEN.split("\n")
    for place, behind in itertools.product(range(len(found)), (0, 1)):
        source = ["\n".join([*found[:place], odd, *found[place + behind :]]).encode()]
        assert read(source) == line_by_line(source, KEPT_LIMIT), source


@pytest.mark.parametrize("left", range(0, 12 * ROW, ROW // 4))
def test_the_room_ends_where_it_ends_line_by_line(left: int) -> None:
    source = [write(RESULTS).encode()]
    assert read(source, Budget(left)) == line_by_line(source, left)


@given(st.lists(oracle_results, min_size=1, max_size=4).map(tuple))
def test_what_this_program_writes_is_read_without_looking_at_lines(results: tuple[OracleResult, ...]) -> None:
    """But for the header, the last part, behind which nothing shows its end, and parts with odd texts."""
    with patch.object(lines.LineReader, "take", autospec=True, side_effect=lines.LineReader.take) as take:
        read(write(results))
    last = next((result.violations[-1] for result in reversed(results) if result.violations), None)
    assert take.call_count <= 2 + (0 if last is None else 5 + len(last.evidence))
