"""A result beside the one that an edited state gives: verdict, Bayes factor, and what became of each violation."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Final

from rich.text import Text

from atp_tui.cells import fitted
from atp_tui.clean import CleanText, clean
from atp_tui.engine.evidence import EvidenceStrength, log10_bayes_factor
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.record import Crashpack, OracleResult, Violation
from atp_tui.engine.verdict import verdict_of
from atp_tui.engine.what_if import Became, Change, CheckChange, differing_fields, write_field
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.report.model import ViolationRow, verdict_words
from atp_tui.tui.judged_text import SEVERITY_STYLES
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.text import (
    BAD,
    GOOD,
    LISTED,
    QUIET,
    first_lines,
    heading,
    joined,
    own_text,
    pack_text,
)

_NAME: Final = 20
_SIDE: Final = 9
_STYLES: Final = {
    Became.RESOLVED: "bold green",
    Became.NEW: "bold red",
    Became.CHANGED: "bold yellow",
    Became.NOT_CHECKED: "yellow",
    Became.UNCHANGED: "",
    Became.ABSENT: "",
}
"""A style for what became of a type of violation, in the order in which they are listed."""

_ORDER: Final = tuple(_STYLES)


def change_lines(change: Change) -> Iterator[Text]:
    """Yield verdict, Bayes factor and violations, recorded beside what if, those that changed first."""
    yield joined(own_text(" " * _NAME), heading(_side("recorded")), heading("what if"))
    yield joined(_name("verdict"), _word(change.passed_before), _word(change.passed_after))
    yield joined(_name("log10 BF"), own_text(_side(f"{change.log10_bf_before:+.2f}")), own_text(_moved(change)))
    checks = sorted(change.checks, key=lambda check: _ORDER.index(check.became))
    yield from first_lines(checks, _check_line, "types of violations")
    yield own_text(counts_sentence(change), "bold")
    found = [check for check in change.checks if check.became in (Became.NEW, Became.CHANGED)]
    yield from first_lines(found, _description_line, "descriptions")


def counts_sentence(change: Change) -> str:
    """Return how many violations are resolved, new, changed and unchanged."""
    counted = Counter(check.became for check in change.checks)
    told = ", ".join(f"{counted[each]} {each.value}" for each in _ORDER if each.value and counted[each])
    return told or "no violation in either"


def moved_lines(before: Crashpack, after: Crashpack) -> Iterator[Text]:
    """Yield for each of several oracles how its Bayes factor moved."""
    if len(before.oracle_results) > 1:
        yield heading("log10 BF by oracle")
        pairs = list(zip(before.oracle_results, after.oracle_results, strict=True))
        if len(pairs) > LISTED:
            pairs.sort(key=lambda pair: pair[0] is pair[1])
        yield from first_lines(pairs, _factor_line, "oracles")


def _factor_line(pair: tuple[OracleResult, OracleResult]) -> Text:
    factors = tuple(map(log10_bayes_factor, pair))
    moved = f"{factors[1]:+.2f}" if factors[0] != factors[1] else "unmoved"
    style = QUIET if factors[0] == factors[1] else "bold yellow"
    return joined(pack_text(_fitted_name(pair[0].oracle_name), style), own_text(_side(f"{factors[0]:+.2f}")), moved)


def _description_line(check: CheckChange) -> Text:
    description = check.after.description if check.after is not None else ""
    return pack_text(f"{check.violation_type}: {description}", "yellow")


def edit_text(before: TransferState, after: TransferState) -> Text:
    """Return what one edit changed, each field with its value before and after it."""
    fields = differing_fields(before, after)
    told = [f"{name} {_value(before, name)} -> {_value(after, name)}" for name in fields]
    return pack_text(", ".join(told))


def _value(state: TransferState, field: str) -> str:
    return write_field(state, field) or "(empty)"


def _moved(change: Change) -> str:
    strength = EvidenceStrength.from_log10_bf(change.log10_bf_after)
    is_same = change.log10_bf_before == change.log10_bf_after
    return f"same, {strength}" if is_same else f"{change.log10_bf_after:+.2f} {strength}"


def _check_line(check: CheckChange) -> Text:
    name = pack_text(_fitted_name(check.violation_type), QUIET if check.became is Became.ABSENT else "")
    return joined(
        name, _severity(check.before), _severity(check.after), own_text(check.became.value, _STYLES[check.became])
    )


def _severity(violation: Violation | None) -> Text:
    """The severity of a violation in its column, or that there is none."""
    if violation is None:
        return own_text(_side("-"), QUIET)
    return own_text(_side(violation.severity), SEVERITY_STYLES[violation.severity].replace("reverse ", ""))


def _name(name: str) -> Text:
    return own_text(f"{name:<{_NAME}}", "cyan")


def _fitted_name(name: str) -> str:
    """A name of a pack in its column, its end cut where it is longer."""
    return fitted(clean(name), _NAME - 1) + " "


def _side(word: str) -> str:
    return f"{word:<{_SIDE}}"


def _word(passed: bool) -> Text:
    return own_text(_side("PASSED"), GOOD) if passed else own_text(_side("FAILED"), BAD)


class WhatIfRow(ViolationRow, frozen=True, gc=False):
    """A violation that is in no record: an edited state would have it."""


def new_rows(change: Change, oracle_name: str) -> tuple[WhatIfRow, ...]:
    """Return the violations that the oracle finds in the edited state alone, in the order of its checks."""
    return tuple(
        WhatIfRow(
            oracle_name=oracle_name,
            violation_type=check.after.violation_type,
            severity=check.after.severity,
            description=check.after.description,
            evidence=tuple(check.after.evidence.items()),
            result=-1,
        )
        for check in change.checks
        if check.after is not None and check.became is Became.NEW
    )


def words_for_recorded(change: Change, oracle_name: str) -> dict[tuple[str, str], str]:
    """Return a word for each recorded violation that the edited state does not have as it is.

    The keys are the names of the oracle and of the type of violation.
    """
    told = (Became.RESOLVED, Became.CHANGED, Became.NOT_CHECKED)
    return {(oracle_name, check.violation_type): check.became.value for check in change.checks if check.became in told}


def what_if_banner(session: WhatIfSession, keymap: Keymap, source: str = "") -> CleanText:
    """Return what the banner says of an edited state; empty where nothing is edited.

    Args:
        session: The states.
        keymap: The keys to name.
        source: The file from which the edited state was read.
    """
    change, after = session.change, session.edited_record
    if change is None or after is None:
        return clean("")
    undo, save, pane = (keymap.shown(name) for name in ("state.undo", "state.save", "pane.state"))
    begun = f"started from {source}: " if source else ""
    verdicts = " -> ".join(map(_verdict, (session.record, after)))
    of = f"{session.oracle_name}: " if len(session.record.oracle_results) > 1 else ""
    told = f"{verdicts} | {of}{counts_sentence(change)}"
    return clean(f"WHAT IF  {begun}{told} | {pane} State: {undo} undoes, {save} saves")


def _verdict(record: Crashpack) -> CleanText:
    found = [violation for result in record.oracle_results for violation in result.violations]
    return verdict_words(verdict_of(record.oracle_results), found)


def state_text(state: TransferState) -> str:
    """Return a state as JSON in ASCII, as ``open --state`` and ``oracle`` read it."""
    fields = {name: getattr(state, name) for name in TransferState.model_fields}
    return json.dumps(fields, indent=2).replace("\x7f", "\\u007f")
