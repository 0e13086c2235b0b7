"""Display lines straight from the bytes of plain events; the engine's own way is several times slower.

An event is plain when it stands in the format's own layout and its bytes do not mislead: the index knows of escapes
that may spell anything and of characters that display as others. What is not plain is left to the engine.
"""

import re
from typing import Final

import msgspec

from atp_tui.engine.trace import SEQ_WIDTH
from atp_tui.store.trace.facts import PLAIN_LENGTH

_EVENT: Final = re.compile(
    rb'\{\n    "seq": (0|[1-9][0-9]{0,18}),\n    "time": (0|[1-9][0-9]{0,18}),\n    "kind": "([^"\\]*+)",\n    "data": '
    rb'(?:\{\n      "Message": "([^"\\]*+(?:\\.[^"\\]*+)*+)"\n    \}'
    rb'|("[^"\\]*+"|\{\n      "(?!Message")[^\\]*\n    \}))\n  \}'
)
_QUOTE: Final = ord('"')


def plain_line(raw: bytes) -> bytes | None:
    r"""Return the display line of an event in UTF-8, or None where the engine has to be asked.

    Args:
        raw: A valid JSON value without ``\u`` and without characters that the display line escapes.
    """
    match = _EVENT.fullmatch(raw)
    if match is None:
        return None
    seq, time, kind, message, data = match.groups()
    if message is None:
        if len(data) > PLAIN_LENGTH:
            return None
        message = data if data[0] == _QUOTE else _compact(data)
        if message is None:
            return None
    elif b"\\" in message:
        message = unescaped(message)
    return b"%b %b %b %b" % (seq if len(seq) >= SEQ_WIDTH else seq.rjust(SEQ_WIDTH, b"0"), time, kind, message)


def unescaped(message: bytes) -> bytes:
    """Return a message without the escapes of quotes, slashes and backslashes; a line has all others as they are."""
    parts = message.split(b"\\\\")
    return b"\\".join([part.replace(b'\\"', b'"').replace(b"\\/", b"/") for part in parts])


def _compact(data: bytes) -> bytes | None:
    """The object without white space, or None where further fields stand behind it."""
    try:
        return msgspec.json.format(data, indent=-1)
    except msgspec.MsgspecError:
        return None
