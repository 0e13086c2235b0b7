"""What arrives from a terminal as keys, clicks and pastes; anything else is ignored or shown, and never an error.

Textual's parser expects a terminal that keeps to the protocols. Over a bad line, from a mistaken program or from a
paste that was cut off anything may come. Sources: ECMA-48, section 5.4 (control sequences) and 5.6 (control strings);
the kitty keyboard protocol, "An overview".
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from typing import Final

from textual import events
from textual._xterm_parser import (
    BRACKETED_PASTE_END,
    BRACKETED_PASTE_START,
    XTermParser,
    _re_mouse_event,
    _re_terminal_mode_response,
)
from textual.keys import Keys
from textual.message import Message
from textual.messages import InBandWindowResize

PASTE_LIMIT: Final = 1 << 16
"""Characters of a paste that are taken; no entry takes more."""

PASTE_PATIENCE: Final = 1.0
"""Seconds of silence after which a paste has ended, whether or not the terminal says so."""

FAR: Final = 1 << 15
"""A place on the screen beyond which no mouse is."""

_CONTROL_STRING: Final = re.compile(r"\x1b[\]PX^_][^\x07\x1b]*+(?:\x07|\x1b\\)")
"""An answer of the terminal, such as a colour; it ends with a bell or a string terminator."""

_COMPLETE: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-Z\\-~]")
"""A whole control sequence, of which nothing more is to be waited for."""

_ESCAPE: Final = "\x1b["

_OLD_MOUSE: Final = "\x1b[M"
"""The beginning of a mouse report whose three characters follow the end of the sequence."""

_ACTING: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"


class SafeParser(XTermParser):
    """A parser that takes any characters."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:  # noqa: FBT002 - Textual's own
        """Return the keys that a sequence means; one that means nothing is ignored once it is complete."""
        try:
            found = [_shown(key) for key in super()._sequence_to_key_events(sequence, alt)]
        except (ValueError, OverflowError):
            # A key code that is no character, or none at all.
            found = [events.Key(Keys.Ignore, sequence)]
        if not found and _is_unknown(sequence):
            return [events.Key(Keys.Ignore, sequence)]
        return found

    def parse_mouse_code(self, code: str) -> Message | None:
        """Return what the mouse did, or None where that cannot be."""
        try:
            event = super().parse_mouse_code(code)
        except (ValueError, ArithmeticError):
            return None
        is_far = isinstance(event, events.MouseEvent) and max(event.x, event.y) > FAR
        return None if is_far else event


class TerminalInput:
    """Turns the bytes that a terminal sends into events, and keeps those that no program could use."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._parser = SafeParser()
        self._tail = ""
        """What may be the beginning of a mark and is kept back until more comes."""
        self._passed = ""
        """What may be one as well but was passed on, as it may be the Escape key."""
        self._is_pasting = False
        self._pasted = 0

    @property
    def is_pasting(self) -> bool:
        """Whether a paste has begun and not ended."""
        return self._is_pasting

    def feed(self, data: bytes, *, final: bool = False) -> Iterator[Message]:
        """Yield the events of some bytes; a byte that is no UTF-8 counts as U+FFFD."""
        for piece in self._pieces(self._decode(data, final)):
            yield from self._sound(self._parser.feed(piece))

    def tick(self) -> Iterator[Message]:
        """Return what was held back in vain, such as the Escape key."""
        yield from self._sound(self._parser.tick())

    def end_paste(self) -> Iterator[Message]:
        """Return the paste whose end did not come."""
        if self._is_pasting:
            self._is_pasting = False
            yield from self._sound(self._parser.feed(BRACKETED_PASTE_END))

    def _pieces(self, text: str) -> Iterator[str]:
        """The parts of a text that the parser is to see: no control strings, and no more of a paste than is taken."""
        text, passed = self._tail + text, self._passed
        self._tail = self._passed = ""
        while text:
            mark = BRACKETED_PASTE_END if self._is_pasting else BRACKETED_PASTE_START
            before, found, after = (passed + text).partition(mark)
            before, passed = before[len(passed) :], ""
            if not found:
                before, self._tail = _without_begun(before, mark)
                yield from self._part(before)
                self._passed = "" if self._is_pasting or self._tail else _escape_at_end(before)
                return
            yield from self._part(before)
            self._is_pasting, self._pasted = not self._is_pasting, 0
            yield found[len(found) - (len(text) - len(after) - len(before)) :]
            text = after

    def _part(self, text: str) -> Iterator[str]:
        if self._is_pasting:
            text = _ACTING.sub("", text)[: PASTE_LIMIT - self._pasted]
            self._pasted += len(text)
        else:
            text = _CONTROL_STRING.sub("", text)
        if text:
            yield text

    def _sound(self, found: Iterable[Message]) -> Iterator[Message]:
        for message in found:
            if isinstance(message, events.Resize | InBandWindowResize):
                # The system knows the size; a report would also make the parser take cells for pixels.
                self._parser.mouse_pixels = False
            else:
                yield message


def _without_begun(text: str, mark: str) -> tuple[str, str]:
    """Split off the end of a text with which a mark may have begun, of two characters at least."""
    for length in range(len(mark) - 1, len(_ESCAPE), -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""


def _escape_at_end(text: str) -> str:
    """The Escape at the end of a text, with the bracket behind it, if there is one."""
    return next((end for end in (_ESCAPE, _ESCAPE[0]) if text.endswith(end)), "")


def _is_unknown(sequence: str) -> bool:
    """Whether a sequence is complete and no report that the parser looks for behind the keys."""
    is_report = _re_mouse_event.match(sequence) or _re_terminal_mode_response.match(sequence)
    return sequence != _OLD_MOUSE and not is_report and _COMPLETE.fullmatch(sequence) is not None


def _shown(key: events.Key) -> events.Key:
    """A key whose name and character can be encoded and shown."""
    if _SURROGATE.search(key.key + (key.character or "")):
        return events.Key("replacement_character", _REPLACEMENT)
    return key
