import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.query import MAX_PATTERN, Query

LINE = '000812 12004 Poll path 2 Racing: lost "a b" \\n r\u00e9sum\u00e9 C:/x'


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
    assert Query.parse(typed).matches(LINE) is expected


@pytest.mark.parametrize(
    "typed", ["/(/", "/a{1001}{1001}/", "/(?<x)/", "/\\1/", "/" + "a" * (MAX_PATTERN + 1) + "/", "/\ud800/"]
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
    assert isinstance(query.matches(typed), bool)


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
    ],
)
def test_needles_are_what_no_match_lacks(typed: str, needle: bytes) -> None:
    assert Query.parse(typed).needle == needle
