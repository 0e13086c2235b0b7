"""What readers of JSON disagree about in an event that can be read: a key twice, a number past 64 bits.

Such an event is kept as it was written, and of two values the last counts. Source: SAFETY.md, "Files of a pack".
"""

import json
import re
from typing import Final, NamedTuple

import msgspec

from atp_tui.engine.trace import U64_MAX

_LONG: Final = re.compile(rb"[0-9]{20}")
_NUMBERS: Final = ("seq", "time")


class Oddity(NamedTuple):
    """What of an event another reader may take otherwise."""

    expected: str
    found: str


def is_odd(raw: bytes) -> bool:
    """Return whether an event holds an oddity.

    Args:
        raw: The event, an object in valid JSON whose escapes spell no letter by its number.
    """
    return has_repeated_key(raw) or (_LONG.search(raw) is not None and _number_past_64_bits(raw) is not None)


def has_repeated_key(raw: bytes) -> bool:
    """Return whether an object of a JSON value has a key twice; the value is given as for :func:`is_odd`."""
    # Decoding keeps one of two pairs, and every pair and no other token outside of texts has a colon.
    try:
        return raw.count(b":") != msgspec.json.encode(msgspec.json.decode(raw)).count(b":")
    except msgspec.MsgspecError:
        # A number that no float holds is JSON all the same.
        return _repeated_key(raw) is not None


def oddity(raw: bytes) -> Oddity | None:
    """Return the first oddity of an event, or None where it has none; arguments as for :func:`is_odd`."""
    repeated = _repeated_key(raw) if has_repeated_key(raw) else None
    if repeated is not None:
        return Oddity("each key once", f"the key {json.dumps(repeated, ensure_ascii=False)} twice in one object")
    return _number_past_64_bits(raw)


def _repeated_key(raw: bytes) -> str | None:
    found: list[str] = []

    def take(pairs: list[tuple[str, object]]) -> None:
        keys = [key for key, _ in pairs]
        found.extend(key for place, key in enumerate(keys) if key in keys[:place])

    # Numbers stay text, so that none is too long.
    json.loads(raw, object_pairs_hook=take, parse_int=str, parse_float=str)
    return found[0] if found else None


def _number_past_64_bits(raw: bytes) -> Oddity | None:
    fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    for name in _NUMBERS:
        token = bytes(fields.get(name, b""))
        if token.isdigit() and (len(token) > len(str(U64_MAX)) or int(token) > U64_MAX):
            shown = token.decode() if len(token) <= 2 * len(str(U64_MAX)) else f"a number of {len(token)} digits"
            return Oddity(f"{name} of at most {U64_MAX}", shown)
    return None
