"""The events that are relevant to a violation, also where no check reports violations of its type."""

import re
from itertools import islice
from types import MappingProxyType
from typing import Final

from atp_tui.engine.lines import whole_number
from atp_tui.engine.oracle.checks import ATP_CHECK_OF
from atp_tui.engine.record import Violation
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import small_letters

_LONG: Final = 8
"""Characters from which on a value of evidence, such as a hash, is a word that events may contain."""

MAX_VALUES: Final = 64
"""Values of one violation's evidence that are words, too: each event is compared with every one of them."""

EVENTS: Final = "events"
"""The key of the evidence that names the relevant events by their numbers, separated by commas."""

MAX_NUMBERS: Final = 1_000
"""Numbers of events that one violation's evidence may name; the rest is ignored."""

_OTHER_FORMS: Final = MappingProxyType({"loss": "lost", "leak": "leaked", "delay": "late"})
"""The form of a word in messages where a violation type has another."""

_WORD: Final = re.compile(r"[A-Za-z]{4,}")


def relevance_of(violation: Violation) -> Relevance:
    """Return the test for events relevant to *violation*: their numbers where the evidence names them.

    Otherwise it is that of its check, or else the words of its type.
    """
    numbers = event_numbers(violation.evidence.get(EVENTS, ""))
    if numbers:
        return Relevance((), numbers=numbers)
    long = (value for value in violation.evidence.values() if len(value) >= _LONG)
    values = tuple(small_letters(value) for value in islice(long, MAX_VALUES))
    check = ATP_CHECK_OF.get(violation.violation_type)
    if check is None:
        words = tuple(word.lower() for word in _WORD.findall(violation.violation_type))
        others = tuple(_OTHER_FORMS[word] for word in words if word in _OTHER_FORMS)
        return Relevance(words + others + values)
    known = check.relevance
    return Relevance(known.words + values, known.kinds, known.silenced_by)


def event_numbers(text: str) -> tuple[int, ...]:
    """Return the event numbers that a text lists: ``17, 204``; none where a part of it is no number."""
    parts = text.split(",", MAX_NUMBERS)[:MAX_NUMBERS] if text else []
    numbers = [whole_number(part.strip(), 64) for part in parts]
    return () if None in numbers else tuple(dict.fromkeys(number for number in numbers if number is not None))
