"""A result beside the one that an edited state gives: verdict, Bayes factor, and what became of each violation."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from atp_tui.cells import fitted
from atp_tui.clean import CleanText, clean
from atp_tui.engine.evidence import EvidenceStrength, log10_bayes_factor
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.record import Crashpack, Violation
from atp_tui.engine.verdict import verdict_of
from atp_tui.engine.what_if import Became, Change, CheckChange, differing_fields, write_field
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.report.model import ViolationRow, verdict_words, violation_rows
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.text import BAD, GOOD, QUIET, SEVERITY_STYLES, heading, joined, own_text, pack_text

_NAME: Final = 20
_SIDE: Final = 9
_ORACLES: Final = 100
"""Oracles whose Bayes factors are listed; those that moved come first where there are more."""

_WORDS: Final = {
    Became.WENT: ("WENT", "bold green"),
    Became.CAME: ("CAME", "bold red"),
    Became.OTHERWISE: ("altered", "bold yellow"),
    Became.STAYED: ("stayed", ""),
    Became.ABSENT: ("", ""),
}
"""A word and a style for what became of a type of violation; those in capitals are checks that flipped."""

_ORDER: Final = tuple(_WORDS)


def change_lines(change: Change) -> Iterator[Text]:
    """Yield verdict, Bayes factor and violations, recorded beside what if, those that changed first."""
    yield joined(own_text(" " * _NAME), heading(_side("recorded")), heading("what if"))
    yield joined(_name("verdict"), _word(change.passed_before), _word(change.passed_after))
    yield joined(_name("log10 BF"), own_text(_side(f"{change.log10_bf_before:+.2f}")), own_text(_moved(change)))
    yield from (_check_line(check) for check in sorted(change.checks, key=lambda check: _ORDER.index(check.became)))
    yield own_text(counts_sentence(change), "bold")
    for check in change.checks:
        if check.after is not None and check.became in (Became.CAME, Became.OTHERWISE):
            yield pack_text(f"{check.violation_type}: {check.after.description}", "yellow")


def counts_sentence(change: Change) -> str:
    """Return how many violations went, came and stayed."""
    counted = Counter(check.became for check in change.checks)
    stayed, altered = counted[Became.STAYED] + counted[Became.OTHERWISE], counted[Became.OTHERWISE]
    with_other = f", {altered} of them altered" if altered else ""
    return f"{counted[Became.WENT]} went, {counted[Became.CAME]} came, {stayed} stayed{with_other}"


def moved_lines(before: Crashpack, after: Crashpack) -> Iterator[Text]:
    """Yield for each of several oracles how its Bayes factor moved."""
    if len(before.oracle_results) > 1:
        yield heading("log10 BF by oracle")
        pairs = list(zip(before.oracle_results, after.oracle_results, strict=True))
        if len(pairs) > _ORACLES:
            pairs.sort(key=lambda pair: pair[0] is pair[1])
        for first, second in pairs[:_ORACLES]:
            factors = tuple(map(log10_bayes_factor, (first, second)))
            moved = f"{factors[1]:+.2f}" if factors[0] != factors[1] else "unmoved"
            style = QUIET if factors[0] == factors[1] else "bold yellow"
            yield joined(
                pack_text(_fitted_name(first.oracle_name), style), own_text(_side(f"{factors[0]:+.2f}")), moved
            )
        if len(pairs) > _ORACLES:
            yield own_text(f"and {len(pairs) - _ORACLES:,} more oracles", QUIET)


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
    word, style = _WORDS[check.became]
    name = pack_text(_fitted_name(check.violation_type), QUIET if check.became is Became.ABSENT else "")
    return joined(name, _severity(check.before), _severity(check.after), own_text(word, style))


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


BECAME_WORDS: Final = {
    Became.WENT: "GONE",
    Became.OTHERWISE: "ALTERED",
}
"""What stands behind a recorded violation that an edited state does not have as it is."""


@dataclass(frozen=True, slots=True)
class WhatIfRow(ViolationRow):
    """A violation that is in no record: an edited state would have it."""


def rows_that_came(change: Change, oracle_name: str) -> tuple[WhatIfRow, ...]:
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
        if check.after is not None and check.became is Became.CAME
    )


def words_for_recorded(change: Change, oracle_name: str) -> dict[tuple[str, str], str]:
    """Return a word for each recorded violation that the edited state does not have as it is.

    The keys are the names of the oracle and of the type of violation.
    """
    return {
        (oracle_name, check.violation_type): BECAME_WORDS[check.became]
        for check in change.checks
        if check.became in BECAME_WORDS
    }


def what_if_banner(session: WhatIfSession, keymap: Keymap, source: str = "") -> CleanText:
    """Return what the banner says of an edited state; empty where nothing is edited or judged.

    Args:
        session: The states.
        keymap: The keys to name.
        source: The file from which the edited state was read.
    """
    what_if, change = session.what_if, session.change
    run, undo, save = (keymap.shown(f"state.{name}") for name in ("run", "undo", "save"))
    after = session.edited_record
    if change is None or after is None:
        if not what_if.changed_fields:
            return clean("")
        fields = ", ".join(what_if.changed_fields)
        begun = f"started from {source}: " if source else ""
        return clean(f"WHAT IF  {begun}{fields} edited; {run} runs the oracle again, {undo} undoes")
    verdicts = " -> ".join(
        verdict_words(verdict_of(pack.oracle_results), violation_rows(pack)) for pack in (session.record, after)
    )
    moved = f"{session.oracle_name} log10 BF {change.log10_bf_before:+.2f} -> {change.log10_bf_after:+.2f}"
    return clean(f"WHAT IF  {verdicts} | {moved} | {undo} undoes, {save} saves")


def state_text(state: TransferState) -> str:
    """Return a state as JSON in ASCII, as ``open --state`` and ``oracle`` read it."""
    fields = {name: getattr(state, name) for name in TransferState.model_fields}
    return json.dumps(fields, indent=2).replace("\x7f", "\\u007f")
