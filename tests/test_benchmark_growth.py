"""The table of growth: what misses, what is measured again, and that no command is without a row or a reason."""

from collections.abc import Iterator
from pathlib import Path

import click

from atp_tui.cli.program import program
from benchmarks.bench_growth import words_of
from benchmarks.growth_cases import KINDS, NO_ROW, PROGRAM
from benchmarks.growth_rows import AGAIN, REFUSED, TOO_LONG, Cost, Row, settled, table_of


def row(*costs: Cost, start: float = 0.5) -> Row:
    return Row("events", "logs", (10, 100, 1_000), start, costs, 0.1)


def test_an_exponent_is_of_what_is_left_without_the_start() -> None:
    assert row(0.7, 2.5, 20.5).exponents == (1.0, 1.0)
    assert not row(0.7, 2.5, 20.5).is_missed
    assert [round(each, 6) for each in row(0.7, 2.5, 200.5).exponents] == [1.0, 2.0]
    assert row(0.7, 2.5, 200.5).is_missed


def test_costs_that_cannot_be_told_apart_are_one() -> None:
    assert row(0.5, 0.51, 0.6).exponents == (0.0, 0.0)
    assert round(row(0.501, 0.7, 10.5).exponents[1], 6) == 1.69897


def test_a_size_that_is_refused_is_left_out_and_one_that_takes_too_long_is_missed() -> None:
    assert row(0.7, 2.5, REFUSED).exponents == (1.0,)
    assert not row(0.7, 2.5, REFUSED).is_missed
    assert row(0.7, 2.5, TOO_LONG).is_missed
    assert row(0.7, REFUSED, REFUSED).is_missed


def measured(*rows: Row) -> tuple[Row, int]:
    """What comes of measurements one after the other, and how many were made."""
    left: Iterator[Row] = iter(rows)
    found = settled(lambda: next(left))
    return found, len(rows) - len(list(left))


def test_a_row_that_misses_is_measured_again_and_the_least_costs_count() -> None:
    assert measured(row(0.7, 2.5, 20.5), row(0.7, 2.5, 1.0)) == (row(0.7, 2.5, 20.5), 1)
    slow, quick = row(0.6, 9.5, 90.5, start=0.45), row(0.7, 2.5, 95.5)
    assert measured(slow, quick, row(0.6, 1.5, 7.5)) == (row(0.6, 1.5, 7.5, start=0.45), 3)
    assert measured(*[row(0.7, 50.5, 60.5)] * 5)[1] == 1 + AGAIN
    assert measured(row(0.7, 1.5, TOO_LONG), row(0.7, 1.5, 2.0)) == (row(0.7, 1.5, TOO_LONG), 1)


def test_the_table_says_what_misses() -> None:
    lines = table_of([row(0.7, 2.5, 200.5), row(0.7, 2.5, REFUSED)]).splitlines()
    assert lines[2] == "| events | logs | 10 / 100 / 1,000 | 0.50 | 0.70 | 2.50 | 200.50 | 1.00 | 2.00 | MISSED |"
    assert lines[3] == "| events | logs | 10 / 100 / 1,000 | 0.50 | 0.70 | 2.50 | refused | 1.00 |  |  |"


def test_words_in_capitals_are_paths(tmp_path: Path) -> None:
    words = words_of("diff PACK EMPTY", tmp_path / "a", tmp_path / "b", tmp_path / "c", 7)
    assert words == ["diff", str(tmp_path / "a" / "pack"), str(tmp_path / "b" / "pack")]
    assert words_of("new --explore SIZE NEW", tmp_path, tmp_path, tmp_path, 7)[2:] == ["7", str(tmp_path / "new")]
    assert PROGRAM[1:] == ("-m", "atp_tui")


def names_of(group: click.Group, before: str = "") -> Iterator[str]:
    """The commands that are no groups, with the names of their groups."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from names_of(found, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_each_command_has_a_row_or_a_reason() -> None:
    lines = [line for kind in KINDS for line in kind.cases.values()]
    for name in names_of(program):
        has_row = any(line.startswith(f"{name} ") for line in lines)
        assert has_row != (name in NO_ROW), name
    assert set(NO_ROW) <= set(names_of(program))


def test_each_kind_has_three_sizes_of_ten_times_each_and_a_name_of_its_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        small, middle, large = kind.sizes
        assert (middle, large) == (10 * small, 100 * small)
        assert kind.smallest < small
