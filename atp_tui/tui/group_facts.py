"""All that is known of a group as lines of text: cause, builds, triggers and suppressors, and why it is one group."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from rich.console import Console
from rich.text import Text

from atp_tui.cells import cell_len, fitted
from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.fleet.report.words import moment, share
from atp_tui.fleet.rows import Cause, GroupDetail, GroupRow, Influence, Part, Proof
from atp_tui.tui.fleet_words import NONE, PROOF_STYLES, STATUS_STYLES
from atp_tui.tui.judged_text import SEVERITY_SIGNS, SEVERITY_STYLES
from atp_tui.tui.text import BAD, GOOD, QUIET, heading, joined, own_text, pack_text

_MOST: Final = 60
"""Rows of a table that are shown; a hostile fleet may have any number."""

_WORDS: Final = 2_000
"""Characters of one fact that are laid out."""

_WRAPPED: Final = 10
"""Lines that one fact may have."""

_LEVEL_ONE: Final = "not known; grouped by what the packs record (level 1)"
_NO_CAUSE: Final = "not known; no run of this group was minimized"
_NAME: Final = 60
_LEAST_NAME: Final = 12
_BAR: Final = 40
_WIDEST: Final = 116
_NARROW: Final = 100

_CONSOLE: Final = Console(width=80)
"""What wrapping asks for the size of a tab; nothing is written to it."""


def title_lines(row: GroupRow) -> tuple[Text, Text]:
    """Return the title of a group with its status, and its figures."""
    title = joined(
        own_text(SEVERITY_SIGNS[row.severity], SEVERITY_STYLES[row.severity]),
        own_text(" "),
        pack_text(clean(row.title, _WORDS), "bold"),
    )
    proof = () if row.proof is Proof.NOT_RUN else ("  proof ", own_text(row.proof.value, PROOF_STYLES[row.proof]))
    figures = joined(
        own_text(row.status.value, STATUS_STYLES[row.status]),
        f"  {row.severity}  {counted(row.runs, 'run')} ({share(row.rate)})",
        f"  {counted(row.violations, 'violation')}",
        *proof,
    )
    return title, figures


def cause_line(cause: Cause | None, level: int) -> Text:
    """Return the cause of a group on one line."""
    if cause is None:
        return own_text(_no_cause(level), QUIET)
    words = "; ".join(cause.decisions[:_MOST]) or "no external decision is needed"
    size = f"{len(cause.decisions):,} of {counted(cause.of, 'decision')}: "
    return joined(own_text(size), pack_text(clean(words, _WORDS), "bold"), own_text(f"  {_effort(cause)}", QUIET))


def influence_line(detail: GroupDetail) -> Text:
    """Return the strongest influence on one line, and how many more there are."""
    found = _certain(detail)
    if not found:
        return own_text(_no_influence(detail), QUIET)
    first, more = found[0], f"  +{len(found) - 1} more" if len(found) > 1 else ""
    return joined(
        pack_text(clean(first.option, _NAME), "bold"),
        own_text(f" {'triggers' if first.is_trigger else 'suppresses'} it: "),
        own_text(f"{_rate(first.with_seen, first.with_runs)} with it, "),
        own_text(f"{_rate(first.without_seen, first.without_runs)} without"),
        own_text(more, QUIET),
    )


def fact_lines(detail: GroupDetail, builds: tuple[str, ...], width: int) -> Iterator[Text]:
    """Yield the lines of the page of a group, each at most *width* cells wide; the sections have headings."""
    for line in _sections(detail, builds, min(width, _WIDEST)):
        line.truncate(width, overflow="ellipsis")
        yield line


def _sections(detail: GroupDetail, builds: tuple[str, ...], width: int) -> Iterator[Text]:
    row = detail.row
    if row.note:
        yield from _hanging("note  ", row.note, width)
    yield heading("Cause")
    yield from _cause_lines(detail.cause, row.level, width)
    yield heading("Runs by build")
    yield from _build_lines(row, builds, width)
    yield heading(f"Triggers and suppressors, of {counted(detail.options_tested, 'option')} tested")
    yield from _influence_lines(detail, width)
    yield heading(WHY)
    name = _name_width([part.name for part in detail.parts[:_MOST]], width * 3 // 10)
    yield from _part_lines(detail.parts[:_MOST], name, width)
    for fingerprint in detail.prints[:_MOST]:
        yield from _hanging(f"  {'fingerprint':<{name}}  ", fingerprint, width)
    yield own_text(f"  {'seen':<{name}}  {moment(row.first_ns)} to {moment(row.last_ns)} (UTC)", QUIET)


WHY: Final = "Why these violations are one group"
"""The heading above the parts of the fingerprint."""


def _no_cause(level: int) -> str:
    return _NO_CAUSE if level > 1 else _LEVEL_ONE


def _effort(cause: Cause) -> str:
    how = "minimal" if cause.is_minimal else "not minimal: the search ended early"
    return f"{how}, {cause.tries:,} {'try' if cause.tries == 1 else 'tries'}"


def _cause_lines(cause: Cause | None, level: int, width: int) -> Iterator[Text]:
    if cause is None:
        yield from _hanging("  ", _no_cause(level), width, QUIET)
        return
    for words in cause.decisions[:_MOST]:
        yield from _hanging("  • ", words, width)
    if len(cause.decisions) > _MOST:
        yield own_text(f"  … {len(cause.decisions) - _MOST:,} more", QUIET)
    if not cause.decisions:
        yield own_text("  it fails without any external decision", QUIET)
    size = f"{len(cause.decisions):,} of {counted(cause.of, 'external decision')}, {_effort(cause)}"
    yield from _hanging("  ", size, width, QUIET)


def _build_lines(row: GroupRow, builds: tuple[str, ...], width: int) -> Iterator[Text]:
    runs = dict(row.builds)
    labels = builds or tuple(runs)
    highest = max(runs.values(), default=0)
    name = _name_width(labels[-_MOST:], min(24, width // 4))
    room = max(1, min(_BAR, width - name - 14))
    if len(labels) > _MOST:
        yield own_text(f"  the last {_MOST} of {len(labels):,} builds", QUIET)
    for label in labels[-_MOST:]:
        count = runs.get(label, 0)
        bar = "█" * max(1, count * room // highest) if count else ""
        number = f"{count:,}" if count else "."
        yield joined(
            pack_text(f"  {fitted(clean(label), name)}", "" if count else QUIET),
            own_text(f"{number:>9} ", "" if count else QUIET),
            own_text(bar, "cyan"),
        )
    if not labels:
        yield own_text("  no build is known", QUIET)


def _name_width(names: Sequence[str], most: int) -> int:
    """The cells of a column of names."""
    return max(_LEAST_NAME, min(most, max(cell_len(clean(name, _NAME)) for name in names))) if names else _LEAST_NAME


def _certain(detail: GroupDetail) -> tuple[Influence, ...]:
    return tuple(each for each in detail.influences if each.is_trigger or each.is_suppressor)


def _no_influence(detail: GroupDetail) -> str:
    if not detail.options_tested:
        return "no options are known of these runs"
    return f"none is certain: of {counted(detail.options_tested, 'option')} tested, all 95 % intervals overlap"


def _influence_lines(detail: GroupDetail, width: int) -> Iterator[Text]:
    found = _certain(detail)
    if not found:
        yield from _hanging("  ", _no_influence(detail), width, QUIET)
        return
    name = _name_width([each.option for each in found], min(32, width - 56))
    yield own_text(f"  {'OPTION':<{name}} {'IT IS A':<10} {'RUNS WITH IT':>20} {'WITHOUT IT':>20}", QUIET)
    for each in islice(found, _MOST):
        has = _interval(each.with_seen, each.with_runs, each.low, each.high)
        lacks = _interval(each.without_seen, each.without_runs, each.without_low, each.without_high)
        yield joined(
            pack_text(f"  {fitted(clean(each.option), name)} "),
            own_text(f"{_kind(each):<10} ", BAD if each.is_trigger else GOOD),
            own_text(f"{has:>20} {lacks:>20}"),
        )
    if len(found) > _MOST:
        yield own_text(f"  … {len(found) - _MOST:,} more", QUIET)


def _kind(influence: Influence) -> str:
    return "trigger" if influence.is_trigger else "suppressor"


def _rate(seen: int, runs: int) -> str:
    return share(seen / runs) if runs else share(0)


def _interval(seen: int, runs: int, low: float, high: float) -> str:
    return f"{_rate(seen, runs)} ({low * 100:.1f}-{high * 100:.1f})"


def _part_lines(parts: tuple[Part, ...], name: int, width: int) -> Iterator[Text]:
    """The parts of the fingerprint: each with its name in *name* cells, its value, and where it was read."""
    source = _name_width([part.source for part in parts], width * 4 // 10 if width > _NARROW else width // 4)
    room = max(8, width - source - 1)
    for part in parts:
        head = f"  {fitted(clean(part.name), name)}  "
        for number, line in enumerate(_hanging(head, part.value, room)):
            if not number:
                line.pad_right(max(0, room - line.cell_len))
                line.append_text(own_text(f" {fitted(clean(part.source), source)}", QUIET))
            yield line


def _hanging(head: str, words: str, width: int, style: str = "") -> Iterator[Text]:
    """Words behind a head, wrapped so that further lines begin below the first word."""
    text = clean(words, _WORDS)
    size = cell_len(head)
    parts = Text(text).wrap(_CONSOLE, max(8, width - size)) if text else [Text(NONE)]
    for part in parts[:_WRAPPED]:
        yield joined(own_text(head), pack_text(part.plain.rstrip(), style))
        head = " " * size
    if len(parts) > _WRAPPED:
        yield own_text(f"{head}…", QUIET)
