"""The table of figures at the end of a run of tests."""

from tests.figures_table import table


def test_figures_of_one_name_are_one_row_and_the_last_row_is_the_sum() -> None:
    told = "soak: packs: 10,000 cases, 0 failures\nsoak: keys: 3 cases, 1 failures\nsoak: packs: 2 cases, 1 failures\n"
    assert [row.split(None, 2) for row in table(told)] == [
        ["cases", "failures", "what was tried"],
        ["3", "1", "keys"],
        ["10,002", "1", "packs"],
        ["10,005", "2", "in all"],
    ]


def test_without_figures_there_is_no_table() -> None:
    assert list(table("")) == []
