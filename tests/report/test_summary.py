"""What many reports come to."""

from atp_tui.report.model import Report, report_of
from atp_tui.report.summary import Summary, short_line
from atp_tui.report.tone import Tone, text_of
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from tests.program import PACKS


def report(name: str) -> Report:
    pack = open_pack(str(PACKS / name))
    return report_of(pack, examine_pack(pack))


def test_packs_are_counted_by_verdict_and_what_is_wrong_with_them() -> None:
    summary = Summary()
    assert text_of(summary.line) == "0 packs"
    summary.add(report("clean"))
    assert text_of(summary.line) == "1 pack: 1 passed"
    for name in ("clean", "damaged", "empty", "five-violations"):
        summary.add(report(name))
    assert text_of(summary.line) == "5 packs: 2 failed, 2 passed, 1 not judged; 1 damaged"
    summary.add_unreadable()
    assert text_of(summary.line) == "6 packs: 2 failed, 2 passed, 1 not judged, 1 unreadable; 1 damaged"


def test_tones_go_with_the_words() -> None:
    summary = Summary()
    summary.add(report("damaged"))
    assert [part.text for part in summary.line if part.tone is Tone.BAD] == ["1 failed", "1 damaged"]
    assert [part.tone for part in short_line(report("clean"))] == [Tone.PLAIN, Tone.GOOD, Tone.PLAIN, Tone.GOOD]
    assert [part.tone for part in short_line(report("damaged"))] == [Tone.PLAIN, Tone.BAD, Tone.PLAIN, Tone.BAD]
