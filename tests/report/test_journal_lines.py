from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import journal
from atp_tui.engine.record import OracleResult
from atp_tui.report.journal_lines import first_line, violation_lines
from tests.strategies import oracle_results


@given(st.lists(oracle_results, max_size=4))
def test_each_violation_begins_on_its_line_of_the_journal(results: list[OracleResult]) -> None:
    text = journal.write(results).split("\n")
    places = list(violation_lines(results))
    assert [len(lines) for lines in places] == [len(result.violations) for result in results]
    for result, lines in zip(results, places, strict=True):
        for violation, line in zip(result.violations, lines, strict=True):
            assert text[line - 1] == first_line(violation.violation_type)
