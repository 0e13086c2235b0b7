from atp_tui.engine import OracleResult, TransferOracle, TransferState
from atp_tui.engine.signature import signature_of, write_signature

BOTH = TransferState(journal_gaps=1, pending_operations=2)


def test_a_signature_is_sorted_and_has_no_numbers() -> None:
    other = TransferState(journal_gaps=7, pending_operations=9)
    found = signature_of([TransferOracle(name="b").check(BOTH), TransferOracle(name="a").check(BOTH)])
    assert found == (
        ("a", "journal_consistency"),
        ("a", "quiescence"),
        ("b", "journal_consistency"),
        ("b", "quiescence"),
    )
    assert signature_of([TransferOracle().check(BOTH)]) == signature_of([TransferOracle().check(other)])


def test_what_passed_has_an_empty_signature() -> None:
    assert signature_of([]) == signature_of([OracleResult(oracle_name="x", passed=True)]) == ()


def test_a_signature_is_told_on_one_line() -> None:
    assert write_signature(()) == "no violation"
    assert write_signature((("a", "x"), ("b", "y"))) == "a: x, b: y"
