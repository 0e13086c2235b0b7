import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.clean import is_clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.query import MAX_PATTERN, KindTerm, Query, is_within_lines, kind_query
from atp_tui.engine.trace import BrokenEvent, small_letters

LINE = '000812 12004 Poll path 2 Racing: lost "a b" \\n r\u00e9sum\u00e9 C:/x'

KIND = "LossDetected/\u017f"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", True),
        ("   ", True),
        ("PATH", True),
        ("path lost", True),
        ("lost path", True),
        ('"lost path"', False),
        ('"2 racing"', True),
        ('"2 raci', True),
        ("path gone", False),
        ("!gone", True),
        ("!path", False),
        ('!"2 racing"', False),
        ("!/p.th/", False),
        ("/p.th [0-9] RACING/ 0812", True),
        ("/p.th [0-9] racing$/", False),
        ("/C:\\/x$/", True),
        ("/^000812 /", True),
        ("/unfinished", False),
        ("/path", True),
        ("!", False),
        ("résumé", True),
        ("RÉSUMÉ", False),
        ("RéSUMé", True),
        ("000812", True),
        ("\\n", True),
    ],
)
def test_lines_that_match(typed: str, expected: bool) -> None:
    assert Query.parse(typed).matches(LINE, KIND) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kind:loss", True),
        ("kind:LOSSDETECTED/", True),
        ("kind:detected", False),
        ("kind:LossDetected/\u017fx", False),
        ('kind:"LossDetected"', False),
        ('kind:"lossdetected/\u017f"', True),
        ('kind:"Loss', True),
        ('kind:"Loss"', False),
        ('kind:""', False),
        ("kind:/DETECTED.s$/", True),
        ("kind:/^d/", False),
        ("kind:/loss", True),
        ("!kind:loss", False),
        ('!kind:"Loss"', True),
        ("!kind:/^d/", True),
        ("kind:loss path !kind:poll", True),
        ("kind:loss gone", False),
        ("kind:", True),
        ("!kind:", True),
        ("kind: path", True),
        ("kind: gone", False),
        ("kind:kind:", False),
        ('"kind:loss"', False),
        ("Kind:loss", False),
        ("!!kind:", True),
    ],
)
def test_kinds_that_match(typed: str, expected: bool) -> None:
    query = Query.parse(typed)
    assert query.matches(LINE, KIND) is expected
    assert len(query.of_kind) <= len(query.terms)
    of_line = Query(tuple(term for term in query.terms if not isinstance(term, KindTerm)))
    assert query.spans(LINE) == of_line.spans(LINE), "a kind marks nothing in the line"


def test_each_place_of_a_word_is_marked() -> None:
    assert list(Query.parse("ab !x").spans("aB x abab")) == [(0, 2), (5, 7), (7, 9)]


@pytest.mark.parametrize("typed", ["kind:l", 'kind:"', "kind:/./", 'kind:""', "kind:-"])
def test_what_has_no_kind_is_no_wanted_kind_and_is_none_of_the_others(typed: str) -> None:
    assert not Query.parse(typed).matches("x", None)
    assert Query.parse(f"!{typed}").matches("x", None)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.booleans())
def test_every_short_kind_has_a_query_that_finds_it(kind: str, in_this_case: bool) -> None:
    typed = kind_query(kind, in_this_case=in_this_case)
    assert typed is not None
    assert is_clean(typed)
    query = Query.parse(typed)
    assert len(query.of_kind) == len(query.terms) == 1
    assert query.matches("", kind)
    assert not query.matches("", f"{kind}x")
    assert not query.matches("", f"x{kind}")
    assert query.matches("", small_letters(kind)) is (not typed.startswith("kind:/") or kind == small_letters(kind))
    assert Query.parse(f"{typed} b").terms[:1] == query.terms or typed.startswith("kind:/")


def test_a_query_for_a_kind_is_as_plain_as_can_be() -> None:
    assert kind_query("LossDetected") == 'kind:"LossDetected"'
    assert kind_query("LossDetected", in_this_case=True) == "kind:/^(?-i:LossDetected)$/"
    assert kind_query('a"b/ c\n') == "kind:/^(?-i:a\\x{22}b\\x{2f}\\x{20}c\\x{a})$/"
    assert kind_query("") == 'kind:""'
    assert kind_query('"' * MAX_PATTERN) is None


@pytest.mark.parametrize(
    "typed",
    [
        "/(/",
        "kind:/(/",
        "!kind:/(/",
        "/a{1001}{1001}/",
        "/(?<x)/",
        "/\\1/",
        "/" + "a" * (MAX_PATTERN + 1) + "/",
        "/\ud800/",
    ],
)
def test_a_wrong_expression_is_told_in_a_sentence(typed: str) -> None:
    with pytest.raises(InvalidFormatError) as caught:
        Query.parse(typed)
    assert str(caught.value).startswith("expected a regular expression between slashes, found ")
    assert "\n" not in str(caught.value)


@given(st.text())
def test_any_typed_line_is_a_query_or_a_sentence(typed: str) -> None:
    try:
        query = Query.parse(typed)
    except InvalidFormatError:
        return
    assert isinstance(query.matches(typed, typed), bool)


@pytest.mark.parametrize(
    ("typed", "needle"),
    [
        ("path", b"path"),
        ("pa Racing x", b"racing"),
        ("!racing pa", b"pa"),
        ("000812", b"812"),
        ("------", b""),
        ("a/bcd", b"bcd"),
        ("/ab?cdef*(xyzxyz)k/", b"cde"),
        ("/abc|def/", b""),
        ("/[abc]def/", b"def"),
        ("/\\bdef\\d/", b"def"),
        ("/(?-i)abc/", b""),
        ("/a{2}bc{3}/", b"b"),
        ("/\\x41bc/", b""),
        ("/\\pNbc/", b""),
        ("/\\(bc/", b"bc"),
        ('"a: b"', b"a"),
        ("kind:loss pa", b"loss"),
        ('kind:"Loss/Found', b"found"),
        ("!kind:loss", b""),
        ("kind:/^Frame(In|Out)$/", b""),
        ("kind:/^Frame[0-9]/", b"frame"),
    ],
)
def test_needles_are_what_no_match_lacks(typed: str, needle: bytes) -> None:
    assert Query.parse(typed).needle == needle


@pytest.mark.parametrize(
    ("typed", "kind", "expected"),
    [
        ("level:error", "Fault", True),
        ("level:e", "Fault", True),
        ("level:ERROR lost", "Fault", False),
        ("level:error path", "Fault", True),
        ("level:error", "DatagramLost", False),
        ("level:warning", "DatagramLost", True),
        ("!level:warning", "DatagramLost", False),
        ("!level:error", "Poll", True),
        ("level:error", None, False),
        ("!level:error", None, True),
        ("level:", "Poll", True),
        ('"level:error"', "Fault", False),
        ("kind:level:error", "Fault", False),
        ("kind:level:error", "level:error", True),
    ],
)
def test_events_by_how_bad_they_are(typed: str, kind: str | None, expected: bool) -> None:
    assert Query.parse(typed).matches("000001 5 x the path", kind) is expected


def test_a_broken_element_is_an_error() -> None:
    line = BrokenEvent(b"7", "an object", "7").line
    assert Query.parse("level:error").matches(line, None)
    assert not Query.parse("!level:error").matches(line, None)
    assert not Query.parse("level:warning").matches(line, None)


@pytest.mark.parametrize("typed", ["level:x", "!level:info", "level:errors"])
def test_a_level_that_there_is_not_is_refused(typed: str) -> None:
    with pytest.raises(InvalidFormatError, match="level:error or level:warning"):
        Query.parse(typed)


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("packet [0-9]+9 lost", True),
        ("(?:a|b)\\b\\d{2,3}\\.\\w*", True),
        ("[]a-z]é", True),
        ("\\(?:", True),
        ("^a", False),
        ("a$", False),
        ("[^a]", False),
        ("(?s)a.b", False),
        ("(?P<n>a)", False),
        ("[[:space:]]", False),
        ("a\\sb", False),
        ("a\\nb", False),
        ("\\x0a", False),
        ("\\D", False),
        ("\\W", False),
        ("\\pZ", False),
        ("\\Aa", False),
        ("a\\z", False),
        ("\\C", False),
        ("a\nb", False),
        ("[\t-z]", False),
    ],
)
def test_the_expressions_that_lines_can_be_searched_for_together(source: str, is_found: bool) -> None:
    (term,) = Query.parse(f"/{source}/").terms
    assert is_within_lines(term) is is_found


def test_plain_text_is_no_expression() -> None:
    assert not any(map(is_within_lines, Query.parse("packet kind:poll level:error").terms))
