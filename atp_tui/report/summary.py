"""What many reports come to, on one line."""

from collections import Counter
from typing import Final

from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import Report
from atp_tui.report.note import verdict_word
from atp_tui.report.text import heading
from atp_tui.report.tone import Line, Part, Tone

_WORDS: Final = {
    Verdict.FAILED: ("failed", Tone.BAD),
    Verdict.PASSED: ("passed", Tone.GOOD),
    Verdict.NOT_JUDGED: ("not judged", Tone.WARNING),
    Verdict.UNKNOWN: ("unknown", Tone.WARNING),
}
"""What each verdict is called, in the order in which they are counted."""


class Summary:
    """Counts of the packs that were reported, without the reports."""

    def __init__(self) -> None:
        self._verdicts: Counter[Verdict] = Counter()
        self._damaged = 0
        self._unreadable = 0

    def add(self, report: Report) -> None:
        """Count a pack."""
        self._verdicts[report.verdict] += 1
        self._damaged += not report.sound

    def add_unreadable(self) -> None:
        """Count a pack that could not be read."""
        self._unreadable += 1

    @property
    def line(self) -> Line:
        """The counts: ``3 packs: 2 failed, 1 unreadable; 1 damaged``."""
        total = self._verdicts.total() + self._unreadable
        counts = [(self._verdicts[verdict], *shown) for verdict, shown in _WORDS.items()]
        counts.append((self._unreadable, "unreadable", Tone.BAD))
        told = [Part(clean(counted(total, "pack")))]
        for count, word, tone in counts:
            if count:
                told += [Part(clean(", " if len(told) > 1 else ": ")), Part(clean(f"{count:,} {word}"), tone)]
        if self._damaged:
            told += [Part(clean("; ")), Part(clean(f"{self._damaged:,} damaged"), Tone.BAD)]
        return tuple(told)


def short_line(report: Report) -> Line:
    """Return what `check --quiet` says of a pack: verdict, soundness, and the verdict of a note about it."""
    note = report.note
    if note is None or note.note is None or note.note.verdict is None or not note.is_for_this_pack:
        return heading(report)
    return (*heading(report), Part(clean(f"; note: {verdict_word(note)}")))
