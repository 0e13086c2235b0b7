"""Facts kept as tables are compared as if they were held."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.budget import Budget
from atp_tui.engine.diff.comparison import diff_facts, diff_tabled
from atp_tui.engine.diff.facts import TEXTS_LIMIT, Differences, FactTable, diff_tables
from atp_tui.engine.diff.model import Difference

FACTS = st.dictionaries(st.sampled_from([f"name {at}" for at in range(12)]), st.sampled_from(["a", "b", "", "é\n"]))


def table(facts: dict[str, str], kept: int = TEXTS_LIMIT) -> FactTable:
    return FactTable((((name, value),) for name, value in facts.items()), Budget(kept))


@given(FACTS, FACTS)
def test_tables_differ_where_the_facts_do(first: dict[str, str], second: dict[str, str]) -> None:
    found = Differences(table(first), table(second))
    (expected,) = diff_facts({"section": first}, {"section": second}).values()
    assert (tuple(found), len(found), found.unlisted) == (expected, len(expected), 0)


def test_a_row_of_several_facts_differs_fact_by_fact() -> None:
    first = FactTable([[("a: x", "1"), ("a: y", "2")], [("b: x", "1"), ("b: y", "2")]], Budget())
    second = FactTable([[("c: x", "1"), ("c: y", "2")], [("a: x", "1"), ("a: y", "3")]], Budget())
    found = Differences(first, second)
    assert tuple(found) == (
        Difference("a: y", "2", "3"),
        Difference("b: x", "1", None),
        Difference("b: y", "2", None),
        Difference("c: x", None, "1"),
        Difference("c: y", None, "2"),
    )
    assert (len(found), len(Differences(first, table({}))), len(Differences(table({}), second))) == (5, 4, 4)
    assert Difference("a: y", "2", "3") in found
    assert Difference("a: x", "1", "1") not in found


def test_a_text_that_utf8_cannot_carry_is_compared_as_any_other() -> None:
    first, second = table({"a": "\ud800", "b": "\ud800"}), table({"a": "\ud800", "b": "x"})
    assert list(Differences(first, second)) == [Difference("b", "\ud800", "x")]


def test_many_rows_are_read_back_from_their_blocks() -> None:
    first = {f"name {at}": "x" * 50 + str(at) for at in range(5_000)}
    second = {name: value + "!" * (at % 1000 == 7) for at, (name, value) in enumerate(reversed(first.items()))}
    found = list(Differences(table(first), table(second)))
    assert [each.name for each in found] == [f"name {at}" for at in range(5_000) if (4_999 - at) % 1000 == 7]
    assert all((each.first, each.second) == (first[each.name], second[each.name]) for each in found)


def test_what_differs_and_was_not_kept_is_counted() -> None:
    first, second = {"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "3", "d": "4"}
    found = Differences(table(first, 0), table(second, 0))
    assert (len(found), found.unlisted, list(found)) == (3, 3, [])
    assert not Differences(table(first, 0), table(first, 0))
    diff = diff_tabled({"seeds": table(first, 0)}, {"seeds": table(second)}, ((), ()))
    assert (diff.unlisted, diff.is_same) == ({"seeds": 2}, False)
    assert list(diff.sections["seeds"]) == [Difference("d", None, "4")]


def test_a_section_that_only_one_pack_has_is_compared_with_nothing() -> None:
    found = diff_tables({"one": table({"a": "1"})}, {"other": table({"b": "2"})})
    assert [list(each) for each in found.values()] == [[Difference("a", "1", None)], [Difference("b", None, "2")]]


def test_a_table_takes_a_fraction_of_its_texts() -> None:
    tracemalloc.start()
    try:
        made = FactTable((((f"oracle-{at:06d}: field", f"value {at % 7}" * 20),) for at in range(10_000)), Budget())
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (len(made), held < 600_000) == (10_000, True)
