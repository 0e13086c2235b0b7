"""Display lines straight from the bytes of plain events; the engine's own way is ten times slower.

An event is plain when it is a valid JSON value in which no escape spells a letter and no character displays as others.
The index knows which those are, so the two ways agree. What is not plain here is left to the engine.
"""

import re
from typing import Final

import msgspec

from atp_tui.store.trace_facts import PLAIN_LENGTH
from atp_tui.store.trace_index import PAGE
from atp_tui.store.trace_split import SPACE

_MESSAGE: Final = b'{\n      "Message": "'
_MESSAGE_END: Final = b'"\n    }'
_COMPACT_MESSAGE: Final = b'{"Message":"'
_COMPACT_MESSAGE_END: Final = b'"}'
_OWN_ESCAPE: Final = re.compile(rb'\\(["\\/])')
_END_OF_TEXT: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_SEQ_WIDTH: Final = 6
_SHORT: Final = 19


class Tokens(msgspec.Struct):
    """The fields with a meaning as they stand in the file."""

    seq: msgspec.Raw = msgspec.Raw(b"")
    time: msgspec.Raw = msgspec.Raw(b"")
    kind: msgspec.Raw = msgspec.Raw(b"")
    data: msgspec.Raw = msgspec.Raw(b"")


_tokens_of: Final = msgspec.json.Decoder(list[Tokens]).decode


def plain_line(tokens: Tokens) -> bytes | None:
    """Return the display line of a plain event, or None where the engine has to be asked."""
    seq, time, kind = bytes(tokens.seq), bytes(tokens.time), bytes(tokens.kind)
    if not (seq.isdigit() and time.isdigit() and kind[:1] == b'"' and len(seq) <= _SHORT and len(time) <= _SHORT):
        return None
    data = _plain_data(bytes(tokens.data))
    if data is None or b"\\" in kind:
        return None
    return b"%b %b %b %b" % (seq.rjust(_SEQ_WIDTH, b"0"), time, kind[1:-1], data)


def page_tokens(data: bytes) -> list[Tokens] | None:
    """Return the fields of a page's events, or None where they are not 64 JSON objects and a comma behind each."""
    data = data.strip(SPACE)
    if not data.endswith(b","):
        return None
    try:
        tokens = _tokens_of(b"[" + data[:-1] + b"]")
    except (msgspec.MsgspecError, RecursionError):
        return None
    return tokens if len(tokens) == PAGE else None


def _plain_data(data: bytes) -> bytes | None:
    """What a display line says of data, or None where it is not plain to see."""
    for begin, end in ((_MESSAGE, _MESSAGE_END), (_COMPACT_MESSAGE, _COMPACT_MESSAGE_END)):
        if data.startswith(begin) and data.endswith(end):
            text = data[len(begin) : -len(end)]
            if b"\\" not in text:
                return text if b'"' not in text else None
            match = _END_OF_TEXT.fullmatch(text)
            return _OWN_ESCAPE.sub(rb"\1", text) if match else None
    if b"\\" in data or b"Message" in data or not data or len(data) > PLAIN_LENGTH:
        return None
    return data if data.startswith(b'"') else msgspec.json.format(data, indent=-1)
