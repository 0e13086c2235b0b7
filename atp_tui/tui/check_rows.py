"""The ATP oracle's evidence as rows: what all checks say together, then check by check, group by group, and notes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from atp_tui.cells import fitted
from atp_tui.clean import clean
from atp_tui.engine.evidence import DEFAULT_PRIOR, STRENGTH_CUTS, EvidenceStrength, posterior
from atp_tui.engine.ledger import LedgerEntry
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.checks import ATP_CHECK_OF
from atp_tui.engine.oracle.combine import COMBINING, CombinedEvidence, GroupEvidence, combine
from atp_tui.engine.oracle.judgement import AtpJudgement
from atp_tui.engine.oracle.summary import EvidenceSummary
from atp_tui.engine.record import Violation
from atp_tui.tui.text import BAD, GOOD, QUIET, heading, joined, lines, own_text, pack_text
from atp_tui.tui.widgets.log_bar import log_bar

PRIORS: Final = (1000, 500, 200, 100, 50, 20, 10, 5, 2)
"""The priors that can be chosen, the smallest first: 1 run in so many is broken before anything of it is known."""

DEFAULT_ONE_IN: Final = round(1 / DEFAULT_PRIOR)

_LEAST: Final = 0.0005
"""Below this, and as far from 1, a tenth of a percent would be told as none or as all."""


ANY: Final = "any one group broke"
ALL: Final = "every group broke"
ANY_MEANS: Final = "the mean over the groups; it needs no independence of them"

_CUTS: Final = tuple(cut for cut, _ in STRENGTH_CUTS if cut > 0)
_LIMIT: Final = 3.0
_BAR: Final = 21
_NAME: Final = 28
_ORACLES: Final = 200
"""Oracles whose checks are listed."""


def moved(one_in: int, step: int) -> int:
    """Return the prior that stands *step* places behind another; the first or the last where there is none."""
    return PRIORS[max(0, min(PRIORS.index(one_in) + step, len(PRIORS) - 1))]


def posterior_line(log10_bf: float, one_in: int) -> str:
    """Return the posterior beside the prior it was made from."""
    odds = percent(posterior(log10_bf, 1 / one_in))
    return f"posterior {odds} from a prior of {100 / one_in:g}% (1 run in {one_in:,} broken)"


def percent(share: float) -> str:
    """Return a probability in percent; one that is nearly 0 or 1 is not told as if it were."""
    if share < _LEAST:
        return "under 0.1%"
    return "over 99.9%" if share >= 1 - _LEAST else f"{share:.1%}"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One row: a factor with what it stands on, or a sentence."""

    name: str
    """What the factor is about, or the sentence."""
    log10_bf: float | None = None
    """None where the row is a sentence."""
    word: str = ""
    """Whether the check fired."""
    beside: str = ""
    """What stands behind the strength."""
    stands_on: tuple[str, ...] = ()
    """The lines that explain the row."""

    @property
    def strength(self) -> str:
        """The word for the factor."""
        return "" if self.log10_bf is None else EvidenceStrength.from_log10_bf(self.log10_bf).value


def check_rows(judgements: tuple[AtpJudgement, ...], model_title: str) -> tuple[CheckRow, ...]:
    """Return the rows of what the ATP oracle said of a pack; several oracles have a heading each."""
    rows: list[CheckRow] = []
    for judgement in judgements[:_ORACLES]:
        if len(judgements) > 1:
            rows.append(CheckRow(f"oracle {judgement.result.oracle_name}"))
        rows += _rows_of(judgement)
    if len(judgements) > _ORACLES:
        rows.append(CheckRow(f"and {len(judgements) - _ORACLES:,} more oracles; check --atp lists them"))
    return (*rows, CheckRow(f"rates {model_title}"))


def _rows_of(judgement: AtpJudgement) -> Iterator[CheckRow]:
    entries = judgement.result.ledger.entries
    combined = combine(entries)
    found = {violation.violation_type: violation for violation in judgement.result.violations}
    yield from _together(combined)
    yield CheckRow(EvidenceSummary.of(entries).line)
    for entry in entries:
        yield _check(entry, found)
    for each in judgement.untold:
        yield CheckRow(f"{fitted(f'{each.check.name} ({each.check.group})', _NAME)}{each.sentence}")
    for group in combined.groups:
        yield _group(group)
    for note in judgement.notes:
        yield CheckRow(f"note: {note}")


def _together(combined: CombinedEvidence) -> Iterator[CheckRow]:
    said = combined.any_sentence
    yield CheckRow(ANY, combined.log10_any, beside=said, stands_on=(said, ANY_MEANS))
    yield CheckRow(
        ALL, combined.log10_bf, beside=f"{combined.sentence}; {COMBINING}", stands_on=(combined.sentence, COMBINING)
    )


def _check(entry: LedgerEntry, found: Mapping[str, Violation]) -> CheckRow:
    evidence = entry.evidence
    check, violation = ATP_CHECK_OF[evidence.invariant], found.get(evidence.invariant)
    said = [text for line in evidence.evidence_lines for text in (line.intuition, line.equation, line.substitution)]
    if violation is not None:
        said.append(f"{violation.severity}: {violation.description}")
    return CheckRow(
        f"{check.name} ({check.group})",
        evidence.bayes_factor.log10_bf,
        word=Answer.SILENT if evidence.passed else Answer.FIRED,
        stands_on=tuple(said),
    )


def _group(group: GroupEvidence) -> CheckRow:
    named = ", ".join(ATP_CHECK_OF[invariant].name for invariant in group.invariants)
    means = f"log10 of the mean Bayes factor of {named}"
    return CheckRow(f"group {group.group}", group.log10_bf, beside=named, stands_on=(means,))


class CheckRowLines:
    """The rows of the list."""

    def __init__(self, rows: tuple[CheckRow, ...]) -> None:
        self.rows = rows

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def line(self, index: int) -> Text:
        """Return a row: name, whether it fired, log10 of the factor, strength, bar; or a sentence."""
        row = self.rows[index]
        if row.log10_bf is None:
            return pack_text(row.name, QUIET)
        style = BAD if row.log10_bf > 0 else GOOD
        bar = log_bar(row.log10_bf, _CUTS, _LIMIT, _BAR)
        return joined(
            own_text(fitted(clean(row.name), _NAME)),
            own_text(f"{row.word:<7}", BAD if row.word == Answer.FIRED else ""),
            own_text(f"{row.log10_bf:+6.2f} {row.strength:<10} {bar}", style),
            own_text(f" {row.beside}" if row.beside else ""),
        )

    def detail(self, index: int, one_in: int) -> Text:
        """Return what a row stands on, with the posterior that it makes of the prior 1 in *one_in*."""
        row = self.rows[index]
        if row.log10_bf is None:
            return pack_text(row.name)
        told = [posterior_line(row.log10_bf, one_in), *row.stands_on]
        return lines(heading(f"{row.name}: log10 BF {row.log10_bf:+.2f}, {row.strength}"), *map(pack_text, told))
