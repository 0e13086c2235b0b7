"""The page of keys: sections of keys with sentences, narrowed by a search, laid out in one column or two."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from rich.text import Text

from atp_tui.cells import cell_len, padded
from atp_tui.tui.command import Command
from atp_tui.tui.commands import COMMANDS
from atp_tui.tui.footers import pane_keys
from atp_tui.tui.key_names import shown_key
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.text import heading, joined, lines, own_text
from atp_tui.tui.widgets.key_tables import CHART_KEYS, LIST_KEYS

TWO_COLUMNS: Final = 90
"""Cells from which on the page has two columns."""

_GAP: Final = 3
"""Cells between two columns."""

_KEYS: Final = 18
"""Cells for the keys; what has more is followed by its sentence on the next line."""

_LEAST: Final = 10
"""Cells that a sentence has at least, however narrow the page is."""

_TIMELINE: Final = "pane.timeline"
_PALETTE: Final = ("ctrl+p", "Find any action by its name")

Block = list[Text]
"""The lines of a section."""


@dataclass(frozen=True, slots=True)
class HelpSection:
    """Keys with what they do, under a heading."""

    title: str
    rows: tuple[tuple[str, str], ...]
    """Keys as they are shown to a person, each with a sentence."""

    def matching(self, typed: str) -> "HelpSection":
        """Return the rows that have every typed word, in any case."""
        words = typed.lower().split()
        return replace(
            self, rows=tuple(row for row in self.rows if all(word in " ".join(row).lower() for word in words))
        )


def main_sections(keymap: Keymap = DEFAULT_KEYMAP, pane: str = "") -> tuple[HelpSection, ...]:
    """Return the keys of the main screen: those of a pane first, then all by group."""
    return command_sections(COMMANDS, keymap, pane)


def command_sections(commands: tuple[Command, ...], keymap: Keymap, pane: str = "") -> tuple[HelpSection, ...]:
    """Return the keys of a screen: those of a pane first, then all by group, and those of lists and of the timeline."""
    here = HelpSection(f"In this pane: {pane.capitalize()}", pane_keys(pane, keymap.shown)) if pane else None
    groups = [
        HelpSection(group, tuple(_row(keymap, each.name, each.told) for each in commands if each.group == group))
        for group in dict.fromkeys(command.group for command in commands)
    ]
    groups[-1] = replace(groups[-1], rows=(*groups[-1].rows, _PALETTE))
    tables = [
        HelpSection(title, tuple(_row(keymap, own.name, own.description) for own in table))
        for title, table in (("In every list and text", LIST_KEYS), ("In the timeline", CHART_KEYS))
        if table is LIST_KEYS or any(command.name == _TIMELINE for command in commands)
    ]
    return (*((here,) if here else ()), *groups, *tables)


def _row(keymap: Keymap, name: str, sentence: str) -> tuple[str, str]:
    return joined_keys(keymap.keys(name).split(",")), sentence


def joined_keys(keys: list[str]) -> str:
    """Return several keys for one thing as they are shown to a person."""
    return " ".join(map(shown_key, keys))


def help_page(sections: tuple[HelpSection, ...], width: int) -> Text:
    """Return the page for *width* cells, in two columns where there is room for them."""
    is_double = width >= TWO_COLUMNS
    column = (width - _GAP) // 2 if is_double else width
    blocks = [list(_block(section, column)) for section in sections if section.rows]
    if not blocks:
        return own_text("no key does that")
    if not is_double:
        return lines(*(line for block in blocks for line in block))
    left, right = _halves(blocks)
    return lines(
        *(_side_by_side(one, other, column) for one, other in zip_longest(left, right, fillvalue=own_text("")))
    )


def _block(section: HelpSection, width: int) -> Iterator[Text]:
    """The lines of a section; further lines of a sentence are indented as its first."""
    yield heading(section.title)
    for keys, sentence in section.rows:
        head = own_text(f"  {padded(keys, _KEYS - 3)} ", "bold cyan")
        if cell_len(keys) > _KEYS - 3:
            yield own_text(f"  {keys}", "bold cyan")
            head = own_text(" " * _KEYS)
        for part in textwrap.wrap(sentence, max(_LEAST, width - _KEYS)):
            yield joined(head, own_text(part))
            head = own_text(" " * _KEYS)
    yield own_text("")


def _halves(blocks: list[Block]) -> tuple[Block, Block]:
    """The blocks in two columns, in order, the higher of which is as low as can be."""
    sizes = [len(block) for block in blocks]
    split = min(range(1, len(blocks) + 1), key=lambda at: max(sum(sizes[:at]), sum(sizes[at:])))
    left, right = ([line for block in part for line in block] for part in (blocks[:split], blocks[split:]))
    return left, right


def _side_by_side(left: Text, right: Text, width: int) -> Text:
    return joined(left, own_text(" " * (width - left.cell_len + _GAP)), right)
