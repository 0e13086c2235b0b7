"""What the index keeps of an event: its lanes, whether it is broken, its time, and whether its bytes may mislead.

The engine is the truth. :func:`facts` asks it; :func:`facts_of_json` says the same sooner where the bytes are plain.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, NamedTuple

import msgspec
from numpy.typing import NDArray

from atp_tui.engine.json_ambiguity import is_odd
from atp_tui.engine.json_text import MAX_DEPTH
from atp_tui.engine.trace import LANE_WORDS, PATH_KINDS, SCHEDULER_KINDS, U64_MAX, BrokenEvent, Lane, TraceEvent
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.arrays import np

LANE_FLAG: Final[Mapping[Lane, int]] = MappingProxyType({Lane.PATH: 1, Lane.QUIC: 2, Lane.REPAIR: 4})
BROKEN: Final = 8
"""The element is no event."""
DOUBT: Final = 16
"""The display line may hold text that the raw bytes do not, in small or capital letters."""
TIMED: Final = 32
"""The event has a time."""
FOREIGN: Final = 64
"""The event has not the four fields of version 1; only told while somebody asks."""

ODD: Final = 128
"""The event has a key twice, or a number past 64 bits."""

SCHEDULER: Final = 256
"""The event reports scheduling alone."""

PLAIN: Final = 512
"""The event stands in the format's own layout, byte for byte, and each line of a field begins where no other does."""

DOUBTFUL_TEXT: Final = re.compile(rb"\\u|\x7f|\xc2\x85|\xe2\x80[\xa8\xa9]|\xe2\x84\xaa|\xc5\xbf")
"""Escapes that may spell anything, characters that the display line escapes, and the two that fold to k and s."""

PLAIN_LENGTH: Final = 1500
"""Elements up to this length are decoded in a moment."""

_U64_DIGITS: Final = len(str(U64_MAX))
_WORDS: Final = tuple((word.encode(), LANE_FLAG[lane]) for lane, words in LANE_WORDS.items() for word in words)
_MESSAGE: Final = re.compile(
    rb'\{[ \t\n\r]*+"Message"[ \t\n\r]*+:[ \t\n\r]*+"([^"\\]*+(?:\\.[^"\\]*+)*+)"[ \t\n\r]*+\}'
)
_ESCAPE: Final = re.compile(rb"\\.")
_PATH = LANE_FLAG[Lane.PATH]
_FLAGS_OF_KIND: Final[Mapping[str, int]] = {
    kind: _PATH | (SCHEDULER if kind in SCHEDULER_KINDS else 0) for kind in PATH_KINDS
}
_FLAGS_OF_TOKEN: Final[Mapping[bytes, int]] = {f'"{kind}"'.encode(): flags for kind, flags in _FLAGS_OF_KIND.items()}


class Facts(NamedTuple):
    """What the index keeps of one element of the trace."""

    flags: int
    time: int
    """Nanoseconds, 0 without :data:`TIMED`."""


class Batch(NamedTuple):
    """The facts of events that follow one another."""

    starts: NDArray[np.int64]
    """Where each begins in the file, or in the white space before it."""
    flags: NDArray[np.uint16]
    times: NDArray[np.uint64]
    end: int
    """Where the part of the file ends that has been read."""


class _Tokens(msgspec.Struct):
    time: msgspec.Raw = msgspec.Raw(b"")
    kind: msgspec.Raw = msgspec.Raw(b"")
    data: msgspec.Raw = msgspec.Raw(b"")


class _OwnTokens(msgspec.Struct, forbid_unknown_fields=True):
    seq: Annotated[int, msgspec.Meta(ge=0)]
    time: Annotated[int, msgspec.Meta(ge=0)]
    kind: str
    data: msgspec.Raw


_tokens_of: Final = msgspec.json.Decoder(_Tokens).decode
_own_tokens_of: Final = msgspec.json.Decoder(_OwnTokens).decode


def facts(raw: bytes, event: TraceEvent | BrokenEvent) -> Facts:
    """Return what the engine says of the event that *raw* holds."""
    if isinstance(event, BrokenEvent):
        return Facts(BROKEN, 0)
    found = event.fields
    flags = sum(LANE_FLAG[lane] for lane in event.lanes)
    if DOUBTFUL_TEXT.search(raw):
        flags |= DOUBT
    if found.time is not None:
        flags |= TIMED
    if not event.is_own_format:
        flags |= FOREIGN
    if is_odd(event.raw):
        flags |= ODD
    if event.is_scheduler:
        flags |= SCHEDULER
    return Facts(flags, found.time or 0)


def facts_of_json(raw: bytes, *, asks_format: bool) -> Facts:
    """Return the facts of an element that is one valid JSON value; its format is only looked at if asked."""
    if b"\\u" in raw or b"-0" in raw or len(raw) > PLAIN_LENGTH or not raw.startswith(b"{") or may_be_deep(raw):
        return facts(raw, read_event(raw))
    flags = 0
    if not raw.isascii() or b"\x7f" in raw:
        if not _is_utf8(raw):
            return facts(raw, read_event(raw))
        flags = DOUBT if DOUBTFUL_TEXT.search(raw) else 0
    own = _own_tokens(raw) if asks_format else None
    if (own is None or _may_be_odd(raw, bytes(own.data))) and is_odd(raw):
        flags |= ODD
    if asks_format and own is None:
        flags |= FOREIGN
    if own is not None and own.time:
        kind, time, data = _FLAGS_OF_KIND.get(own.kind, 0), own.time, bytes(own.data)
        flags |= TIMED
    else:
        tokens = _tokens_of(raw)
        kind, data, token = _FLAGS_OF_TOKEN.get(bytes(tokens.kind), 0), bytes(tokens.data), bytes(tokens.time)
        time = int(token) if token.isdigit() and len(token) <= _U64_DIGITS else U64_MAX + 1
        flags |= TIMED if time <= U64_MAX else 0
    flags |= kind
    if data.startswith(b"{") and b'"Message"' in data:
        match = _MESSAGE.fullmatch(data)
        if match is None:
            return facts(raw, read_event(raw))
        flags = (flags & ~SCHEDULER) | _said(match.group(1))
    return Facts(flags, time if flags & TIMED else 0)


def may_be_deep(raw: bytes) -> bool:
    """Return whether a JSON value may have more levels than are read."""
    return len(raw) > MAX_DEPTH and raw.count(b"[") + raw.count(b"{") >= MAX_DEPTH


def _may_be_odd(raw: bytes, data: bytes) -> bool:
    """Whether an event in the four fields may have more pairs than these, or its data a key twice."""
    pairs = data.count(b":")
    return raw.count(b":") - pairs != len(_OwnTokens.__struct_fields__) or (pairs > 1 and not data.startswith(b'"'))


def _said(text: bytes) -> int:
    """The lanes whose words a text says that is written with short escapes only."""
    text = text.lower() if b"\\" not in text else _ESCAPE.sub(b"\0", text).lower()
    flags = 0
    for word, flag in _WORDS:
        if word in text:
            flags |= flag
    return flags


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _own_tokens(raw: bytes) -> _OwnTokens | None:
    """The fields of an event that has those of version 1 and no others."""
    try:
        found = _own_tokens_of(raw)
    except msgspec.ValidationError:
        return None
    return found if found.seq <= U64_MAX and found.time <= U64_MAX else None
