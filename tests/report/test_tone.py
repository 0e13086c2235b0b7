"""Parts of lines and their tones."""

from atp_tui.clean import MAX_LENGTH, clean, is_clean
from atp_tui.engine.record import Severity
from atp_tui.report.tone import SEVERITY_TONES, Part, Tone, plain, text_of


def test_the_text_of_a_line_is_that_of_its_parts() -> None:
    assert text_of((Part(clean("a\x1b")), Part(clean("b"), Tone.BAD))) == "a␛b"
    assert plain("a\x1b") == (Part(clean("a␛")),)


def test_a_long_line_is_not_cut_twice() -> None:
    long = clean("x" * (2 * MAX_LENGTH))
    text = text_of((Part(clean("High")), Part(long)))
    assert text == f"High{long}"
    assert is_clean(text[:MAX_LENGTH])


def test_every_severity_has_a_tone() -> None:
    assert set(SEVERITY_TONES) == set(Severity)
