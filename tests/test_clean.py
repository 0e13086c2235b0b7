"""Whatever a pack says, clean() makes one line of visible characters of it."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.clean import MAX_LENGTH, MAX_MARKS, CleanText, clean, clean_str, is_clean

ANY_TEXT = st.text(st.characters(exclude_categories=()))
NASTY_TEXT = st.text(st.sampled_from("a<>…é\x00\x1b\n\t\x7f\x9b\u0301\u0308\u200d\u202e\u2028\ufe0f\ud800\U000e0041字"))
NEVER_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANY_TEXT | NASTY_TEXT)
def test_nothing_acts_on_the_terminal(text: str) -> None:
    shown = clean(text)
    assert {unicodedata.category(character) for character in shown}.isdisjoint(NEVER_SHOWN)
    assert all(character.isprintable() for character in shown)
    shown.encode("utf-8")


@given(ANY_TEXT | NASTY_TEXT, st.integers(-1, 60))
@example("x" * 70, 60)
@example("\u202e" * 9, 9)
def test_cleaning_twice_changes_nothing(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert clean(str(once), limit) == once
    assert clean(once, limit) == once


@given(ANY_TEXT | NASTY_TEXT, st.integers(-1, 60))
def test_the_limit_holds_for_what_is_shown(text: str, limit: int) -> None:
    assert len(clean(text, limit)) <= max(limit, 0)


@given(ANY_TEXT | NASTY_TEXT | st.text(st.characters(codec="ascii")), st.integers(-1, 60))
def test_clean_text_is_the_same_as_a_plain_str(text: str, limit: int) -> None:
    plain = clean_str(text, limit)
    assert plain == clean(text, limit)
    assert type(plain) is str


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_passes_unchanged(text: str) -> None:
    assert clean(text) == text
    assert is_clean(text)


@given(ANY_TEXT | NASTY_TEXT)
def test_a_text_is_clean_when_it_is_what_clean_returns(text: str) -> None:
    assert is_clean(text) == (clean(text) == text)
    assert is_clean(clean(text))


@given(NASTY_TEXT)
def test_marks_never_pile_up_or_lean_on_what_stands_before_the_text(text: str) -> None:
    shown = clean(text)
    run = 0
    for character in shown:
        run = run + 1 if unicodedata.category(character).startswith("M") else 0
        assert run <= MAX_MARKS
    assert shown == "" or not unicodedata.category(shown[0]).startswith("M")


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ("", ""),
        ("plain text", "plain text"),
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x1b[2J\x1b[1;1H", "␛[2J␛[1;1H"),
        ("\x9b31m", "<U+009B>31m"),
        ("one\ntwo\r\nthree\ttab", "one␊two␍␊three␉tab"),
        ("nul\x00del\x7f", "nul␀del␡"),
        ("next\x85line\u2028sep\u2029par", "next<U+0085>line<U+2028>sep<U+2029>par"),
        ("exe\u202egnp.\u2066x\u2069", "exe<U+202E>gnp.<U+2066>x<U+2069>"),
        ("zero\u200bwidth\u200d\ufeff", "zero<U+200B>width<U+200D><U+FEFF>"),
        ("soft\u00adhyphen\u00a0nbsp", "soft<U+00AD>hyphen<U+00A0>nbsp"),
        ("heart\u2764\ufe0f", "heart\u2764<U+FE0F>"),
        ("tag\U000e0041\U000e0100", "tag<U+E0041><U+E0100>"),
        ("lone\ud800half", "lone<U+D800>half"),
        ("blank\u2800\u3164\uffa0", "blank<U+2800><U+3164><U+FFA0>"),
        ("private\ue000", "private<U+E000>"),
        ("[@click=app.quit]x[/", "[@click=app.quit]x[/"),
        ("naïve 字 🎉", "naïve 字 🎉"),
        ("e\u0301", "e\u0301"),
        ("\u0338=", "◌\u0338="),
        ("z" + "\u0300" * 9 + "!", "z" + "\u0300" * 4 + "<marks cut>!"),
    ],
)
def test_payloads(payload: str, shown: str) -> None:
    assert clean(payload) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("x" * 40, 40, "x" * 40),
        ("x" * 41, 40, "x" * 19 + "…<22 more characters>"),
        ("\n" * 41, 40, "␊" * 19 + "…<22 more characters>"),
        ("\u202e" * 10, 40, "<U+202E><U+202E>…<8 more characters>"),
        ("z" + "\u0300" * 41, 60, "z" + "\u0300" * 4 + "<marks cut>"),
        ("x" * 9, 5, "…"),
        ("x", 0, ""),
    ],
)
def test_a_cut_says_how_many_characters_are_missing(text: str, limit: int, shown: str) -> None:
    assert clean(text, limit) == shown


def test_clean_text_is_not_made_twice() -> None:
    once = clean("a\x1bb")
    assert isinstance(once, CleanText)
    assert clean(once) is once


def test_the_default_limit_holds_where_every_character_grows() -> None:
    shown = clean("\U000e0041" * MAX_LENGTH)
    assert len(shown) <= MAX_LENGTH
    assert shown.endswith(" more characters>")
