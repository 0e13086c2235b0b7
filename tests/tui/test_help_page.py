"""The page of keys: its sections come from the tables, its lines hang, and it can be searched."""

import pytest

from atp_tui.cells import cell_len
from atp_tui.tui.commands import COMMANDS, PANES
from atp_tui.tui.footers import ALWAYS, footer_keys
from atp_tui.tui.help_page import TWO_COLUMNS, HelpSection, help_page, main_sections
from atp_tui.tui.keymap import DEFAULT_KEYMAP
from atp_tui.tui.widgets.key_tables import CHART_KEYS, LIST_KEYS

LONG = HelpSection("Keys", (("x", "one two three four five six seven eight"), ("home end pageup pagedown", "far")))


def test_every_command_and_every_key_of_lists_and_timeline_has_a_row() -> None:
    rows = [row for section in main_sections() for row in section.rows]
    for command in COMMANDS:
        assert any(keys.split()[0] == DEFAULT_KEYMAP.shown(command.name) for keys, _ in rows), command.name
        assert command.told in [sentence for _, sentence in rows]
    assert {own.description for own in (*LIST_KEYS, *CHART_KEYS)} <= {sentence for _, sentence in rows}
    assert ("ctrl+p", "Find any action by its name") in rows


@pytest.mark.parametrize("pane", PANES)
def test_first_are_the_keys_of_the_pane_with_sentences(pane: str) -> None:
    here = main_sections(DEFAULT_KEYMAP, pane)[0]
    assert here.title == f"In this pane: {pane.capitalize()}"
    own = [key for key, _ in footer_keys(pane, DEFAULT_KEYMAP.shown)[: -ALWAYS - 2]]
    assert [key for key, _ in here.rows] == own


def test_a_long_sentence_hangs_below_its_own_first_word() -> None:
    page = help_page((LONG,), 40).plain.split("\n")
    assert page[:4] == [
        "Keys",
        "  x               one two three four",
        "                  five six seven eight",
        "  home end pageup pagedown",
    ]
    assert page[4] == "                  far"


@pytest.mark.parametrize("width", [30, 56, TWO_COLUMNS - 1, TWO_COLUMNS, 140])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    lines = help_page(main_sections(DEFAULT_KEYMAP, "events"), width).plain.split("\n")
    assert max(map(cell_len, lines)) <= width


def test_a_wide_page_has_two_columns_of_about_the_same_height() -> None:
    narrow, wide = (help_page(main_sections(), width).plain.split("\n") for width in (TWO_COLUMNS - 1, 140))
    assert len(wide) < len(narrow) * 0.6
    assert "Panes" in wide[0]
    assert wide[0].split() != ["Panes"]


def test_a_search_keeps_the_rows_that_have_every_word() -> None:
    assert LONG.matching("THREE one").rows == LONG.rows[:1]
    assert LONG.matching("pageup").rows == LONG.rows[1:]
    assert LONG.matching("three far").rows == ()
    assert LONG.matching("").rows == LONG.rows


def test_a_search_that_finds_nothing_says_so() -> None:
    assert help_page((LONG.matching("nothing like it"),), 80).plain == "no key does that"
