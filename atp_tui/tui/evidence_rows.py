"""The evidence oracle by oracle as rows: what is certain first, the ledger's Bayes factor below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, overload

from rich.text import Text

from atp_tui.cells import fitted, padded
from atp_tui.clean import clean
from atp_tui.engine.evidence import (
    ASKED,
    NO_DOUBT,
    STRENGTH_CUTS,
    Evidence,
    broken,
    certainty,
    oracle_sentence,
)
from atp_tui.engine.ledger import RecordedEntry
from atp_tui.engine.record import Crashpack, OracleResult
from atp_tui.store.pack import Pack
from atp_tui.tui.check_rows import DEFAULT_ONE_IN, posterior_line
from atp_tui.tui.text import BAD, GOOD, QUIET, heading, joined, lines, own_text, pack_text, row_text
from atp_tui.tui.widgets.log_bar import log_bar

_CUTS: Final = tuple(cut for cut, _ in STRENGTH_CUTS if cut > 0)
_LIMIT: Final = 3.0
_BAR: Final = 25
_NAME: Final = 16
_STRENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One oracle: its entry in the ledger, and the evidence of its result."""

    name: str
    recorded: RecordedEntry | None
    result: OracleResult | None
    edited: OracleResult | None
    """The result on an edited state."""

    @property
    def shown(self) -> OracleResult | None:
        """The result that is shown: on an edited state, else the one of the record."""
        return self.edited or self.result

    @property
    def given(self) -> Evidence | None:
        """The evidence of the recorded result."""
        return Evidence.of(self.result) if self.result else None

    @property
    def what_if(self) -> Evidence | None:
        """The evidence of the result on an edited state."""
        return Evidence.of(self.edited) if self.edited else None

    @property
    def log10_bf(self) -> float | None:
        """The factor to draw: that of an edited state, else the recorded one, else the one worked out."""
        if self.edited is None and self.recorded is not None:
            return self.recorded.log10_bf
        given = self.what_if or self.given
        return given.bayes_factor.log10_bf if given else None

    @property
    def strength(self) -> str:
        """The word for the factor; that of another writer unchanged."""
        if self.edited is None and self.recorded is not None:
            return self.recorded.strength or "-"
        given = self.what_if or self.given
        return given.bayes_factor.strength if given else "-"

    @property
    def agrees(self) -> bool | None:
        """Whether the ledger agrees with the result; None if one of them is missing."""
        given = self.given
        if self.recorded is None or given is None:
            return None
        factor = given.bayes_factor
        return (self.recorded.log10_bf, self.recorded.strength) == (factor.log10_bf, factor.strength)


class EvidenceRows(Sequence[Row]):
    """A row for every entry of the ledger and every result, in order, each made when it is asked for.

    Args:
        pack: Where the entries and results are from.
        changed: The record with an edited state, or None.
    """

    def __init__(self, pack: Pack, changed: Crashpack | None) -> None:
        self._entries = pack.reading.ledger.entries if pack.reading.ledger else ()
        self._results = pack.crashpack.oracle_results
        self._others = changed.oracle_results if changed else ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return max(len(self._entries), len(self._results))

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Return a row, or several."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError
        entry = self._entries[index] if index < len(self._entries) else None
        result = self._results[index] if index < len(self._results) else None
        other = self._others[index] if index < len(self._others) and self._others[index] != result else None
        name = entry.oracle_name if entry and entry.oracle_name is not None else result.oracle_name if result else "-"
        return Row(name, entry, result, other)


class EvidenceLines:
    """The rows of the list, two for each oracle: what is certain, and the Bayes factor."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def count(self) -> int:
        """Return the number of rows."""
        return 2 * len(self.rows)

    def line(self, index: int) -> Text:
        """Return a row: verdict and violations of an oracle, or its factor, strength, and a bar on the log10 scale."""
        row = self.rows[index // 2]
        return _factor_line(row) if index % 2 else _certain_line(row)

    def detail(self, index: int, one_in: int) -> Text:
        """Return what a row is based on, with the posterior that it makes of the prior 1 in *one_in*."""
        return row_detail(self.rows[index // 2], one_in)


def _certain_line(row: Row) -> Text:
    name, shown = own_text(f"{fitted(clean(row.name), _NAME)} "), row.shown
    if shown is None:
        return joined(name, own_text("no such result in the journal", "bold yellow"))
    what_if = own_text("WHAT IF " if row.edited else "", "bold yellow")
    return joined(name, what_if, _verdict(shown), row_text(f" certain: {certainty(shown)}"))


def _verdict(result: OracleResult) -> Text:
    return own_text("PASSED", GOOD) if result.passed else own_text("FAILED", BAD)


def _factor_line(row: Row) -> Text:
    value = row.log10_bf
    style = QUIET if value is None else BAD if value > 0 else "" if _fails(row) else GOOD
    number = "   -  " if value is None else f"{value:+6.2f}"
    bar = " " * _BAR if value is None else log_bar(value, _CUTS, _LIMIT, _BAR)
    strength = pack_text(padded(clean(row.strength), _STRENGTH), style)
    return joined(
        own_text("  log10 BF "),
        own_text(f"{number} ", style),
        strength,
        own_text(_remark(row), "bold yellow"),
        own_text(f" {bar}", style),
    )


def _fails(row: Row) -> bool:
    return row.shown is not None and not row.shown.passed


def _remark(row: Row) -> str:
    given = row.given
    if row.edited is not None and given is not None:
        return f" WHAT IF: was {given.bayes_factor.log10_bf:+.2f}"
    if row.agrees is False and given is not None:
        return f" DIFFERS: the result has {given.bayes_factor.log10_bf:+.2f} {given.bayes_factor.strength}"
    return " not in the ledger" if row.recorded is None else ""


def row_detail(row: Row, one_in: int = DEFAULT_ONE_IN) -> Text:
    """Return what is certain of a row, its posterior from a prior of 1 in *one_in*, and the ledger's lines."""
    parts = [_certain_part(row), *_uncertain_parts(row, one_in)]
    source = row.recorded
    if row.edited is not None or source is None:
        given = row.what_if or row.given
        line = given.evidence_lines[0] if given else None
        said = [line.equation, line.substitution, line.intuition] if line else []
    else:
        said = [text for text in (source.equation, source.substitution, source.intuition) if text]
    parts += [pack_text(text, QUIET) for text in said]
    if source is not None and source.further:
        further = ", ".join(f"{key}: {value}" for key, value in source.further.items())
        parts.append(joined(own_text("further fields of its writer: ", QUIET), pack_text(further)))
    return lines(*parts)


def _certain_part(row: Row) -> Text:
    shown = row.shown
    if shown is None:
        return heading(row.name)
    return joined(heading(f"{row.name}: "), _verdict(shown), pack_text(f", certain: {certainty(shown)}"))


def _uncertain_parts(row: Row, one_in: int) -> Iterator[Text]:
    value = row.log10_bf
    if value is None:
        return
    yield pack_text(f"uncertain: {ASKED}")
    fails = _fails(row)
    yield pack_text(f"  {posterior_line(value, one_in, broken(row.name), fails=fails)}")
    yield pack_text(f"  {oracle_sentence(value, row.name)}{f'; {NO_DOUBT}' if fails and value < 0 else ''}")
