"""Traces to be read: plain, odd and hostile ones, as bytes."""

import json
from collections.abc import Callable

from hypothesis import strategies as st

WORDS = [
    "path",
    "Route",
    "rACING",
    "quic",
    "UDP",
    "packet",
    "connection id",
    "Connection  ID",
    "repair",
    "RaptorQ",
    "fec",
    "SYMBOL",
]
KINDS = [
    "Spawn",
    "Poll",
    "Checkpoint",
    "RegionCloseComplete",
    "RegionCreatedX",
    "poll",
    "",
    "Log",
    "pa\\u0074h",
    "é",
    "x" * 70,
    "\u017fpawn",
    "po\u212al",
    "\\u017fpa\\n\\/",
    "Pol\\u006c",
    "\\ud800",
    "\x7f\u2028",
]
PIECES = [
    *WORDS,
    "\\fec",
    "\\\\fec",
    "\\\\\\fec",
    "\\route",
    "\\n",
    "\\t",
    '\\"',
    "\\\\",
    "\\/",
    "\\u0070ath",
    "\\u0066EC",
    "pa\\u0074h",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\x",
    "\\",
    "\u017fymbol",
    "pac\u212aet",
    "é",
    "✓",
    "\u2028",
    "\x85",
    "\x7f",
    " ",
    "a",
    "7",
    "\n",
    "\t",
    "\x00",
    "connection\x00id",
    '"',
    '",',
    "\n  {\n",
    '"\n    }\n  },\n  {\n    "seq": 1,\n',
    "},{",
    "]",
    "[",
    "{",
    "\n  {\n  },\n  {\n",
    '"Message": "path',
    "Message",
]
VALID_PIECES = [
    piece
    for piece in PIECES
    if "\n" not in piece
    and piece not in ("\\x", "\\", "\\ud800", "\t", "\x00", '"', '",')
    and "\x00" not in piece
    and '"' not in piece.replace('\\"', "")
]


def texts(pieces: list[str] = PIECES) -> st.SearchStrategy[str]:
    """JSON strings, with their quotes, that may be no JSON at all."""
    return st.lists(st.sampled_from(pieces), max_size=5).map(lambda found: '"' + "".join(found) + '"')


NUMBERS = st.one_of(
    st.integers(0, 2**65).map(str),
    st.sampled_from(
        [
            "0",
            "00",
            "01",
            "-1",
            "-0",
            "1.0",
            "1e3",
            "18446744073709551615",
            "18446744073709551616",
            '"5"',
            "null",
            "9" * 19,
            "1" * 9,
        ]
    ),
)
ODD_DATA = st.one_of(
    st.sampled_from(
        ["null", "7", "{}", "[]", '"None"', '{"Message": 7}', "{", "[[", '{"Message": "path"} ', '{"a":01}']
    ),
    texts(VALID_PIECES).map(lambda text: f'{{"Message": {text}, "other": "quic"}}'),
    texts(VALID_PIECES).map(lambda text: f'{{"other": "quic", "Message": {text}}}'),
    texts(VALID_PIECES).map(lambda text: f'{{"Message": "path", "Message": {text}}}'),
    texts(VALID_PIECES).map(lambda text: f'{{"Note": {text}}}'),
    texts(VALID_PIECES).map(lambda text: f'{{{text}: "path"}}'),
    texts(VALID_PIECES).map(lambda text: f'{{"Mess\\u0061ge": {text}}}'),
    texts().map(lambda text: f'{{"Message": {text}}}'),
    texts().map(lambda text: f'{{\n      "Message": {text}\n    }}'),
    texts().map(
        lambda text: f'{{\n      "Task": {{\n        "task": {text},\n        "region": "R1"\n      }}\n    }}'
    ),
    texts(),
    st.sampled_from(
        [
            '{\n      "a": 1\n    },\n    "x": {\n      "b": 2\n    }',
            '{\n      "a": 1}, "kind": "Poll", "y": {"b": "udp"\n    }',
        ]
    ),
)
PLAIN_DATA = st.one_of(
    st.just('"None"'),
    texts(VALID_PIECES),
    texts(VALID_PIECES).map(lambda text: f'{{\n      "Message": {text}\n    }}'),
    texts(VALID_PIECES).map(lambda text: f'{{\n      "Task": {{\n        "task": {text}\n      }}\n    }}'),
    st.sampled_from(WORDS).map(lambda word: f'{{\n      "Message": "a {word} b"\n    }}'),
)


@st.composite
def pretty_events(
    draw: st.DrawFn, numbers: st.SearchStrategy[str], kinds: st.SearchStrategy[str], data: st.SearchStrategy[str]
) -> str:
    """One event in the format's own layout, whatever its parts are."""
    seq, time, kind, value = draw(numbers), draw(numbers), draw(kinds), draw(data)
    return f'  {{\n    "seq": {seq},\n    "time": {time},\n    "kind": {kind},\n    "data": {value}\n  }}'


GOOD_EVENTS = pretty_events(st.integers(0, 10**12).map(str), st.sampled_from(KINDS[:8]).map(json.dumps), PLAIN_DATA)
BAD_EVENTS = pretty_events(
    NUMBERS, st.one_of(st.sampled_from(KINDS).map(lambda kind: f'"{kind}"'), texts(), NUMBERS), ODD_DATA
)
OTHER_ELEMENTS = st.one_of(
    st.sampled_from(
        [
            "  {\n  }",
            "  7",
            "  null",
            "",
            "  ",
            "  [1, 2]",
            "  {",
            "  }",
            '  "a\n  },\n  {\n    "seq": 1',
            '  {"seq":1} 2',
            "]",
            "  [\n  {\n  }\n]",
        ]
    ),
    st.builds(lambda seq, data: f'  {{"seq":{seq},"time":5,"kind":"Poll","data":{data}}}', NUMBERS, ODD_DATA),
    st.builds(
        lambda data: (
            '  {\n    "version": 1,\n    "seq": 4,\n    "time": {\n      "nanos": 5\n    },\n    "kind": "Poll",\n'
            f'    "data": {data}\n  }}'
        ),
        ODD_DATA,
    ),
    st.builds(lambda seq: f'  {{\n   "seq": {seq},\n   "kind": "Poll"\n  }}', NUMBERS),
)


def compacted(event: str) -> str:
    """The event without white space, where it is JSON."""
    try:
        return json.dumps(json.loads(event), separators=(",", ":"), ensure_ascii=False)
    except ValueError:
        return event


def _trace(events: list[str], comma: str, begin: str, end: str, change: Callable[[str], str]) -> bytes:
    return (begin + comma.join(change(event) for event in events) + end).encode("utf-8", "surrogatepass")


def traces(events: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Trace files of such events, whole or not."""
    return st.builds(
        _trace,
        st.lists(events, max_size=12),
        st.sampled_from([",\n", ",\n", ",\n", ",", " ,\n ", ",,", "\n"]),
        st.sampled_from(["[\n", "[\n", "[\n", "[", " \n[ ", "", "{", "[\n,"]),
        st.sampled_from(["\n]", "\n]", "\n]", "]", "", ",", "\n]x", "\n]  \n", "}", "]" + " " * 50 + "x", ",\n]", '"']),
        st.sampled_from([str, str, str, compacted]),
    )


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """A trace in which one byte was changed, or whose end is missing."""
    data = draw(whole)
    place = draw(st.integers(0, len(data)))
    damage = draw(st.sampled_from([b"", b'"', b"\\", b"\n", b"\xff", b"\xc3", b"}", b",", b"{", b"\x00", None]))
    return data[:place] if damage is None else data[:place] + damage + data[place + 1 :]


PLAIN_TRACES = traces(GOOD_EVENTS)
ODD_TRACES = traces(st.one_of(GOOD_EVENTS, GOOD_EVENTS, BAD_EVENTS, OTHER_ELEMENTS))
ANY_TRACES = st.one_of(PLAIN_TRACES, ODD_TRACES, damaged(PLAIN_TRACES), damaged(ODD_TRACES), st.binary(max_size=80))
