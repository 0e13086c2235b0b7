"""What is kept of a pack's text files is bounded, and what was found stays found."""

import json
import tracemalloc

import pytest

from atp_tui.engine import OracleResult, Severity, Violation, journal, manifest
from atp_tui.engine.budget import KEPT_LIMIT, ROW, Budget, SharedTexts, memory_of
from atp_tui.engine.errors import SerializationError
from atp_tui.engine.journal_text import HEADER
from atp_tui.engine.ledger import EvidenceLedger, RecordedLedger
from atp_tui.engine.record import Crashpack
from tests.foreign import failed, findings_of
from tests.foreign import files_of as foreign_files


def results(count: int) -> tuple[OracleResult, ...]:
    return tuple(
        OracleResult(
            oracle_name=f"o{number}",
            violations=(
                Violation(violation_type="t", description=f"d{number}", severity=Severity.HIGH, evidence={"k": "v"}),
            ),
            passed=False,
        )
        for number in range(count)
    )


def test_a_budget_counts_a_row_and_its_texts_in_memory_and_refuses_what_is_too_much() -> None:
    budget = Budget(2 * ROW + 9)
    assert budget.takes("abcde")
    assert not budget.takes("é", "a")
    assert budget.left == ROW + 4
    assert budget.takes("é")
    assert (budget.left, budget.takes(row=1)) == (0, False)


def test_a_half_that_was_not_used_is_given_back() -> None:
    budget = Budget(1000)
    half = budget.half()
    assert half.takes("")
    assert (budget.left, half.left) == (500, 300)
    budget.give_back(half)
    assert (budget.left, half.left) == (800, 0)


@pytest.mark.parametrize(
    "value",
    [
        ["x" * 1000] * 3,
        [[] for _ in range(1000)],
        {str(key): key for key in range(1000)},
        [{"a": {}}] * 100,
        ["\U0001f642" * 500],
    ],
)
def test_the_memory_of_a_value_is_not_told_as_less_than_half_of_it(value: object) -> None:
    text = json.dumps(value)
    tracemalloc.start()
    made = json.loads(text)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert made == value
    assert memory_of(made) > size / 2


def test_a_journal_is_read_as_far_as_the_budget_goes_and_one_fault_says_what_is_not_shown() -> None:
    text = journal.write(results(100))
    found = journal.read(text, Budget(30 * ROW))
    assert found.results[:-1] == results(len(found.results) - 1)
    assert all(result.violations for result in found.results)
    assert 5 < len(found.results) < 15
    (fault,) = found.faults
    left = 100 - len(found.results)
    assert fault.found == f"more, so the rest is not read: {left} oracles and {left} violations are not shown"
    assert text.split("\n")[fault.line - 1].strip().split(":")[0] in ("oracle", "- type", "description", "k")


def test_the_violation_in_which_the_budget_ends_is_counted_whether_it_is_kept_or_not() -> None:
    (one,) = results(1)
    many = (one.changed(violations=results(1)[0].violations * 50),)
    for rows in range(3, 60):
        found = journal.read(journal.write(many), Budget(rows * ROW + 20))
        kept = sum(len(result.violations) for result in found.results)
        assert found.faults[0].found.endswith(f" {50 - kept} violations are not shown"), rows
        assert kept <= rows


def test_a_journal_that_fits_exactly_has_no_fault() -> None:
    text, budget = journal.write(results(10)), Budget()
    assert journal.read(text, budget).faults == ()
    used = KEPT_LIMIT - budget.left
    assert journal.read(text, Budget(used)).faults == ()
    assert len(journal.read(text, Budget(used - 1)).faults) == 1


def test_faults_without_end_use_the_budget_up_too() -> None:
    found = journal.read("x\n" * 1000, Budget(100 * ROW))
    assert len(found.faults) < 110
    assert found.faults[0].found.startswith("more, so the rest is not read: 0 oracles")


def test_a_manifest_beyond_the_budget_is_read_to_there_and_told() -> None:
    pack = Crashpack(metadata={f"k{number}": "v" for number in range(100)}, seeds={"s": 1}, artifact_paths=("p",))
    text = manifest.write(pack, "sha256:" + "0" * 64)
    found = manifest.read(text, Budget(50 * ROW))
    assert 20 < len(found.metadata) < 50
    assert [fault.found for fault in found.faults] == ["a larger one, so the rest is not read"]


def test_a_ledger_beyond_the_budget_is_an_error_that_says_so() -> None:
    data = EvidenceLedger.of(Crashpack(oracle_results=results(50))).write()
    assert len(RecordedLedger.read(data, results(50)).entries) == 50
    with pytest.raises(SerializationError, match="at most 128 MiB of memory, found more, so the ledger is not read"):
        RecordedLedger.read(data, results(50), Budget(10 * ROW))


def test_a_pack_of_which_not_all_was_read_is_not_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atp_tui.engine.budget.KEPT_LIMIT", 1)
    monkeypatch.setattr("atp_tui.engine.pack_parser.Budget", lambda: Budget(4 * ROW))
    assert "journal_form" in failed(findings_of(foreign_files("five-violations")))
    assert "manifest_form" in failed(findings_of(foreign_files("clean")))


def test_equal_texts_are_kept_once_as_far_as_they_are_remembered() -> None:
    texts = SharedTexts(1)
    first, again, other = (b"ab".decode(), b"ab".decode(), b"cd".decode())
    assert texts.same(first) is first
    assert texts.same(again) is first
    assert texts.same(other) is other
    assert ("ab" in texts, "cd" in texts) == (True, False)


def test_different_counts_of_results_use_up_the_budget() -> None:
    def left(step: int) -> int:
        budget = Budget()
        blocks = (
            f"oracle: o\n  events_recorded: {at * step}\n  entities_tracked: 0\n  passed: true\n" for at in range(100)
        )
        assert len(journal.read(f"{HEADER}\n{''.join(blocks)}", budget).results) == 100
        return budget.left

    assert left(0) - left(1) == 99 * ROW


def test_the_result_whose_counts_end_the_budget_is_kept_and_none_after_it() -> None:
    block = "oracle: {0}\n  events_recorded: {0}\n  entities_tracked: 0\n  passed: true\n"
    text = f"{HEADER}\n{block.format(1)}{block.format(2)}"
    found = journal.read(text, Budget(ROW + 1))
    assert [result.stats.events_recorded for result in found.results] == [1]
    assert "1 oracles and 0 violations are not shown" in found.faults[-1].found
