"""What makes an event relevant to a violation: its number, or words in its message, or its kind."""

from dataclasses import dataclass

from atp_tui.engine.trace import EventFields, small_letters


@dataclass(frozen=True, slots=True)
class Relevance:
    """A test for the events that are relevant to a violation."""

    words: tuple[str, ...]
    """Lower-case words; a message that contains one of them, in any case of ASCII letters, is relevant."""
    kinds: frozenset[str] = frozenset()
    """Kinds of event that are relevant whatever their message."""
    silenced_by: tuple[str, ...] = ()
    """Lower-case words; a message that contains one of them is not relevant after all."""
    numbers: tuple[int, ...] = ()
    """Numbers of the relevant events, the most telling first; if there are any, no other event is relevant."""

    def holds(self, event: EventFields) -> bool:
        """Return whether an event is relevant to the violation."""
        if self.numbers:
            return event.seq in self.numbers
        if event.kind in self.kinds:
            return True
        if event.message is None:
            return False
        message = small_letters(event.message)
        return any(word in message for word in self.words) and not any(word in message for word in self.silenced_by)
