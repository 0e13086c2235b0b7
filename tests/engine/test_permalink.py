"""A place to share: the line that leads there says it, and nothing else."""

import shlex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.clean import is_clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.event_location import EventLocation, PlaceKind
from atp_tui.engine.permalink import ANYWHERE, LONGEST, Permalink
from atp_tui.engine.trace import Lane

DIGEST = "sha256:" + "0123456789abcdef" * 4
VISIBLE = st.text(max_size=60).filter(is_clean)


def test_the_line_is_short_and_plain() -> None:
    place = Permalink.read("812", "quic", "lost_", DIGEST)
    expected = "atp-tui open crash --at 812 --lane quic --filter lost_ --digest sha256:0123456789abcdef"
    assert place.line("crash") == expected
    assert ANYWHERE.line("crash") == "atp-tui open crash"
    assert Permalink.read("#7").line("-x") == "atp-tui open ./-x --at '#7'"


@given(VISIBLE.filter(bool), VISIBLE)
@example("=", "")
@example("./-x", "-")
def test_whatever_path_and_filter_hold_a_shell_gives_them_back(path: str, typed: str) -> None:
    place = Permalink(query_text=typed)
    words = shlex.split(place.line(path))
    assert words[:2] == ["atp-tui", "open"]
    assert words[2] == (f"./{path}" if path.startswith(("-", "=")) else path)
    assert words[3:] == (["--filter", typed] if typed else [])


@pytest.mark.parametrize("hostile", ["a\nrm -rf b", "a\x1b[2J", "a\u202eb", "a\u200bb", "a\x00", "a\ud800"])
def test_what_would_paste_as_something_else_is_refused_with_the_reason(hostile: str) -> None:
    with pytest.raises(InvalidFormatError, match="in the path of the pack, found an invisible one"):
        ANYWHERE.line(hostile)
    with pytest.raises(InvalidFormatError, match="in the filter, found an invisible one"):
        Permalink(query_text=hostile).line("crash")


def test_a_line_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidFormatError, match="a line of at most 2000 characters"):
        ANYWHERE.line("x" * LONGEST)


def test_options_are_read() -> None:
    place = Permalink.read("12.5ms", "repair", "/lost [0-9]/ !sent", "sha256:01234567")
    assert place.at == EventLocation(PlaceKind.TIME, 12_500_000)
    assert place.lane is Lane.REPAIR
    assert not place.is_anywhere
    assert Permalink.read(digest=DIGEST).is_anywhere


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"at": "x"}, "--at: expected a number, # and a place, or a time in ns, us, ms or s, found 'x'"),
        ({"query_text": "a\x1b[2J"}, "--filter: expected only visible characters, found 'a\\x1b[2J'"),
        ({"query_text": "/("}, "--filter: expected a regular expression between slashes"),
        *(
            ({"digest": digest}, "--digest: expected sha256: and 8 to 64 hex digits in small letters")
            for digest in ("abc", "sha256:123", "sha256:ABCDEF01", f"{DIGEST}0", "sha256:01234567\n")
        ),
    ],
)
def test_what_cannot_be_meant_names_its_option(options: dict[str, str], error: str) -> None:
    with pytest.raises(InvalidFormatError) as raised:
        Permalink.read(**options)
    assert str(raised.value).startswith(error)


def test_a_digest_is_that_of_the_pack_whose_digest_it_begins() -> None:
    assert Permalink.read(digest="sha256:01234567").is_of(DIGEST)
    assert Permalink.read(digest=DIGEST).is_of(DIGEST)
    assert not Permalink.read(digest="sha256:01234568").is_of(DIGEST)
    assert not Permalink.read(digest="sha256:01234567").is_of("")
    assert ANYWHERE.is_of("")


def test_the_line_of_two_logs_names_both() -> None:
    assert Permalink.read("#7").line("a b.qlog", "=s.qlog") == "atp-tui open 'a b.qlog' ./=s.qlog --at '#7'"
    with pytest.raises(InvalidFormatError, match="in the path of the pack, found an invisible one"):
        ANYWHERE.line("a.qlog", "b\u202e.qlog")
