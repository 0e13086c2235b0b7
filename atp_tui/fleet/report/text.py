"""A fleet as text for people and logs: one fact a line, every line clean."""

from collections.abc import Iterator, Sequence
from typing import Final

from atp_tui.cells import padded
from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.fleet.report.words import OUTCOMES, PACKS, SOUNDNESS, influence_line, moment, near_path, share, sum_line
from atp_tui.fleet.rows import DeedRow, GroupDetail, GroupRow, Part, Proof, SampleRow, Status, Totals
from atp_tui.report.tone import SEVERITY_TONES, Line, Tone, plain
from atp_tui.report.tone import Part as Toned

STATUS_TONES: Final = {
    Status.NEW: Tone.BAD,
    Status.REGRESSED: Tone.BAD,
    Status.KNOWN: Tone.WARNING,
    Status.FIXED: Tone.GOOD,
    Status.MUTED: Tone.NOTE,
}
_HEADS: Final = ("ID", "STATUS", "SEVERITY", "RUNS", "RATE")
_RIGHT: Final = frozenset({0, 3, 4})
"""The columns of numbers."""


def totals_lines(totals: Totals) -> Iterator[Line]:
    """Yield the totals of a fleet; the parts of each line add up."""
    yield plain(sum_line(totals.runs, "run", OUTCOMES, totals))
    yield plain(sum_line(totals.packs, "pack", PACKS, totals))
    if totals.readable:
        yield plain(sum_line(totals.readable, "readable pack", SOUNDNESS, totals))
    yield plain(f"{counted(totals.groups, 'group')} over {counted(totals.builds, 'build')}")
    if totals.not_looked_into:
        yield plain(f"not looked into: {counted(totals.not_looked_into, 'violation')} (no cause was searched for)")


def group_lines(rows: Sequence[GroupRow], total: int) -> Iterator[Line]:
    """Yield a table of groups.

    Args:
        rows: The groups that are shown.
        total: How many there are to show.
    """
    if not rows:
        return
    table = [_columns(row) for row in rows]
    widths = [max(len(line[at]) for line in [_HEADS, *table]) for at in range(len(_HEADS))]
    yield plain("  ".join([_cell(word, at, widths) for at, word in enumerate(_HEADS)] + ["GROUP"]))
    for row, line in zip(rows, table, strict=True):
        cells = [_cell(text, at, widths) for at, text in enumerate(line)]
        tones = (Tone.PLAIN, STATUS_TONES[row.status], SEVERITY_TONES[row.severity], Tone.PLAIN, Tone.PLAIN)
        told = [Toned(clean(f"{cell}  "), tone) for cell, tone in zip(cells, tones, strict=True)]
        yield (*told, Toned(clean(_title(row))))
    if total > len(rows):
        yield plain(f"{total - len(rows):,} more groups; --limit 0 prints all of them")


def _columns(row: GroupRow) -> tuple[str, ...]:
    return (str(row.id), row.status.value, row.severity.value, f"{row.runs:,}", share(row.rate))


def _cell(text: str, at: int, widths: Sequence[int]) -> str:
    return padded(text, widths[at], right=at in _RIGHT)


def _title(row: GroupRow) -> str:
    influence = f"  [{row.influence}]" if row.influence else ""
    return row.title + influence + (f"  ({row.note})" if row.note else "")


def detail_lines(detail: GroupDetail, samples: Sequence[SampleRow]) -> Iterator[Line]:
    """Yield all that there is to say of a group, with some of its samples."""
    row = detail.row
    yield (
        Toned(clean(f"group {row.id}: ")),
        Toned(clean(row.status.value), STATUS_TONES[row.status]),
        Toned(clean("; ")),
        Toned(clean(row.severity.value), SEVERITY_TONES[row.severity]),
        Toned(clean(f"; {row.title}")),
    )
    seen = f"{counted(row.runs, 'run')} ({share(row.rate)}), {counted(row.violations, 'violation')}"
    yield plain(f"seen: {seen}, first {moment(row.first_ns)}, last {moment(row.last_ns)} UTC")
    if row.note:
        yield plain(f"note: {row.note}")
    for label, runs in row.builds:
        yield plain(f"  build {label}: {counted(runs, 'run')}")
    yield from _cause_lines(detail)
    yield plain("these violations are together because they have in common:")
    yield from part_lines(detail.parts)
    yield plain(f"fingerprints: {' '.join(detail.prints)}")
    for influence in detail.influences:
        yield plain(influence_line(influence))
    if detail.options_tested:
        yield plain(f"{counted(detail.options_tested, 'option')} tested for triggers and suppressors, each at 95 %")
    yield plain(f"{counted(detail.samples, 'sample')}:")
    for sample in samples:
        yield plain(f"  {sample_line(sample)}")
    if detail.samples > len(samples):
        yield plain(f"  {detail.samples - len(samples):,} more; --limit 0 prints all of them")


def _cause_lines(detail: GroupDetail) -> Iterator[Line]:
    cause = detail.cause
    if cause is None:
        yield plain("cause: not looked into")
        return
    how = "1-minimal" if cause.is_minimal else "NOT minimal: the search ended early"
    kept = f"{len(cause.decisions):,} of {counted(cause.of, 'external decision')}"
    yield plain(f"cause: {kept}, {how}, found in {counted(cause.tries, 'run')}")
    for words in cause.decisions:
        yield plain(f"  {words}")
    if detail.row.proof is not Proof.NOT_RUN:
        yield plain(f"run again: {detail.row.proof.value}")


def part_lines(parts: Sequence[Part]) -> Iterator[Line]:
    """Yield the parts of a fingerprint, each with the file that it was read from."""
    for part in parts:
        yield plain(f"  {part.name}: {part.value or 'none'}  ({part.source})")


def sample_line(sample: SampleRow) -> str:
    """Return a sample on one line: path, build, seed, events, soundness."""
    sound = {True: "intact", False: "DAMAGED", None: "not examined"}[sample.sound]
    seed = "" if sample.seed is None else f", seed {sample.seed}"
    events = "" if sample.events is None else f", {counted(sample.events, 'event')}"
    return f"{near_path(sample.path)} ({sample.role}, build {sample.build}{seed}{events}, {sound})"


def deed_lines(deeds: Sequence[DeedRow]) -> Iterator[Line]:
    """Yield what people did to the groups, as given: the newest first."""
    for deed in deeds:
        undone = "" if deed.undone_by is None else f" (undone by {deed.undone_by})"
        yield plain(f"{deed.number}: {moment(deed.at_ns)}: {deed.what}: {deed.words}{undone}")
