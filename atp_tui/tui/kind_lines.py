"""Kinds of events as rows of a list: how many there are of each, their share, a bar, and the kind."""

from typing import Final, NamedTuple

from rich.text import Text

from atp_tui.engine.query import kind_query
from atp_tui.engine.trace import small_letters
from atp_tui.store.trace.kind_counts import KIND_LENGTH_LIMIT, KINDS_LIMIT, KindCounts
from atp_tui.tui.text import QUIET, joined, own_text, pack_text

OWN: Final = "· "
"""Stands before a row that is named by this program, not by the trace."""

_BAR: Final = 16
_PARTS: Final = " ▏▎▍▌▋▊▉█"
_SMALLEST: Final = 0.05
_FURTHER: Final = f"past {KINDS_LIMIT:,} different ones, or longer than {KIND_LENGTH_LIMIT:,} characters"


class _OwnRow(NamedTuple):
    label: str
    events: int
    why: str
    """Why there is no filter for it."""


class KindLines:
    """The rows: the kinds, the most frequent first, and behind them what has no kind that could be listed."""

    def __init__(self, counts: KindCounts = KindCounts()) -> None:  # noqa: B008 - it is frozen
        self._counts = counts
        self._own = [row for row in _own_rows(counts) if row.events]
        numbers = [count for _, count in counts.kinds[:1]] + [row.events for row in self._own]
        self._most = max(numbers, default=1)
        self._width = len(f"{self._most:,}")
        self._all = max(counts.counted, 1)

    def count(self) -> int:
        """Return the number of rows."""
        return len(self._counts.kinds) + len(self._own)

    def line(self, index: int) -> Text:
        """Return a row."""
        kinds = self._counts.kinds
        if index >= len(kinds):
            row = self._own[index - len(kinds)]
            return joined(self._numbers(row.events), own_text(f"{OWN}{row.label}", QUIET))
        kind, count = kinds[index]
        if not kind.strip():
            return joined(self._numbers(count), own_text(f'{OWN}the kind "{kind}"', QUIET))
        return joined(self._numbers(count), own_text("  "), pack_text(kind, "cyan"))

    def key(self, index: int) -> tuple[bool, str] | None:
        """Return what a row is known by when more was counted, None where there is no such row."""
        kinds = self._counts.kinds
        if index < len(kinds):
            return False, kinds[index][0]
        return (True, self._own[index - len(kinds)].label) if index < self.count() else None

    def index(self, key: tuple[bool, str]) -> int:
        """Return the row that is known by a key, the first where there is none."""
        return next((index for index in range(self.count()) if self.key(index) == key), 0)

    def query(self, index: int) -> str | None:
        """Return the filter that finds the events of a row, None where there is none."""
        kinds = self._counts.kinds
        if index >= len(kinds):
            return None
        kind, small = kinds[index][0], small_letters(kinds[index][0])
        has_twin = any(other != kind and small_letters(other) == small for other, _ in kinds)
        return kind_query(kind, in_this_case=has_twin)

    def why_not(self, index: int) -> str:
        """Return why the events of a row cannot be found by a filter."""
        kinds = self._counts.kinds
        return "the filter would be too long" if index < len(kinds) else self._own[index - len(kinds)].why

    def _numbers(self, count: int) -> Text:
        share = 100 * count / self._all
        told = f"{share:.1f} %" if share >= _SMALLEST else "<0.1 %"
        return joined(own_text(f"{count:>{self._width},} {told:>7}  "), own_text(_bar(count / self._most), "green"))


def _own_rows(counts: KindCounts) -> tuple[_OwnRow, ...]:
    return (
        _OwnRow(f"further kinds: {_FURTHER}", counts.further, "these are many kinds; type a filter, such as kind:x"),
        _OwnRow("no kind: events that have none", counts.without, "an event without a kind has none to filter by"),
        _OwnRow("broken: malformed entries", counts.broken, "a malformed entry has no kind to filter by"),
    )


def _bar(share: float) -> str:
    """A bar of whole cells and a part of one; what is not nothing has some of it."""
    eighths = max(round(share * _BAR * 8), 1)
    whole, part = divmod(eighths, 8)
    return ("█" * whole + _PARTS[part] * (part > 0)).ljust(_BAR)
