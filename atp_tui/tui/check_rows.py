"""The ATP oracle's evidence as rows: what each check found, which is certain, then what all of them weigh together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from atp_tui.cells import fitted
from atp_tui.clean import clean
from atp_tui.engine.evidence import ASKED, DEFAULT_PRIOR, NO_DOUBT, STRENGTH_CUTS, EvidenceStrength, posterior
from atp_tui.engine.ledger import LedgerEntry
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.combine import COMBINING, EVERY_GROUP, NOT_EVERY, ONE_GROUP, GroupEvidence, combine
from atp_tui.engine.oracle.judgement import AtpJudgement
from atp_tui.engine.oracle.summary import EvidenceSummary
from atp_tui.engine.oracle.weighed import WeighedCheck
from atp_tui.engine.record import Violation
from atp_tui.tui.text import BAD, GOOD, QUIET, heading, joined, lines, own_text, pack_text
from atp_tui.tui.widgets.log_bar import log_bar

PRIORS: Final = (1000, 500, 200, 100, 50, 20, 10, 5, 2)
"""The priors that can be chosen, the smallest first: 1 run in so many is broken before anything of it is known."""

DEFAULT_ONE_IN: Final = round(1 / DEFAULT_PRIOR)

_LEAST: Final = 0.0005
"""Below this, and as far from 1, a tenth of a percent would be told as none or as all."""
_EVEN: Final = 0.5

ANY: Final = "any one group broke"
ALL: Final = EVERY_GROUP
ANY_MEANS: Final = "the mean over the groups; it needs no independence of them"

_CUTS: Final = tuple(cut for cut, _ in STRENGTH_CUTS if cut > 0)
_LIMIT: Final = 3.0
_BAR: Final = 21
_NAME: Final = 28
_NARROW_NAME: Final = 19
_COLUMNS: Final = 25
"""Cells between the name and the bar."""
_WIDTH: Final = _NAME + _COLUMNS + _BAR
_LEAST_BAR: Final = 9
_ORACLES: Final = 200
"""Oracles whose checks are listed."""


def moved(one_in: int, step: int) -> int:
    """Return the prior that stands *step* places behind another; the first or the last where there is none."""
    return PRIORS[max(0, min(PRIORS.index(one_in) + step, len(PRIORS) - 1))]


def posterior_line(log10_bf: float, one_in: int, hypothesis: str, *, fails: bool) -> str:
    """Return the posterior with the hypothesis that it is about, a clause, and the prior it was made from.

    A low one of a run that *fails* has the sentence with it that the violations are certain.
    """
    share = posterior(log10_bf, 1 / one_in)
    doubt = f"; {NO_DOUBT}" if fails and share < _EVEN else ""
    return f"posterior {percent(share)} that {hypothesis}, from a prior of {100 / one_in:g}%{doubt}"


def percent(share: float) -> str:
    """Return a probability in percent; one that is nearly 0 or 1 is not told as if it were."""
    if share < _LEAST:
        return "under 0.1%"
    return "over 99.9%" if share >= 1 - _LEAST else f"{share:.1%}"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One row: a factor with what it is based on, or a sentence."""

    name: str
    """What the factor is about, or the sentence."""
    group: str = ""
    """The group of a check."""
    hypothesis: str = ""
    """What the factor and its posterior are about, as a clause."""
    fails: bool = False
    """Whether it is about all checks and one of them fired, which is no good news whatever the factor."""
    log10_bf: float | None = None
    """None where the row is a sentence."""
    word: str = ""
    """Whether the check fired."""
    beside: str = ""
    """What stands behind the strength."""
    found: str = ""
    """The violation that the check found."""
    stands_on: tuple[str, ...] = ()
    """The lines that explain the row."""

    @property
    def title(self) -> str:
        """The name, with the group of a check."""
        return f"{self.name} ({self.group})" if self.group else self.name

    @property
    def strength(self) -> str:
        """The word for the factor."""
        return "" if self.log10_bf is None else EvidenceStrength.from_log10_bf(self.log10_bf).value


def check_rows(judgements: Sequence[AtpJudgement], model_title: str, left_out: int = 0) -> tuple[CheckRow, ...]:
    """Return the rows of what the ATP oracle said of a pack; several oracles have a heading each.

    Args:
        judgements: The judgements that are given.
        model_title: Where the rates of the checks come from.
        left_out: How many further states were judged.
    """
    rows: list[CheckRow] = []
    for judgement in judgements[:_ORACLES]:
        if len(judgements) > 1:
            rows.append(CheckRow(f"oracle {judgement.result.oracle_name}"))
        rows += (*_certain(judgement), *_uncertain(judgement, model_title))
    if len(judgements) > _ORACLES:
        more = len(judgements) + left_out - _ORACLES
        listed = f"the worst {len(judgements):,}" if left_out else "them"
        rows.append(CheckRow(f"and {more:,} more oracles; check --atp lists {listed}"))
    return tuple(rows)


def _certain(judgement: AtpJudgement) -> Iterator[CheckRow]:
    """What each check found: those that fired first, those that could not be run last."""
    entries = judgement.result.ledger.entries
    found = {violation.violation_type: violation for violation in judgement.result.violations}
    untold = f", {len(judgement.untold)} cannot tell" if judgement.untold else ""
    yield CheckRow(f"certain: {len(found)} of {len(entries)} checks found a violation{untold}")
    for entry in sorted(entries, key=lambda entry: entry.evidence.passed):
        yield _check(entry, judgement.checks[entry.evidence.invariant], found)
    for each in judgement.untold:
        yield CheckRow(f"{fitted(f'{each.check.name} ({each.check.group})', _NAME)}{each.sentence}")
    for note in judgement.notes:
        yield CheckRow(f"note: {note}")


def _uncertain(judgement: AtpJudgement, model_title: str) -> Iterator[CheckRow]:
    """What the checks say together of whether the run was really broken."""
    entries, fails = judgement.result.ledger.entries, bool(judgement.result.violations)
    combined = combine(entries, judgement.checks)
    yield CheckRow(f"uncertain: {ASKED}; rates {model_title}")
    yield _together(ANY, ONE_GROUP, combined.log10_any, (combined.any_sentence, ANY_MEANS), fails=fails)
    yield _together(ALL, EVERY_GROUP, combined.log10_bf, (combined.sentence, COMBINING), fails=fails)
    for group in combined.groups:
        yield _group(group, judgement.checks)
    yield CheckRow(EvidenceSummary.of(entries).line)


def _together(name: str, hypothesis: str, log10_bf: float, said: tuple[str, str], *, fails: bool) -> CheckRow:
    doubt = NOT_EVERY if hypothesis == EVERY_GROUP else NO_DOUBT
    told = (said[0], doubt, said[1]) if fails and log10_bf < 0 else said
    return CheckRow(name, "", hypothesis, fails, log10_bf, beside="; ".join(told), stands_on=told)


def _check(entry: LedgerEntry, check: WeighedCheck, found: Mapping[str, Violation]) -> CheckRow:
    evidence = entry.evidence
    violation = found.get(evidence.invariant)
    said = [text for line in evidence.evidence_lines for text in (line.intuition, line.equation, line.substitution)]
    return CheckRow(
        check.name,
        check.group,
        f"{check.name} was broken",
        log10_bf=evidence.bayes_factor.log10_bf,
        word=Answer.SILENT if evidence.passed else Answer.FIRED,
        found=f"certain: {violation.severity}: {violation.description}" if violation is not None else "",
        stands_on=tuple(said),
    )


def _group(group: GroupEvidence, checks: Mapping[str, WeighedCheck]) -> CheckRow:
    named = ", ".join(checks[invariant].name for invariant in group.invariants)
    means = f"log10 of the mean Bayes factor of {named}"
    hypothesis = f"group {group.group} broke"
    return CheckRow(f"group {group.group}", "", hypothesis, log10_bf=group.log10_bf, beside=named, stands_on=(means,))


class CheckRowLines:
    """The rows of the list.

    Args:
        rows: The rows.
        width: The cells of a row; where there are too few, the groups of checks are left out and the bar is shorter.
    """

    def __init__(self, rows: tuple[CheckRow, ...], width: int = _WIDTH) -> None:
        self.rows = rows
        self._name = _NAME if width >= _WIDTH else _NARROW_NAME
        self._bar = max(_LEAST_BAR, min(_BAR, width - self._name - _COLUMNS))

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def line(self, index: int) -> Text:
        """Return a row: name, whether it fired, log10 of the factor, strength, bar; or a sentence."""
        row = self.rows[index]
        if row.log10_bf is None:
            return pack_text(row.name, QUIET)
        style = BAD if row.log10_bf > 0 else "" if row.fails else GOOD
        name = row.title if self._name == _NAME else row.name
        bar = log_bar(row.log10_bf, _CUTS, _LIMIT, self._bar)
        return joined(
            own_text(fitted(clean(name), self._name)),
            own_text(f"{row.word:<7}", BAD if row.word == Answer.FIRED else ""),
            own_text(f"{row.log10_bf:+6.2f} {row.strength:<10} {bar}", style),
            own_text(f" {row.beside}" if row.beside else ""),
        )

    def detail(self, index: int, one_in: int) -> Text:
        """Return what a row is based on, with the posterior that it makes of the prior 1 in *one_in*."""
        row = self.rows[index]
        if row.log10_bf is None:
            return pack_text(row.name)
        odds = posterior_line(row.log10_bf, one_in, row.hypothesis, fails=row.fails or bool(row.found))
        told = [*([row.found] if row.found else []), odds, *row.stands_on]
        return lines(heading(f"{row.title}: log10 BF {row.log10_bf:+.2f}, {row.strength}"), *map(pack_text, told))
